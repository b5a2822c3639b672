import { isNativeError } from 'node:util/types';

/**
 * Why the queue failed:
 * - `unreachable`: no connection to Redis, or one that broke
 * - `timeout`: Redis did not answer in time
 * - `unauthorized`: Redis refuses the user or the password, or allows this user too little
 * - `configuration`: a Redis that cannot be used as it is: too old, or one that throws data away when its memory is full
 * - `server`: any other failure that Redis reports, such as a full memory or disk
 * - `lost`: a turn under way was given to another process, since this one could not confirm in time that it was alive
 * - `clock`: a slot that lies in the future by Redis's clock
 * - `closed`: the queue was closed
 */
export type QueueErrorKind =
  'unreachable' | 'timeout' | 'unauthorized' | 'configuration' | 'server' | 'lost' | 'clock' | 'closed';

/** The one error class of this library, apart from TypeError and RangeError for a caller's mistake. Holds no secret. */
export class QueueError extends Error {
  readonly kind: QueueErrorKind;

  constructor(kind: QueueErrorKind, message: string) {
    super(message);
    this.name = 'QueueError';
    this.kind = kind;
  }
}

/** What BullMQ answers when a turn is no longer this process's: it, its lock or its place among the active is gone. */
const lostCodes: readonly unknown[] = [-1, -2, -3, -6];
const lostText = /^could not renew lock/;
/** How the Redis client calls a connection that is not there, or was given up for its silence. */
const brokenText = /^(Connection is closed|Stream isn't writeable|Socket timeout|connect ETIMEDOUT)/;
const refusals = /^(NOAUTH|WRONGPASS|NOPERM|ERR (AUTH|invalid password|Client sent AUTH))/;

/**
 * Any failure of the client or of BullMQ as a QueueError. The original is not kept as the cause: the errors of the Redis
 * client carry the command that failed, and with AUTH the password.
 * @param place host and port, for the message
 */
export function toQueueError(error: unknown, place: string): QueueError {
  if (error instanceof QueueError) return error;
  const { message, name, code } = detailsOf(error);
  if (lostCodes.includes(code) || lostText.test(message)) {
    return new QueueError('lost', `A turn was lost to another process: ${message}`);
  }
  if (refusals.test(message)) {
    return new QueueError('unauthorized', `Redis at ${place} refuses this user: ${message}`);
  }
  if (message === 'Command timed out') {
    return new QueueError('timeout', `Redis at ${place} did not answer in time`);
  }
  if (typeof code === 'string') {
    return new QueueError('unreachable', `Redis at ${place} cannot be reached (${code})`);
  }
  if (name === 'MaxRetriesPerRequestError' || brokenText.test(message)) {
    return new QueueError('unreachable', `Redis at ${place} cannot be reached`);
  }
  return new QueueError('server', `Redis at ${place} failed: ${message}`);
}

function detailsOf(error: unknown): { message: string; name: string; code: unknown } {
  if (!isNativeError(error)) return { message: String(error), name: '', code: undefined };
  return { message: error.message, name: error.name, code: 'code' in error ? error.code : undefined };
}
