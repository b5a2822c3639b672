import { setTimeout as sleep } from 'node:timers/promises';
import { Ollama } from 'ollama';
import { DATA_IS_DATA, encloseData } from './enclose-data.ts';
import { LanguageModelError } from './language-model-error.ts';
import type { GenerateRequest, LanguageModel } from './language-model.ts';

export interface OllamaLanguageModelOptions {
  /** A user and password in it are sent as basic authorization. Default `http://localhost:11434`. */
  readonly url?: string;
  /** Such as `llama3.2`; it has to be pulled already. */
  readonly model: string;
  /** For one call, retries included, up to 300,000. Loading a model alone can take many seconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** How often a call is tried again when the connection fails or the server is overloaded or fails. Default 2. */
  readonly retries?: number;
}

/** A check is part of a health page, which must not wait as long as a text may take. */
const CHECK_TIMEOUT_MS = 5_000;
/** Node's fetch gives up on its own after five minutes without an answer. */
const LONGEST_TIMEOUT_MS = 300_000;
const FIRST_PAUSE_MS = 200;
/** A text of a few sentences has some ten kilobytes at most, all fields of the answer included. */
const MAX_RESPONSE_BYTES = 1_048_576;
/** The same answer for the same question, as far as the model's hardware allows. */
const SEED = 1;
/** The server's own default cuts the beginning off a long question, without a word. */
const CONTEXT_TOKENS = 8_192;
const ANSWER_TOKENS = 1_024;

/**
 * Asks a model of an Ollama server: `/api/chat` with the JSON schema as `format`, temperature 0, a fixed seed, not
 * streamed (https://docs.ollama.com/api/chat, "Structured outputs").
 *
 * `generate` rejects with a LanguageModelError, and with a TypeError when the data cannot be written as JSON.
 *
 * @throws TypeError when the url is not one of http or https, or the model is empty.
 * @throws RangeError when timeoutMs is not above 0 and at most 300,000, or retries not a whole number from 0 to 10.
 */
export function ollamaLanguageModel({
  url = 'http://localhost:11434',
  model,
  timeoutMs = 60_000,
  retries = 2,
}: OllamaLanguageModelOptions): LanguageModel {
  const { host, headers } = parseUrl(url);
  if (model === '') throw new TypeError('model: must not be empty');
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new RangeError(`timeoutMs: must be above 0 and at most ${LONGEST_TIMEOUT_MS}, is ${timeoutMs}`);
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 10) {
    throw new RangeError(`retries: must be a whole number from 0 to 10, is ${retries}`);
  }

  /** Runs one call against a client whose every request ends with the time limit and the caller's signal. */
  const call = async <Answer>(
    ask: (client: Ollama) => Promise<Answer>,
    { limitMs, signal }: { limitMs: number; signal?: AbortSignal },
  ): Promise<Answer> => {
    const timeout = AbortSignal.timeout(limitMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const client = new Ollama({
      host,
      headers,
      fetch: (input, init) => request(input, init, { host, model, signal: either }),
    });
    try {
      for (let attempt = 0; ; attempt++) {
        either.throwIfAborted();
        try {
          return await ask(client);
        } catch (error) {
          if (attempt === retries || !isWorthRetrying(error)) throw error;
        }
        await sleep(FIRST_PAUSE_MS * 2 ** attempt, undefined, { signal: either });
      }
    } catch (error) {
      if (signal?.aborted)
        throw new LanguageModelError('aborted', 'the request was aborted', { cause: signal.reason });
      if (timeout.aborted) {
        throw new LanguageModelError('timeout', `Ollama at ${host} did not answer within ${limitMs} ms`, {
          cause: error,
        });
      }
      if (error instanceof LanguageModelError) throw error;
      throw new LanguageModelError(
        'invalid-response',
        `Ollama at ${host} did not answer as its API describes`,
        { cause: error },
      );
    }
  };

  return {
    name: `ollama/${model}`,

    async generate({ instructions, data, schema, signal }: GenerateRequest): Promise<unknown> {
      const messages = [
        { role: 'system', content: `${instructions}\n\n${DATA_IS_DATA}` },
        { role: 'user', content: encloseData(data) },
      ];
      return call(
        async (client) => {
          const answer: unknown = await client.chat({
            model,
            messages,
            format: schema,
            stream: false,
            // A reasoning model would spend the answer's tokens on thoughts that nobody reads.
            think: false,
            options: { temperature: 0, seed: SEED, num_ctx: CONTEXT_TOKENS, num_predict: ANSWER_TOKENS },
          });
          return parseAnswer(answer, model);
        },
        { limitMs: timeoutMs, signal },
      );
    },

    async check({ signal }: { readonly signal?: AbortSignal } = {}): Promise<{ readonly version: string }> {
      return call(
        async (client) => {
          const { version }: { version?: unknown } = await client.version();
          if (typeof version !== 'string') {
            throw new LanguageModelError(
              'invalid-response',
              `what answers at ${host} is not Ollama: it has no version`,
            );
          }
          await client.show({ model });
          return { version };
        },
        { limitMs: Math.min(timeoutMs, CHECK_TIMEOUT_MS), signal },
      );
    },
  };
}

