import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  /** Of the query and of the form together. */
  readonly parameters: URLSearchParams;
  /** What the server behind the proxy answers: to this request, or to one with other parameters in their place. */
  passOn(parameters?: URLSearchParams): Promise<RealAnswer>;
}

/** A whole answer, not compressed. */
export interface RealAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Answers the request itself and says true; or false, and the request goes through untouched. */
export type FaultHandler = (request: ProxiedRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** `down`: nobody listens on the port, and what was under way is cut off. */
export type Fault = FaultHandler | 'down';

export interface FaultyProxy {
  /** The same for as long as the proxy lives, however often it is down. */
  readonly url: string;
  /**
   * From when it resolves on, this is what happens; undefined: everything goes through untouched.
   * Rejects where somebody else has taken the port while the proxy was down.
   */
  setFault(fault: Fault | undefined): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Stands on a free loopback port between a client and a real server that speaks Prometheus' HTTP API, and does what its
 * fault says: one of `faults.ts`, or the test's own.
 */
export async function startFaultyProxy(target: string, initialFault?: Fault): Promise<FaultyProxy> {
  let fault: Fault | undefined;
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = incoming;
    const url = new URL(incoming.url ?? '/', target);
    const body = await readAll(incoming);
    if (typeof fault === 'function') {
      const own = readParameters(url, headers, body);
      const passOn = (parameters = own) => ask(url, method, headers, body, parameters);
      if (await fault({ method, path: url.pathname, parameters: own, passOn }, response)) return;
    }
    const real = await forward(url, method, headers, body);
    response.writeHead(real.statusCode ?? 502, real.headers);
    real.on('error', () => response.destroy()).pipe(response);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const setFault = async (next: Fault | undefined): Promise<void> => {
    fault = next;
    if (next === 'down') await close();
    else if (!server.listening) await listen(port);
  };
  await setFault(initialFault);
  return { url: `http://127.0.0.1:${port}`, setFault, stop: close };
}

const isForm = (headers: IncomingHttpHeaders): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

function readParameters(url: URL, headers: IncomingHttpHeaders, body: Buffer): URLSearchParams {
  const form = new URLSearchParams(isForm(headers) ? body.toString() : '');
  return new URLSearchParams([...url.searchParams, ...form]);
}

/** The request with these parameters where its own were, and its whole answer. */
async function ask(
  url: URL,
  method: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  parameters: URLSearchParams,
): Promise<RealAnswer> {
  const address = new URL(url);
  address.search = isForm(headers) ? '' : parameters.toString();
  const sent = isForm(headers) ? Buffer.from(parameters.toString()) : body;
  const plain = { ...headers, 'content-length': String(sent.length), 'accept-encoding': 'identity' };
  const real = await forward(address, method, plain, sent);
  return {
    status: real.statusCode ?? 502,
    contentType: real.headers['content-type'] ?? 'application/octet-stream',
    body: await readAll(real),
  };
}

function forward(
  url: URL,
  method: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    send(url, { method, headers: { ...headers, host: url.host } }, resolve)
      .on('error', reject)
      .end(body);
  });
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
