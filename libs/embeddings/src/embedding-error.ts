/**
 * - `unreachable`: nobody answers at the address, or the connection broke
 * - `timeout`: the answer took too long
 * - `model-missing`: the server does not have the model
 * - `wrong-dimensions`: the model's vectors have another number of components than expected
 * - `invalid-response`: the answer is not what the API describes
 * - `aborted`: the caller's signal
 * - `server`: the server refused or failed, with its `status`
 */
export type EmbeddingErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'model-missing'
  | 'wrong-dimensions'
  | 'invalid-response'
  | 'aborted'
  | 'server';

/** Why texts could not be embedded; the message says what to do about it, and holds no secret. */
export class EmbeddingError extends Error {
  readonly kind: EmbeddingErrorKind;
  /** The HTTP status, when there was an answer that says no. */
  readonly status?: number;

  constructor(kind: EmbeddingErrorKind, message: string, options: { cause?: unknown; status?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'EmbeddingError';
    this.kind = kind;
    if (options.status !== undefined) this.status = options.status;
  }
}
