/**
 * Why a request to Prometheus failed:
 * - `timeout`: the client's own time limit, or Prometheus' (or a gateway's) for the query
 * - `unreachable`: no connection, or one that broke; TLS failures too
 * - `bad-query`: Prometheus refused the query (400, 422)
 * - `unauthorized`: 401 or 403
 * - `not-found`: 404, usually a wrong path prefix
 * - `rate-limited`: 429
 * - `server`: any other status that is not a success
 * - `invalid-response`: an answer that is not Prometheus' JSON, or a redirect that is not followed
 * - `too-large`: an answer above the limit of bytes
 * - `aborted`: the caller's AbortSignal
 * - `configuration`: a file that the options name cannot be read or used
 */
export type PrometheusErrorKind =
  | 'timeout'
  | 'unreachable'
  | 'bad-query'
  | 'unauthorized'
  | 'not-found'
  | 'rate-limited'
  | 'server'
  | 'invalid-response'
  | 'too-large'
  | 'aborted'
  | 'configuration';

export interface PrometheusErrorDetails {
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Prometheus' own `errorType`, such as `bad_data` or `execution`. */
  readonly errorType?: string;
  readonly cause?: unknown;
}

/** The one error of this library's I/O. Its message says what Prometheus said; neither it nor its cause holds a secret. */
export class PrometheusError extends Error {
  readonly kind: PrometheusErrorKind;
  declare readonly status?: number;
  declare readonly errorType?: string;

  constructor(kind: PrometheusErrorKind, message: string, details: PrometheusErrorDetails = {}) {
    const { status, errorType, cause } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PrometheusError';
    this.kind = kind;
    if (status !== undefined) this.status = status;
    if (errorType !== undefined) this.errorType = errorType;
  }
}
