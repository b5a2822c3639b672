import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  findPrometheus,
  startPrometheus,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

jest.setTimeout(60_000);

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'check-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 30_000 });
}

function file(name: string, rules: readonly object[]): string {
  const path = join(folder, name);
  // JSON is YAML as well.
  writeFileSync(path, JSON.stringify({ groups: [{ name: 'g', rules }] }, undefined, 2));
  return path;
}

describe('metrics-ai-promql', () => {
  it('ends with 0 where rules are right, and counts what it read', () => {
    const path = file('right.yml', [
      { record: 'job:x:rate5m', expr: 'sum by (job) (rate(x_total[5m]))' },
      { alert: 'Down', expr: 'up == 0', annotations: { summary: '{{ $value }} {{' } },
    ]);
    expect(run(path)).toMatchObject({
      status: 0,
      stdout: '1 file, 2 rules: 0 errors, 0 warnings\n',
      stderr: '',
    });
  });

  it('says file, line and column of an error, its repair, and ends with 1', () => {
    const path = file('wrong.yml', [{ alert: 'Errors', expr: 'rate(sum(errors_total)) > 5' }]);
    const { status, stdout } = run(path);
    expect(status).toBe(1);
    expect(stdout).toContain(`${path}:8:25: error: Errors: The argument of rate() is a range vector`);
    expect(stdout).toContain('\n    sum(rate(errors_total[5m])) > 5\n');
    expect(stdout).toMatch(/1 file, 1 rule: 1 error, 0 warnings\n$/);
  });

  it('lets warnings pass, unless it is strict', () => {
    const path = file('bool.yml', [{ alert: 'Busy', expr: 'load1 > bool 5' }]);
    expect(run(path)).toMatchObject({ status: 0, stdout: expect.stringContaining('[bool-in-alert]') });
    expect(run('--strict', path).status).toBe(1);
  });

  it('writes JSON, and looks at the scrape interval', () => {
    const path = file('short.yml', [{ record: 'a', expr: 'rate(x_total[1m])' }]);
    const { status, stdout } = run('--json', '--scrape-interval', '30s', path);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      findings: [
        {
          file: path,
          line: 8,
          column: 33,
          severity: 'warning',
          code: 'range-too-short',
          message: expect.any(String),
          group: 'g',
          rule: 'a',
          expression: 'rate(x_total[1m])',
          suggestion: { text: 'rate(x_total[2m])', reason: expect.any(String) },
        },
      ],
    });
  });

  it.each([
    [[], /Checks the expressions/],
    [['--nonsense', 'x.yml'], /--nonsense/],
    [['/nowhere/rules.yml'], /^\/nowhere\/rules.yml: /],
    [['--scrape-interval', 'soon', program], /soon is not a duration/],
    [['--prometheus', 'nonsense', file('up.yml', [{ record: 'a', expr: 'up' }])], /--prometheus/],
    [['--prometheus', 'http://127.0.0.1:9', file('up.yml', [{ record: 'a', expr: 'up' }])], /^Prometheus: /],
  ])('ends with 2 for %j', (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it('explains itself', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--prometheus URL') });
  });
});

(findPrometheus() === undefined ? describe.skip : describe)(
  'metrics-ai-promql beside a real Prometheus (skipped where it is not installed)',
  () => {
    let prometheus: PrometheusServer;

    beforeAll(async () => {
      prometheus = await startPrometheus();
      const timestamps = Float64Array.of(Date.now() - 1_000);
      const values = Float64Array.of(1);
      const series: Record<string, string>[] = [
        { __name__: 'orders_total', job: 'shop', status: 'paid' },
        { __name__: 'latency_seconds_bucket', job: 'shop', le: '1' },
        { __name__: 'latency_seconds_sum', job: 'shop' },
        { __name__: 'latency_seconds_count', job: 'shop' },
      ];
      const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
      await writer.write(series.map((labels) => ({ labels, timestamps, values })));
    });
    afterAll(() => prometheus.stop());

    it('knows its metrics, their labels, and what the files themselves record', () => {
      const path = file('live.yml', [
        { record: 'job:orders:rate5m', expr: 'sum by (job) (rate(orders_total{status="paid"}[5m]))' },
        {
          record: 'slow',
          expr: 'histogram_quantile(0.9, sum by (job, le) (rate(latency_seconds_bucket[5m])))',
        },
        { alert: 'NoOrders', expr: 'job:orders:rate5m == 0' },
      ]);
      expect(run('--prometheus', prometheus.url, path)).toMatchObject({
        status: 0,
        stdout: '1 file, 3 rules: 0 errors, 0 warnings\n',
      });
    });

    it('says which it does not have, and what is like them', () => {
      const path = file('gone.yml', [
        { record: 'a', expr: 'rate(order_total[5m])' },
        { record: 'b', expr: 'rate(orders_total{state="paid"}[5m])' },
        { record: 'c', expr: 'sum by (le) (rate(latency_seconds_count[5m]))' },
      ]);
      const { status, stdout } = run('--json', '--prometheus', prometheus.url, path);
      expect(status).toBe(1);
      const { findings } = JSON.parse(stdout);
      expect(findings).toMatchObject([
        { rule: 'a', code: 'unknown-metric', suggestion: { text: 'rate(orders_total[5m])' } },
        { rule: 'b', code: 'unknown-label' },
        { rule: 'c', code: 'unknown-label', severity: 'warning' },
      ]);
    });
  },
);
