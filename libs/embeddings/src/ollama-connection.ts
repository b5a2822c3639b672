import { setTimeout as sleep } from 'node:timers/promises';
import { Ollama } from 'ollama';
import { EmbeddingError } from './embedding-error.ts';
import { field } from './field.ts';

export interface OllamaConnectionOptions {
  /** A path prefix is kept; a user and password go out as basic authorization. Default `http://localhost:11434`. */
  readonly url?: string;
  /** Sent with every request, for a proxy that asks for authorisation. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take, up to 300,000. Default 60,000: a model that is not in memory is loaded first. */
  readonly timeoutMs?: number;
  /** Further attempts when nobody answers, the connection breaks, or the status is 429 or 5xx. Default 3. */
  readonly retries?: number;
  /** The first wait between attempts is up to this long, each later one up to twice the one before. Default 250. */
  readonly backoffMs?: number;
}

/** Node's fetch gives up on its own after five minutes without an answer. */
const LONGEST_TIMEOUT_MS = 300_000;
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const MAX_SERVER_MESSAGE = 300;

/**
 * Asks an Ollama server through its official client, with what that client lacks: a bound on time and size, a signal,
 * further attempts, and errors told apart. Throws TypeError and RangeError for options that make no sense.
 */
export class OllamaConnection {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #backoffMs: number;

  constructor(options: OllamaConnectionOptions) {
    const { url, headers } = parseUrl(options.url ?? 'http://localhost:11434');
    this.#url = url;
    this.#headers = checkedHeaders({ ...headers, ...options.headers });
    this.#timeoutMs = checkedInteger('timeoutMs', options.timeoutMs ?? 60_000, 1, LONGEST_TIMEOUT_MS);
    this.#retries = checkedInteger('retries', options.retries ?? 3, 0, 10);
    this.#backoffMs = checkedInteger('backoffMs', options.backoffMs ?? 250, 1, 60_000);
  }

  /** Resolves with what `ask` makes of the server's answer; rejects with an EmbeddingError. */
  async ask<Answer>(
    model: string,
    ask: (client: Ollama) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (signal?.aborted) throw signal.reason;
        return await ask(this.#client(model, signal));
      } catch (thrown) {
        const error = asEmbeddingError(thrown, signal);
        if (attempt >= this.#retries || !isWorthRetrying(error)) throw error;
      }
      const longestMs = this.#backoffMs * 2 ** attempt;
      await sleep(Math.random() * longestMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #client(model: string, signal: AbortSignal | undefined): Ollama {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    return new Ollama({
      host: this.#url,
      headers: { ...this.#headers },
      fetch: async (input, init) => {
        let status: number;
        let text: string;
        try {
          // Redirects are not followed: neither texts nor headers go to an address that nobody configured.
          const response = await fetch(input, { ...init, redirect: 'manual', signal: either });
          status = response.status;
          text = await boundedText(response);
        } catch (cause) {
          if (cause instanceof EmbeddingError || signal?.aborted) throw cause;
          if (timeout.aborted) {
            const message = `Ollama did not answer within ${this.#timeoutMs} ms; while a model is loaded it takes longer: raise timeoutMs`;
            throw new EmbeddingError('timeout', message, { cause });
          }
          const message = `Ollama does not answer at ${this.#url}${codeOf(cause)}: start it with "ollama serve", or set its url`;
          throw new EmbeddingError('unreachable', message, { cause });
        }
        // The client never sees a failure: it would log it.
        if (status !== 200) throw refusal(status, text, model);
        return new Response(text);
      },
    });
  }
}

function refusal(status: number, body: string, model: string): EmbeddingError {
  const said = serverMessage(body);
  if (status === 404 && said !== undefined && /model/i.test(said)) {
    return new EmbeddingError('model-missing', `Ollama does not have the model: run "ollama pull ${model}"`, {
      status,
    });
  }
  return new EmbeddingError('server', `Ollama answered with status ${status}${said ? `: ${said}` : ''}`, {
    status,
  });
}

function serverMessage(body: string): string | undefined {
  try {
    const error = field(JSON.parse(body), 'error');
    if (typeof error === 'string') return error.slice(0, MAX_SERVER_MESSAGE);
  } catch {
    // A page of a proxy, say: the status has to do.
  }
  return undefined;
}

function asEmbeddingError(thrown: unknown, signal: AbortSignal | undefined): EmbeddingError {
  if (signal?.aborted)
    return new EmbeddingError('aborted', 'embedding was aborted', { cause: signal.reason });
  if (thrown instanceof EmbeddingError) return thrown;
  return new EmbeddingError(
    'invalid-response',
    'what answers is not JSON as Ollama sends it: is the url right?',
    {
      cause: thrown,
    },
  );
}

function isWorthRetrying({ kind, status }: EmbeddingError): boolean {
  return kind === 'unreachable' || status === 429 || (status !== undefined && status >= 500);
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const body: ReadableStream<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_RESPONSE_BYTES) {
      throw new EmbeddingError('invalid-response', `the answer is longer than ${MAX_RESPONSE_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Node's fetch throws "fetch failed"; the reason is in its cause. */
function codeOf(thrown: unknown): string {
  const code = field(field(thrown, 'cause'), 'code');
  return typeof code === 'string' ? ` (${code})` : '';
}

/** Node's fetch takes no address with a password, and what is shown in messages must not hold one. */
function parseUrl(text: string): { url: string; headers: Record<string, string> } {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError('url must be an http or https address, such as http://localhost:11434');
  }
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (url.username === '' && url.password === '') return { url: address, headers: {} };
  const credentials = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  return { url: address, headers: { authorization: `Basic ${credentials.toString('base64')}` } };
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    new Headers(headers);
  } catch {
    // The cause is left out: it quotes the value, which may be a secret.
    throw new TypeError('headers holds a name or a value that HTTP does not allow');
  }
  return headers;
}

export function checkedInteger(name: string, value: number, lowest: number, highest: number): number {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  throw new RangeError(`${name} must be an integer from ${lowest} to ${highest}, not ${value}`);
}
