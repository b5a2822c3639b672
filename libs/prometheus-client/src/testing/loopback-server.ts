import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Of the query, or of the form of a POST. */
  readonly params: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** `count` is 1 for the first request. */
export type RequestHandler = (request: ReceivedRequest, response: ServerResponse, count: number) => void;

export interface LoopbackServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  readonly connections: () => number;
  readonly close: () => void;
}

/** An HTTP server on a free port of 127.0.0.1 that remembers what it has received, and behaves as badly as its handler. */
export async function startLoopbackServer(handler: RequestHandler): Promise<LoopbackServer> {
  const received: ReceivedRequest[] = [];
  let connections = 0;
  const server = createServer((message, response) => {
    let body = '';
    message.on('data', (chunk: Buffer) => (body += chunk.toString()));
    message.on('end', () => {
      const { pathname, searchParams } = new URL(message.url ?? '', 'http://localhost');
      const params = message.method === 'POST' ? new URLSearchParams(body) : searchParams;
      const request = { method: message.method ?? '', path: pathname, params, headers: message.headers };
      handler(request, response, received.push(request));
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
