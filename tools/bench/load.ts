// Puts load on one address from a process of its own: as many clients as it is told, each with a connection that it keeps and a
// request at a time. Started by load-from-process; answers with a message.
import { Agent, request } from 'node:http';

/** What to send, and for how long. */
export interface Load {
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  /** JSON bodies to POST, in turn. */
  readonly bodies: readonly string[];
}

export interface LoadResult {
  readonly seconds: number;
  /** Of every answer with status 200, in milliseconds. */
  readonly latenciesMs: readonly number[];
  readonly failures: number;
}

process.once('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result, () => process.exit()));
});
process.on('disconnect', () => process.exit(1));

async function run({ url, clients, seconds, bodies }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  let failures = 0;
  let sent = 0;
  const startMs = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - startMs < seconds * 1_000) {
      const sentMs = performance.now();
      const status = await post(agent, url, bodies[sent++ % bodies.length]);
      if (status === 200) latenciesMs.push(performance.now() - sentMs);
      else failures++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { seconds: (performance.now() - startMs) / 1_000, latenciesMs, failures };
}

/** The status of the answer once all of it is there; 0 where there was none. */
function post(agent: Agent, url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const sending = request(url, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    sending.on('timeout', () => sending.destroy());
    sending.on('error', () => resolve(0));
    sending.end(body);
  });
}