/** fetch refuses addresses that hold a password, and says it aloud in its error. */
function parseUrl(text: string): { host: string; headers: Record<string, string> } {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new TypeError('url: must be an http or https URL');
  const host = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  if (url.username === '' && url.password === '') return { host, headers: {} };
  const credentials = `${decode(url.username)}:${decode(url.password)}`;
  return { host, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError('url: a % in its user or password must be written as %25');
  }
}

/** One HTTP request with errors of this library's own: the client's would log what an error page says. */
async function request(
  input: string | URL | Request,
  init: RequestInit | undefined,
  { host, model, signal }: { host: string; model: string; signal: AbortSignal },
): Promise<Response> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(input, { ...init, signal, redirect: 'manual' });
    body = await readText(response, MAX_RESPONSE_BYTES);
  } catch (error) {
    if (error instanceof LanguageModelError) throw error;
    throw new LanguageModelError(
      'unreachable',
      `no connection to Ollama at ${host}: is it running (ollama serve)?`,
      { cause: error },
    );
  }
  const { ok, status } = response;
  if (ok) return new Response(body);
  const said = errorOf(body);
  if (status === 404 && /model.*not found/i.test(said)) {
    throw new LanguageModelError(
      'model-missing',
      `Ollama at ${host} does not have the model: ollama pull ${model}`,
      { status },
    );
  }
  throw new LanguageModelError(
    'server',
    `Ollama at ${host} answered with status ${status}${said === '' ? '' : `: ${said}`}`,
    { status },
  );
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const stream: ReadableStream<Uint8Array> | null = response.body;
  if (stream === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new LanguageModelError('invalid-response', `the answer is longer than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The API's errors are `{"error": "…"}`; anything else (a proxy's page) is not repeated. */
function errorOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const error =
      typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : undefined;
    return typeof error === 'string' ? error.replaceAll(/\p{C}+/gu, ' ').slice(0, 300) : '';
  } catch {
    return '';
  }
}

function isWorthRetrying(error: unknown): boolean {
  if (!(error instanceof LanguageModelError)) return false;
  return (
    error.kind === 'unreachable' ||
    error.status === 429 ||
    (error.status !== undefined && error.status >= 500)
  );
}

function parseAnswer(answer: unknown, model: string): unknown {
  const content = contentOf(answer);
  if (content === undefined) {
    throw new LanguageModelError('invalid-response', `the answer of ${model} has no message content`);
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new LanguageModelError('invalid-response', `the answer of ${model} is not JSON, or was cut off`, {
      cause: error,
    });
  }
}

function contentOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return undefined;
  const { message } = answer;
  if (typeof message !== 'object' || message === null || !('content' in message)) return undefined;
  return typeof message.content === 'string' ? message.content : undefined;
}
