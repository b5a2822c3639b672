import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import axios, { type AxiosResponse } from 'axios';
import { readAuthorization, TlsAgents } from './connection-files.ts';
import type { Connection } from './connection-options.ts';
import { errorFromBody } from './envelope.ts';
import { errorCode } from './error-code.ts';
import { PrometheusError } from './prometheus-error.ts';
import { parseRetryAfterMs, retryDelayMs, RETRYABLE_CODES, RETRYABLE_STATUSES } from './retry.ts';
import { Semaphore } from './semaphore.ts';

const MAX_REDIRECTS = 5;
const MAX_ERROR_BYTES = 65_536;
const MAX_MESSAGE_LENGTH = 1_000;

export interface TransportLimits {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly retries: number;
  readonly maxResponseBytes: number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  /** Below the connection's URL, without a leading slash. */
  readonly path: string;
  /** The query of a GET, the form of a POST. */
  readonly params: URLSearchParams;
  readonly signal?: AbortSignal;
  /** In place of the limit for all. */
  readonly retries?: number;
}

/** Sends requests over pooled connections: bounded in time, number and size, repeated where that helps. */
export class HttpTransport {
  readonly #connection: Connection;
  readonly #limits: TransportLimits;
  readonly #slots: Semaphore;
  readonly #httpAgent: Agent;
  readonly #tlsAgents: TlsAgents;
  /** What must not be shown of the last request: a server may repeat it in its message. */
  #secrets: readonly string[] = [];

  constructor(connection: Connection, limits: TransportLimits) {
    this.#connection = connection;
    this.#limits = limits;
    this.#slots = new Semaphore(limits.maxConcurrency);
    this.#httpAgent = new Agent({ keepAlive: true, maxSockets: limits.maxConcurrency });
    this.#tlsAgents = new TlsAgents(connection.tls, limits.maxConcurrency);
  }

