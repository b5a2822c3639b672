import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { field } from '../field.ts';

/** One exchange as it went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** What a request gets instead of a proper answer: one of its own, none ever, a broken connection. */
export type Misbehaviour =
  { readonly status: number; readonly body: string; readonly contentType?: string } | 'hang' | 'hang-up';

export type OllamaFault = Misbehaviour | OllamaStandInOptions | 'down';

export interface OllamaStandIn {
  /** The same for as long as it lives, however often it is down. */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  /** The largest number of requests that were under way at once. */
  readonly mostAtOnce: number;
  /** The next requests get these, one each; then all is well again. */
  misbehave(...next: Misbehaviour[]): void;
  /**
   * From when it resolves on, this is what happens: `down` is nobody listening; a misbehaviour, what every request gets;
   * options, a server that is other than the one started (slow, without the model, of other dimensions); undefined, all
   * well again. Rejects where somebody else has taken the port while it was down.
   */
  setFault(fault: OllamaFault | undefined): Promise<void>;
  stop(): Promise<void>;
}

export interface OllamaStandInOptions {
  /** The only model that it has. */
  readonly model?: string;
  readonly dimensions?: number;
  /** Longer texts are refused as too long for the model's context. */
  readonly contextCharacters?: number;
  readonly delayMs?: number;
}

/** A server on a free loopback port that answers as Ollama's API description says, with made-up vectors. */
export async function startOllamaStandIn(options: OllamaStandInOptions = {}): Promise<OllamaStandIn> {
  let fault: OllamaFault | undefined;
  const exchanges: Exchange[] = [];
  const misbehaviours: Misbehaviour[] = [];
  let underWay = 0;
  let mostAtOnce = 0;

  const isMisbehaviour = (what: OllamaFault | undefined): what is Misbehaviour =>
    typeof what === 'string' ? what !== 'down' : what !== undefined && 'status' in what;
  const current = (): Required<OllamaStandInOptions> => {
    const changed = isMisbehaviour(fault) || fault === 'down' ? {} : fault;
    return {
      model: 'nomic-embed-text',
      dimensions: 768,
      contextCharacters: Infinity,
      delayMs: 0,
      ...options,
      ...changed,
    };
  };

  function answer(path: string, request: unknown): [status: number, body: unknown] {
    const { model, dimensions, contextCharacters } = current();
    if (path === '/api/version') return [200, { version: '0.12.6' }];
    if (field(request, 'model') !== model) {
      return [404, { error: `model "${String(field(request, 'model'))}" not found, try pulling it first` }];
    }
    if (path === '/api/show') {
      const info = { 'general.architecture': 'nomic-bert', 'nomic-bert.embedding_length': dimensions };
      return [200, { details: { family: 'nomic-bert' }, model_info: info }];
    }
    if (path !== '/api/embed') return [404, { error: 'not found' }];
    const input = field(request, 'input');
    if (!Array.isArray(input)) return [400, { error: 'invalid input type' }];
    const texts = input.map(String);
    if (texts.some((text) => text.length > contextCharacters)) {
      return [400, { error: 'the input length exceeds the context length' }];
    }
    return [
      200,
      { model, embeddings: texts.map((text) => madeUpVector(text, dimensions)), total_duration: 1 },
    ];
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const body = await bodyOf(incoming);
    const request: unknown = body === '' ? undefined : JSON.parse(body);
    const misbehaviour = misbehaviours.shift() ?? (isMisbehaviour(fault) ? fault : undefined);
    if (misbehaviour === 'hang') return;
    if (misbehaviour === 'hang-up') {
      incoming.socket.destroy();
      return;
    }
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    const { delayMs } = current();
    // Nothing waits for it when the server has stopped meanwhile.
    if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    underWay--;
    const [status, response] = misbehaviour
      ? [misbehaviour.status, misbehaviour.body]
      : answer(path, request);
    exchanges.push({ method, path, headers, request, status, response });
    outgoing.writeHead(status, {
      'content-type': misbehaviour?.contentType ?? 'application/json; charset=utf-8',
    });
    outgoing.end(misbehaviour ? misbehaviour.body : JSON.stringify(response));
  }

  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    get mostAtOnce() {
      return mostAtOnce;
    },
    misbehave: (...next) => void misbehaviours.push(...next),
    setFault: async (next) => {
      fault = next;
      if (next === 'down') await stop();
      else if (!server.listening) await listen(port);
    },
    stop,
  };
}

/** Counts of letters and of neighbouring letters, so that similar texts get similar vectors; not of unit length. */
function madeUpVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const codes = Array.from(text.toLowerCase(), (letter) => letter.codePointAt(0) ?? 0);
  codes.forEach((code, i) => {
    vector[code % dimensions] += 0.2;
    vector[(code * 31 + (codes[i + 1] ?? 7) * 17) % dimensions] += 1;
    vector[(code * 961 + (codes[i + 1] ?? 7) * 31 + (codes[i + 2] ?? 7)) % dimensions] += 1;
  });
  vector[0] += 0.5;
  return vector;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
