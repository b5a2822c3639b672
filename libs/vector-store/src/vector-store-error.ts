/**
 * What went wrong in a store.
 * - `unreachable`: the server does not answer, or the file cannot be opened or written.
 * - `timeout`: it did not answer in time.
 * - `unauthorized`: it refuses these credentials.
 * - `rate-limited`: it asks for fewer requests.
 * - `server`: it answered with a failure of its own, or with something that cannot be understood.
 * - `busy`: others held the file locked for longer than the time allowed.
 * - `full`: the disk is full.
 * - `corrupt`: what is stored cannot be read.
 * - `incompatible`: it was written by a newer release, or belongs to another program.
 * - `embedder-mismatch`: its vectors were made by another embedder.
 * - `closed`: the store was closed.
 */
export type VectorStoreErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'rate-limited'
  | 'server'
  | 'busy'
  | 'full'
  | 'corrupt'
  | 'incompatible'
  | 'embedder-mismatch'
  | 'closed';

/** The one error class of this library, apart from TypeError and RangeError for a caller's mistake. Holds no secret. */
export class VectorStoreError extends Error {
  readonly kind: VectorStoreErrorKind;

  constructor(kind: VectorStoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VectorStoreError';
    this.kind = kind;
  }
}
