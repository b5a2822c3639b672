import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One exchange as it went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** What a chat is answered with: the message's content, something else than the API's answer, or nothing in time. */
export type ChatReply =
  | { readonly content: string }
  | { readonly status: number; readonly body: string; readonly contentType?: string }
  | 'hang'
  | 'hang-up';

export interface OllamaStandIn {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  stop(): Promise<void>;
}

/** A server on a free loopback port that answers as Ollama's API description says; it has the model `llama3.2` alone. */
export async function startOllamaStandIn(...replies: ChatReply[]): Promise<OllamaStandIn> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const body = await bodyOf(incoming);
    const request: unknown = body === '' ? undefined : JSON.parse(body);
    const reply = path === '/api/chat' && hasModel(request) ? replies.shift() : undefined;
    if (reply === 'hang') return;
    if (reply === 'hang-up') {
      incoming.socket.destroy();
      return;
    }
    const answer =
      reply !== undefined && 'body' in reply ? reply : properAnswer(path, request, reply?.content ?? '{}');
    const contentType = answer.contentType ?? 'application/json; charset=utf-8';
    const response: unknown = contentType.startsWith('application/json') ? parse(answer.body) : answer.body;
    exchanges.push({
      method,
      path,
      authorization: headers.authorization,
      request,
      status: answer.status,
      response,
    });
    outgoing.writeHead(answer.status, { 'content-type': contentType }).end(answer.body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function properAnswer(
  path: string,
  request: unknown,
  content: string,
): { status: number; body: string; contentType?: string } {
  const json = (status: number, value: unknown): { status: number; body: string } => ({
    status,
    body: JSON.stringify(value),
  });
  if (path === '/api/version') return json(200, { version: '0.12.6' });
  if (path !== '/api/chat' && path !== '/api/show') return json(404, { error: 'not found' });
  if (!hasModel(request)) return json(404, { error: 'model "other" not found, try pulling it first' });
  if (path === '/api/show') return json(200, { details: { family: 'llama' }, capabilities: ['completion'] });
  return json(200, {
    model: 'llama3.2',
    created_at: '2026-11-22T12:00:00Z',
    message: { role: 'assistant', content },
    done: true,
    done_reason: 'stop',
    total_duration: 1_000,
    eval_count: 10,
  });
}

function hasModel(request: unknown): boolean {
  return (
    typeof request === 'object' && request !== null && 'model' in request && request.model === 'llama3.2'
  );
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
