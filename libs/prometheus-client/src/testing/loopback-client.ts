import type { ServerResponse } from 'node:http';
import { PrometheusClient, type PrometheusClientOptions } from '../prometheus-client.ts';
import { PrometheusError } from '../prometheus-error.ts';
import { type LoopbackServer, type RequestHandler, startLoopbackServer } from './loopback-server.ts';

const cleanUps: (() => void)[] = [];

/** Has something closed with the rest. */
export function closeAfterwards(close: () => void): void {
  cleanUps.push(close);
}

/** Closes the servers and clients that a test has opened. */
export function closeAll(): void {
  for (const close of cleanUps.splice(0)) close();
}

/** A server of this test; see {@link startLoopbackServer}. */
export async function serve(handler: RequestHandler): Promise<LoopbackServer> {
  const server = await startLoopbackServer(handler);
  cleanUps.push(() => server.close());
  return server;
}

/** A client whose waits between attempts take no time; `slept` has their lengths. */
export function clientOf(url: string, options: Partial<PrometheusClientOptions> = {}) {
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  const client = new PrometheusClient({ url, random: () => 0.5, sleep, ...options });
  cleanUps.push(() => client.close());
  return { client, slept };
}

/** Answers with JSON. */
export const json = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** An answer that any instant query may get. */
export const vector = {
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1, '2'] }] },
};

/** The PrometheusError that a promise rejects with. */
export const failure = async (promise: Promise<unknown>): Promise<PrometheusError> => {
  const error = await promise.then(
    () => new Error('there was no error'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PrometheusError)) throw error;
  return error;
};
