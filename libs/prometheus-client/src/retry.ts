const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;
/** A server that asks for more patience than this is asked again after it, and fails the request if it still refuses. */
const MAX_RETRY_AFTER_MS = 60_000;

/** Rate limiting, and what a gateway answers when what is behind it does not. */
export const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Node's codes for a connection that was not made, or broke; a certificate that is refused is not among them. */
export const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

/**
 * Milliseconds to wait before the retry after `attempt` failures (from 1): exponential back-off with full jitter
 * (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), from 200 ms to at most 10 s;
 * or what the server asks for by Retry-After, at most 60 s. `random` gives 0 … 1.
 */
export function retryDelayMs(attempt: number, random: () => number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  return random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
}

/** A Retry-After header, seconds or an HTTP date (RFC 9110, section 10.2.3), in milliseconds; undefined where it is neither. */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,10}\s*$/.test(header)) return Number(header) * 1000;
  // Date.parse takes much that is no HTTP date, a bare number among it.
  const timeMs = /^\s*[A-Za-z]{3,9}, .*GMT\s*$/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(timeMs) ? undefined : Math.max(0, timeMs - nowMs);
}
