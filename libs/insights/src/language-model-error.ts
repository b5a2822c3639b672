/**
 * - `unreachable`: nobody answers at the address, or the connection broke
 * - `timeout`: the answer took too long
 * - `model-missing`: the server does not have the model
 * - `invalid-response`: the answer is not what the API describes, not JSON, or was cut off
 * - `aborted`: the caller's signal
 * - `server`: the server refused or failed, with its `status`
 */
export type LanguageModelErrorKind =
  'unreachable' | 'timeout' | 'model-missing' | 'invalid-response' | 'aborted' | 'server';

/** Why a model did not answer; the message says what to do about it, and holds no secret. */
export class LanguageModelError extends Error {
  readonly kind: LanguageModelErrorKind;
  /** The HTTP status, when there was an answer that says no. */
  declare readonly status?: number;

  constructor(
    kind: LanguageModelErrorKind,
    message: string,
    details: { readonly cause?: unknown; readonly status?: number } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LanguageModelError';
    this.kind = kind;
    if (details.status !== undefined) this.status = details.status;
  }
}
