export { QueueError } from './queue-error.ts';
export { openRedisQueue } from './redis-queue.ts';

export type { QueueErrorKind } from './queue-error.ts';
export type { RedisQueueOptions } from './redis-queue.ts';
export type {
  QueuedTurn,
  QueueStatus,
  TurnContext,
  TurnHandler,
  TurnQueue,
  TurnState,
} from './turn-queue.ts';
export type { Turn } from './turn.ts';