  /**
   * What `decode` makes of the body of a successful answer. Connections that fail and the statuses 429, 502, 503 and 504
   * are retried; what would come out the same again, and what took too long, is not.
   * Throws PrometheusError; no secret of the connection is in it.
   */
  async send<T>(request: TransportRequest, decode: (body: Buffer) => T): Promise<T> {
    const { signal, retries = this.#limits.retries } = request;
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return decode(await this.#slots.run(() => this.#attempt(request), signal));
        } catch (error) {
          if (!(error instanceof PassingFailure)) throw error;
          if (attempt > retries) throw error.cause;
          await this.#limits.sleep(retryDelayMs(attempt, this.#limits.random, error.retryAfterMs), signal);
        }
      }
    } catch (error) {
      if (signal?.aborted) throw new PrometheusError('aborted', 'the request was aborted');
      throw error instanceof PrometheusError ? this.#withoutSecrets(error) : error;
    }
  }

  /** Ends all connections, idle or in use. */
  close(): void {
    this.#httpAgent.destroy();
    this.#tlsAgents.close();
  }

  /** The body of a successful answer. Throws PrometheusError, or one wrapped in PassingFailure. */
  async #attempt(request: TransportRequest): Promise<Buffer> {
    const { url, secret, headers, secretHeaders } = this.#connection;
    const authorization = secret && (await readAuthorization(secret));
    this.#secrets = [...(authorization?.secrets ?? []), ...secretHeaders];
    const sentHeaders = {
      Accept: 'application/json',
      'User-Agent': 'metrics-ai-prometheus-client',
      ...headers,
      ...(authorization && { Authorization: authorization.header }),
    };
    const agent = url.protocol === 'https:' ? await this.#tlsAgents.current() : this.#httpAgent;

    const { timeoutMs, maxResponseBytes } = this.#limits;
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    const timer = setTimeout(abort, timeoutMs);
    request.signal?.addEventListener('abort', abort, { once: true });
    if (request.signal?.aborted) abort();
    try {
      const response = await this.#follow(request, sentHeaders, agent, controller.signal);
      if (response.status >= 200 && response.status < 300)
        return await readBody(response.data, maxResponseBytes);
      const error = errorFromBody(response.status, await readStart(response.data, MAX_ERROR_BYTES));
      if (!RETRYABLE_STATUSES.has(response.status)) throw error;
      throw new PassingFailure(error, parseRetryAfterMs(header(response, 'retry-after'), Date.now()));
    } catch (error) {
      if (controller.signal.aborted) throw new PrometheusError('timeout', `no answer within ${timeoutMs} ms`);
      throw error instanceof PrometheusError || error instanceof PassingFailure
        ? error
        : networkError(url, error);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Sends the request, and again where a redirect within the same origin points to: with the same method and body,
   * since every request here only reads. Nothing ever goes to another origin, credentials least of all.
   */
  async #follow(
    { method, path, params }: TransportRequest,
    headers: Record<string, string>,
    agent: Agent,
    signal: AbortSignal,
  ): Promise<AxiosResponse<Readable>> {
    let url = new URL(path, this.#connection.url);
    if (method === 'GET') url.search = params.toString();
    for (let redirects = 0; ; redirects++) {
      const response = await axios.request<Readable>({
        adapter: 'http',
        url: url.href,
        method,
        headers,
        data: method === 'POST' ? params.toString() : undefined,
        httpAgent: agent,
        httpsAgent: agent,
        signal,
        responseType: 'stream',
        maxRedirects: 0,
        proxy: false,
        validateStatus: null,
      });
      const location = header(response, 'location');
      if (response.status < 300 || response.status > 399 || location === undefined) return response;
      response.data.destroy();
      const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (target?.origin !== url.origin || redirects === MAX_REDIRECTS) {
        const where = target === undefined ? 'an address that is none' : target.origin;
        const reason = target?.origin === url.origin ? 'too often' : `to ${where}, which is not followed`;
        throw new PrometheusError('invalid-response', `Prometheus redirects ${reason}: check url`, {
          status: response.status,
        });
      }
      url = target;
    }
  }

  #withoutSecrets(error: PrometheusError): PrometheusError {
    const { kind, status, errorType, cause } = error;
    return new PrometheusError(kind, this.#printable(error.message), {
      status,
      errorType,
      cause: cause instanceof Error ? new Error(this.#printable(cause.message)) : undefined,
    });
  }

  /** What a server says goes into messages and logs: one line of bounded length, without what it must not repeat. */
  #printable(text: string): string {
    return this.#secrets
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
      .filter((secret) => secret !== '')
      .reduce((rest, secret) => rest.replaceAll(secret, '<secret>'), text)
      .slice(0, MAX_MESSAGE_LENGTH)
      .replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ');
  }
}

/** A failure that another attempt may not meet again. */
class PassingFailure extends Error {
  override readonly cause: PrometheusError;
  readonly retryAfterMs: number | undefined;

  constructor(cause: PrometheusError, retryAfterMs?: number) {
    super(cause.message);
    this.cause = cause;
    this.retryAfterMs = retryAfterMs;
  }
}

async function readBody(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new PrometheusError(
        'too-large',
        `the response is larger than ${maxBytes} bytes: ask for less by a narrower selector, a longer step or a shorter range, or raise maxResponseBytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function readStart(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

/** Only code and message are taken from the error: axios' own holds the request with its headers. */
function networkError(url: URL, error: unknown): PrometheusError | PassingFailure {
  const code = errorCode(error);
  const cause = new Error(isNativeError(error) ? error.message : code);
  if (code.startsWith('HPE_') || code.startsWith('Z_')) {
    return new PrometheusError('invalid-response', `the response is not valid HTTP: ${code}`, { cause });
  }
  const unreachable = new PrometheusError('unreachable', `no connection to ${url.origin}: ${code}`, {
    cause,
  });
  return RETRYABLE_CODES.has(code) ? new PassingFailure(unreachable) : unreachable;
}

function header(response: AxiosResponse, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}
