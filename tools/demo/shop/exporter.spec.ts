import { afterEach, describe, expect, it } from '@jest/globals';

import { exposition, startShopExporter, type ShopExporter } from './exporter.ts';
import { generateHistory } from './history.ts';
import { shopMetrics } from './metrics.ts';

describe('the exposition', () => {
  it('is the text format, with help and type before each family', () => {
    const count = {
      metric: 'orders_total',
      suffix: '',
      labels: { job: 'shop', a: 'x"\\\n' },
      value: 12,
    } as const;
    const bucket = {
      metric: 'http_request_duration_seconds',
      suffix: '_bucket',
      labels: { le: '+Inf' },
      value: 0.5,
    } as const;
    const gone = { ...count, value: NaN };
    expect(exposition([count, bucket, gone])).toBe(
      [
        `# HELP orders_total ${shopMetrics.orders_total.help}`,
        '# TYPE orders_total counter',
        'orders_total{job="shop",a="x\\"\\\\\\n"} 12',
        `# HELP http_request_duration_seconds ${shopMetrics.http_request_duration_seconds.help}`,
        '# TYPE http_request_duration_seconds histogram',
        'http_request_duration_seconds_bucket{le="+Inf"} 0.5',
        '',
      ].join('\n'),
    );
  });
});

describe('the exporter', () => {
  let exporter: ShopExporter | undefined;
  afterEach(() => exporter?.stop());

  it('serves every series of the shop, taken on to the present', async () => {
    const { shop, series } = generateHistory({ nowMs: Date.now() - 180_000, days: 1, incidents: [] });
    exporter = await startShopExporter(shop);
    const response = await fetch(`http://${exporter.target}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const samples = (await response.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).toHaveLength(series.length);

    const orders = series.find(({ labels }) => labels.__name__ === 'orders_total')?.values.at(-1);
    const served = samples.find((line) => line.startsWith('orders_total'))?.split(' ')[1];
    expect(Number(served)).toBeGreaterThan(Number(orders));
    expect((await fetch(`http://${exporter.target}/`)).status).toBe(404);
  });
});
