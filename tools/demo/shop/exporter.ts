import { once } from 'node:events';
import { createServer } from 'node:http';

import { shopMetrics, type ShopSeries } from './metrics.ts';
import type { Shop } from './shop.ts';

export interface ShopExporter {
  /** `127.0.0.1:<port>`, as a scrape configuration wants it. */
  readonly target: string;
  stop(): Promise<void>;
}

/** Serves the shop under `/metrics` on a free port of 127.0.0.1; every scrape takes it on to the present. */
export async function startShopExporter(shop: Shop): Promise<ShopExporter> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    shop.advanceTo(Date.now());
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(exposition(shop.series));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The exporter has no port');
  return {
    target: `127.0.0.1:${address.port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * Series in the text format of Prometheus, with HELP and TYPE; those that are NaN do not exist and are left out.
 *
 * Source: Prometheus documentation, "Exposition formats", text format 0.0.4.
 */
export function exposition(series: readonly ShopSeries[]): string {
  const lines: string[] = [];
  for (const [metric, family] of Map.groupBy(series, (one) => one.metric)) {
    lines.push(
      `# HELP ${metric} ${shopMetrics[metric].help}`,
      `# TYPE ${metric} ${shopMetrics[metric].type}`,
    );
    for (const { suffix, labels, value } of family) {
      if (Number.isNaN(value)) continue;
      const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabelValue(text)}"`);
      lines.push(`${metric}${suffix}{${pairs.join(',')}} ${value}`);
    }
  }
  return lines.join('\n') + '\n';
}

function escapeLabelValue(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
