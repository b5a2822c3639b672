import { asList, isObject } from './qdrant-stand-in-filter.ts';
import type { StandInFault, StandInMisbehaviour, StandInRequest } from './qdrant-stand-in.ts';

// What can be wrong with a Qdrant, ready for `setFault` of the stand-in; being down is the word `down`.

/** Status 429; with the header Retry-After where seconds are given. */
export const tooManyRequests =
  (retryAfterSeconds?: number): StandInFault =>
  () => ({
    ...failure(429, 'Rate limiting exceeded: Write rate limit exceeded, retry later'),
    headers: {
      ...JSON_TYPE,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
  });

/** Status 500, and nothing done. */
export const internalError: StandInFault = () =>
  failure(
    500,
    'Service internal error: No space left on device: WAL buffer size exceeds available disk space',
  );

/** Of the points of an upsert only the first half is stored, and the answer is status 500: as when one shard fails. */
export const storesHalf: StandInFault = (request) => {
  if (!isUpsert(request) || !isObject(request.body)) return undefined;
  const points = asList(request.body['points']);
  const half = { ...request.body, points: points.slice(0, Math.ceil(points.length / 2)) };
  return {
    ...failure(500, 'Service internal error: 1 out of 2 shards failed to apply operation'),
    carriedOut: { ...request, body: half },
  };
};

/** Goes down at the upsert after so many more, which is not stored; a large batch of records is several upserts. */
export const downAfterUpserts = (upserts: number): StandInFault => afterUpserts(upserts, () => 'down');

/** The fault befalls the upserts after so many more, and no other request. */
export const afterUpserts = (upserts: number, fault: StandInFault): StandInFault => {
  let left = upserts;
  return (request) => (isUpsert(request) && left-- <= 0 ? fault(request) : undefined);
};

/** The fault befalls so many requests of those that it is for, and then no more. */
export const times = (count: number, fault: StandInFault): StandInFault => {
  let left = count;
  return (request) => {
    const misbehaviour = left > 0 ? fault(request) : undefined;
    if (misbehaviour !== undefined) left--;
    return misbehaviour;
  };
};

const JSON_TYPE = { 'content-type': 'application/json' };

const isUpsert = ({ method, path }: StandInRequest): boolean => method === 'PUT' && path.endsWith('/points');

const failure = (status: number, error: string): Exclude<StandInMisbehaviour, string> => ({
  status,
  body: JSON.stringify({ status: { error }, time: 0.001 }),
  headers: JSON_TYPE,
});
