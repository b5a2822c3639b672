import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Stands between the engine and a real Prometheus. For each request, `fault` may answer it itself (and return true);
 * everything else goes through untouched.
 */
export async function startFaultyProxy(
  target: string,
  fault: (
    request: { readonly path: string; readonly parameters: URLSearchParams },
    response: ServerResponse,
  ) => boolean,
): Promise<FaultyProxy> {
  const server = createServer((request, response) => void pass(request, response));
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', target);
    const parameters = new URLSearchParams(`${url.search.slice(1)}&${body.toString()}`);
    if (fault({ path: url.pathname, parameters }, response)) return;
    const headers = { ...request.headers, host: url.host };
    const upstream = forward(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    upstream.end(body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
