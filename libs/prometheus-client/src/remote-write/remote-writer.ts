import { setTimeout as sleepFor } from 'node:timers/promises';

import type { Series } from '@metrics-ai/timeseries';
import { compress } from 'snappy';

import { PrometheusError } from '../prometheus-error.ts';
import { parseRetryAfterMs, retryDelayMs } from '../retry.ts';
import { checkedSampleCount, splitIntoBatches } from './sample-batches.ts';
import { encodeWriteRequest } from './write-request.ts';

export interface RemoteWriterOptions {
  /** The receiver's whole address, as in Prometheus' `remote_write`: `http://prometheus:9090/api/v1/write`. */
  readonly url: string;
  /** Sent with every request: `Authorization`, `X-Scope-OrgID`, … Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for one answer. Default 30 s, as in Prometheus. */
  readonly timeoutMs?: number;
  /** How often a request is repeated after 5xx, 429 or a failed connection. Default 5. */
  readonly retries?: number;
  /** Default 20,000: about 150 kB compressed, well below every receiver's limit. */
  readonly maxSamplesPerRequest?: number;
  /** Ends every series with a stale marker 1 ms after its last sample, so that it does not linger for the look-back time. Default false. */
  readonly staleMarkers?: boolean;
  /** Replaced in tests. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface RemoteWriteOptions {
  readonly signal?: AbortSignal;
  /** Called after every request with what the receiver has accepted so far and what there is to write in all. */
  readonly onProgress?: (writtenSamples: number, totalSamples: number) => void;
}

/**
 * Writes series into Prometheus, or anything that takes remote write 1.0, in requests sent one after the other.
 *
 * Source: Prometheus Remote-Write 1.0 specification; retries as its section "Retries & Backoff" has them.
 */
export class RemoteWriter {
  readonly #url: URL;
  readonly #headers: Headers;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #maxSamplesPerRequest: number;
  readonly #staleMarkers: boolean;
  readonly #sleep: (ms: number, signal?: AbortSignal) => Promise<void>;

  /**
   * @throws TypeError if `url` is not an http(s) address or carries credentials, or a header is not valid; RangeError if a
   *   number is out of range. Neither quotes what may be secret.
   */
  constructor(options: RemoteWriterOptions) {
    this.#url = parseUrl(options.url);
    this.#headers = requestHeaders(options.headers ?? {});
    this.#timeoutMs = integerAtLeast(1, 'timeoutMs', options.timeoutMs ?? 30_000);
    this.#retries = integerAtLeast(0, 'retries', options.retries ?? 5);
    this.#maxSamplesPerRequest = integerAtLeast(
      1,
      'maxSamplesPerRequest',
      options.maxSamplesPerRequest ?? 20_000,
    );
    this.#staleMarkers = options.staleMarkers ?? false;
    this.#sleep = options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal }));
  }

  /**
   * Writes every sample of `series` but NaN, which is a gap. Writing the same again changes nothing.
   *
   * @returns the number of samples that the receiver accepted, stale markers not counted.
   * @throws RangeError if the arrays of a series differ in length or a timestamp is not a whole number of milliseconds;
   *   PrometheusError with the receiver's message if it refuses a request, or stays unavailable through all retries. What was
   *   written before stays written.
   */
  async write(series: readonly Series[], options: RemoteWriteOptions = {}): Promise<{ samples: number }> {
    const total = series.reduce((sum, one, index) => sum + checkedSampleCount(one, `series[${index}]`), 0);
    let written = 0;
    let sending = Promise.resolve();
    for (const { parts, samples } of splitIntoBatches(
      series,
      this.#maxSamplesPerRequest,
      this.#staleMarkers,
    )) {
      // The next request is made while the receiver takes in the one before.
      const [body] = await Promise.all([compress(encodeWriteRequest(parts)), sending]);
      sending = this.#send(body, options.signal).then(() => {
        written += samples;
        options.onProgress?.(written, total);
      });
    }
    await sending;
    return { samples: written };
  }

  async #send(body: Uint8Array, signal?: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#post(body, signal);
      if (answer === undefined) return;
      if (attempt === this.#retries || !answer.mayBeRepeated) throw answer.error;
      const delayMs = retryDelayMs(attempt + 1, Math.random, answer.retryAfterMs);
      await this.#sleep(delayMs, signal).catch((cause: unknown) => {
        throw signal?.aborted ? aborted(cause) : cause;
      });
    }
  }

  async #post(body: Uint8Array, signal?: AbortSignal): Promise<Refusal | undefined> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body: new Uint8Array(body),
        redirect: 'manual', // Credentials never go to an address that the caller did not name.
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (!response.ok) return await refusalOf(response);
      await response.body?.cancel();
      return undefined;
    } catch (cause) {
      if (signal?.aborted) throw aborted(cause);
      if (timeout.aborted) {
        throw new PrometheusError('timeout', `Remote write: no answer within ${this.#timeoutMs} ms`, {
          cause,
        });
      }
      const error = new PrometheusError('unreachable', `Remote write: cannot reach ${this.#url.host}`, {
        cause,
      });
      return { error, mayBeRepeated: true };
    }
  }
}

interface Refusal {
  readonly error: PrometheusError;
  readonly mayBeRepeated: boolean;
  readonly retryAfterMs?: number;
}

const maxMessageChars = 500;

async function refusalOf(response: Response): Promise<Refusal> {
  const { status, headers, statusText } = response;
  const message = `Remote write: the receiver answered ${status}: ${(await beginningOf(response)) || statusText}`;
  return {
    error: new PrometheusError(kindOf(status), message, { status }),
    mayBeRepeated: status >= 500 || status === 429,
    retryAfterMs:
      status === 429 ? parseRetryAfterMs(headers.get('Retry-After') ?? undefined, Date.now()) : undefined,
  };
}

/** The first characters of the body; whatever follows is not read. */
async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: AsyncIterable<Uint8Array> = response.body;
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxMessageChars) break;
  }
  return text.slice(0, maxMessageChars).trim();
}

function aborted(cause: unknown): PrometheusError {
  return new PrometheusError('aborted', 'Remote write: stopped by the caller', { cause });
}

function kindOf(status: number): PrometheusError['kind'] {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  if (status < 400) return 'invalid-response';
  return status >= 500 ? 'server' : 'bad-query';
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('url must be an address that begins with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      'url must not carry a user name or password: give them as an Authorization header in headers',
    );
  }
  return url;
}

function requestHeaders(own: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(own)) {
    try {
      headers.set(name, value);
    } catch {
      // The error of `set` quotes the value, which may be a secret.
      throw new TypeError(`headers: ${JSON.stringify(name)} is not a valid header, or its value is not`);
    }
  }
  headers.set('Content-Type', 'application/x-protobuf');
  headers.set('Content-Encoding', 'snappy');
  headers.set('X-Prometheus-Remote-Write-Version', '0.1.0');
  headers.set('User-Agent', 'metrics-ai-engine');
  return headers;
}

function integerAtLeast(least: number, name: string, value: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
}
