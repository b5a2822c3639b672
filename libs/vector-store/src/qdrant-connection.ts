import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { QdrantClient } from '@qdrant/js-client-rest';
import { objectOf, optional, type Parse, string } from './json-shape.ts';
import { VectorStoreError } from './vector-store-error.ts';

type Api = ReturnType<QdrantClient['api']>;

export interface QdrantConnectionOptions {
  readonly url: string;
  readonly apiKey?: string;
  readonly timeoutMs: number;
  readonly caFile?: string;
}

export interface QdrantConnection {
  /**
   * Sends one request, and again when the server is out of reach, overloaded or failing; so the request must be one
   * that may be sent twice. Rejects with a VectorStoreError.
   */
  call<T>(
    result: Parse<T>,
    send: (api: Api, init: RequestInit) => Promise<{ readonly data: unknown }>,
  ): Promise<T>;
  /** @throws VectorStoreError `closed` after `close` */
  assertOpen(): void;
  /** Requests under way are given up and reject as `closed`. */
  close(): Promise<void>;
}

/** A request that the server refused: its HTTP status beside the kind. */
export class QdrantRefusal extends VectorStoreError {
  readonly status: number;

  constructor(kind: VectorStoreError['kind'], message: string, status: number) {
    super(kind, message);
    this.status = status;
  }
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const LONGEST_MESSAGE = 500;

/**
 * A connection to a Qdrant server. Nothing is sent yet.
 * @throws TypeError for an url, API key or CA file that cannot be used
 */
export async function connectQdrant(options: QdrantConnectionOptions): Promise<QdrantConnection> {
  const { apiKey, timeoutMs, caFile } = options;
  const url = parseUrl(options.url);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('apiKey must hold visible ASCII characters only');
  }
  const place = url.origin;
  const prefix = url.pathname.replace(/\/+$/, '');
  const api = new QdrantClient({
    url: url.origin,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    ...(prefix !== '' && { prefix }),
    // As a header: the client's own option writes warnings to the console.
    headers: apiKey === undefined ? {} : { 'api-key': apiKey },
    // Each call brings its own signal.
    timeout: Infinity,
    checkCompatibility: false,
  }).api();
  const agent = caFile === undefined ? undefined : await trustingAgent(caFile);
  const closing = new AbortController();

  const assertOpen = () => {
    if (closing.signal.aborted) throw new VectorStoreError('closed', 'The vector store is closed.');
  };
  const attempt = async <T>(
    result: Parse<T>,
    send: (api: Api, init: RequestInit) => Promise<{ readonly data: unknown }>,
  ): Promise<T> => {
    assertOpen();
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing.signal]);
      const { data } = await send(api, { signal, ...(agent && { dispatcher: agent }) });
      return parseResult(result, data);
    } catch (error) {
      assertOpen();
      throw toStoreError(error, place, apiKey);
    }
  };
  return {
    call: async (result, send) => {
      for (let tried = 1, pauseMs = FIRST_PAUSE_MS; ; tried++, pauseMs *= 2) {
        try {
          return await attempt(result, send);
        } catch (error) {
          if (!isPassing(error) || tried === ATTEMPTS) throw error;
          // Many workers that were refused together must not come back together.
          await sleep(pauseMs * (0.5 + Math.random()));
        }
      }
    },
    assertOpen,
    close: async () => {
      closing.abort();
      await agent?.close();
    },
  };
}

const isPassing = (error: unknown): boolean =>
  error instanceof QdrantRefusal
    ? error.status >= 500 || error.status === 429
    : error instanceof VectorStoreError && error.kind === 'unreachable';

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError('url must start with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('url must not hold credentials: give an apiKey');
  }
  return url;
}

async function trustingAgent(caFile: string) {
  let ca: string;
  try {
    ca = readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw new TypeError(`caFile ${caFile} cannot be read`, { cause });
  }
  const { Agent } = await import('undici');
  return new Agent({ connect: { ca } });
}

const parseResult = <T>(result: Parse<T>, data: unknown): T =>
  objectOf<{ result: T }>({ result })(data, 'answer').result;

const errorBody = objectOf<{ status?: { error?: string } }>({
  status: optional(objectOf<{ error?: string }>({ error: optional(string) })),
});

/**
 * What the client or fetch threw, as a VectorStoreError. What the server said may repeat what it was sent, so the API
 * key is taken out, and the client's error, which holds the whole answer, is not passed on.
 */
function toStoreError(error: unknown, place: string, apiKey: string | undefined): unknown {
  if (!isErrorLike(error)) return error;
  if (error.name === 'TimeoutError') {
    return new VectorStoreError('timeout', `Qdrant at ${place} did not answer in time.`, { cause: error });
  }
  if (error.name === 'QdrantClientResourceExhaustedError' || error.message.startsWith('Invalid retryAfter')) {
    return refusal('rate-limited', place, 429, '');
  }
  if ('status' in error && typeof error.status === 'number') {
    const said = messageOf('data' in error ? error.data : undefined);
    const safe = apiKey === undefined ? said : said.replaceAll(apiKey, '…');
    return refusal(kindOf(error.status), place, error.status, safe.slice(0, LONGEST_MESSAGE));
  }
  // `fetch failed`, with what the socket or TLS said as its cause.
  if (error.name === 'TypeError' && isErrorLike(error.cause)) {
    const message = `Qdrant at ${place} cannot be reached: ${error.cause.message}`;
    return new VectorStoreError('unreachable', message, { cause: error });
  }
  return new VectorStoreError('server', `Qdrant at ${place} gave an answer that makes no sense.`, {
    cause: error,
  });
}

/** Not by instanceof: in a vm context, as test runners use, errors from fetch are of another realm. */
const isErrorLike = (error: unknown): error is { name: string; message: string; cause?: unknown } =>
  typeof error === 'object' && error !== null && 'name' in error && 'message' in error;

const refusal = (kind: VectorStoreError['kind'], place: string, status: number, said: string) =>
  new QdrantRefusal(kind, `Qdrant at ${place} answered ${status}${said && `: ${said}`}`, status);

function messageOf(data: unknown): string {
  try {
    return errorBody(data, 'answer').status?.error ?? '';
  } catch {
    return typeof data === 'string' ? data : '';
  }
}

function kindOf(status: number): VectorStoreError['kind'] {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 504) return 'timeout';
  return 'server';
}
