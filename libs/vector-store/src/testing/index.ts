export {
  afterUpserts,
  downAfterUpserts,
  internalError,
  storesHalf,
  times,
  tooManyRequests,
} from './qdrant-faults.ts';
export { startQdrantStandIn } from './qdrant-stand-in.ts';
export type {
  StandIn,
  StandInFault,
  StandInMisbehaviour,
  StandInOptions,
  StandInRequest,
} from './qdrant-stand-in.ts';
