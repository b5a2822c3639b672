import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Exporter {
  /** `127.0.0.1:port`, as a target is written. */
  readonly target: string;
  /** What it exposes from now on, in Prometheus' text format. */
  expose(lines: readonly string[]): void;
  stop(): void;
}

/** A target that exposes what the test says. */
export async function startExporter(lines: readonly string[]): Promise<Exporter> {
  let text = lines.join('\n');
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(`${text}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: `127.0.0.1:${port}`,
    expose: (next) => {
      text = next.join('\n');
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
