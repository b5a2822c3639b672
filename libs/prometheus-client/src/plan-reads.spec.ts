import { describe, expect, it } from '@jest/globals';
import { matchersOf, parsePromql, ratedCounter } from '@metrics-ai/promql';
import { metricType, type MetadataEntry } from './metric-type.ts';
import { planReads } from './plan-reads.ts';

const entry = (type: string): MetadataEntry => ({ type, help: '', unit: '' });
const metadataOf = (types: Record<string, string[]>) =>
  new Map(Object.entries(types).map(([name, list]) => [name, list.map(entry)] as const));

describe('metricType', () => {
  it('believes the metadata before the name', () => {
    expect(metricType('queue_total', metadataOf({ queue_total: ['gauge'] }))).toBe('gauge');
    expect(metricType('requests', metadataOf({ requests: ['counter'] }))).toBe('counter');
  });

  it('goes by the name where there is no metadata, or targets disagree', () => {
    expect(metricType('requests_total', new Map())).toBe('counter');
    expect(metricType('requests_total', metadataOf({ requests_total: ['gauge', 'counter'] }))).toBe(
      'counter',
    );
    expect(metricType('temperature', new Map())).toBe('unknown');
  });

  it('takes _count and _sum for counters only in a family', () => {
    expect(metricType('replica_count', new Map())).toBe('unknown');
    expect(metricType('rpc_count', new Map(), new Set(['rpc_count', 'rpc_sum']))).toBe('counter');
    expect(metricType('rpc_count', metadataOf({ rpc: ['summary'] }))).toBe('counter');
  });
});

describe('planReads', () => {
  const plan = (names: Record<string, string>[], types: Record<string, string[]> = {}) =>
    planReads(names, metadataOf(types), 300_000).map((read) => ({
      kind: read.kind,
      series: read.series.length,
      promql: read.promql(matchersOf({ job: 'a' })),
      labels: read.restoreLabels({ job: 'a' }),
    }));

  it('reads a gauge as it is', () => {
    expect(plan([{ __name__: 'temperature', job: 'a' }])).toEqual([
      {
        kind: 'gauge',
        series: 1,
        promql: 'temperature{job="a"}',
        labels: { __name__: 'temperature', job: 'a' },
      },
    ]);
  });

  it('reads a counter as its rate, under its own name', () => {
    expect(plan([{ __name__: 'requests_total', job: 'a' }])).toEqual([
      {
        kind: 'rate',
        series: 1,
        promql: 'rate(requests_total{job="a"}[5m])',
        labels: { __name__: 'requests_total', job: 'a' },
      },
    ]);
  });

  it('reads a counter so that it can be told which one it was', () => {
    const name = 'requests.total';
    const [read] = planReads(
      [{ __name__: name, path: '[1m])' }],
      metadataOf({ [name]: ['counter'] }),
      90_000,
    );
    const counter = { selector: '{"requests.total","path"="[1m])"}', windowMs: 90_000 };
    expect(ratedCounter(read.promql(matchersOf({ path: '[1m])' })))).toEqual({
      ...counter,
      selector: '{"requests.total",path="[1m])"}',
    });
  });

  it('reads a classic histogram as three quantiles and its rate', () => {
    const names: Record<string, string>[] = [
      { __name__: 'd_bucket', job: 'a', le: '0.1' },
      { __name__: 'd_bucket', job: 'a', le: '+Inf' },
      { __name__: 'd_sum', job: 'a' },
      { __name__: 'd_count', job: 'a' },
    ];
    const reads = plan(names);
    expect(reads.map(({ promql }) => promql)).toEqual([
      'histogram_quantile(0.5, rate(d_bucket{job="a"}[5m]))',
      'histogram_quantile(0.9, rate(d_bucket{job="a"}[5m]))',
      'histogram_quantile(0.99, rate(d_bucket{job="a"}[5m]))',
      'rate(d_count{job="a"}[5m])',
    ]);
    expect(reads.map(({ labels }) => labels)).toEqual([
      { __name__: 'd', job: 'a', quantile: '0.5' },
      { __name__: 'd', job: 'a', quantile: '0.9' },
      { __name__: 'd', job: 'a', quantile: '0.99' },
      { __name__: 'd_count', job: 'a' },
    ]);
    expect(reads.every(({ series }) => series === 1)).toBe(true);
  });

  it('reads a native histogram by its own functions', () => {
    const promqls = plan([{ __name__: 'd', job: 'a' }], { d: ['histogram'] }).map(({ promql }) => promql);
    expect(promqls).toContain('histogram_quantile(0.99, rate(d{job="a"}[5m]))');
    expect(promqls).toContain('histogram_count(rate(d{job="a"}[5m]))');
  });

  it('reads a summary as its own quantiles and two rates', () => {
    const names: Record<string, string>[] = [
      { __name__: 's', quantile: '0.5' },
      { __name__: 's_sum' },
      { __name__: 's_count' },
    ];
    const promqls = plan(names, { s: ['summary'] }).map(({ promql }) => promql);
    expect(promqls).toEqual(['s{job="a"}', 'rate(s_sum{job="a"}[5m])', 'rate(s_count{job="a"}[5m])']);
  });

  it('shows each series by PromQL that parses, whatever its labels hold', () => {
    const labels = { __name__: 'd_bucket', path: '"}) or up #', le: '1' };
    for (const read of planReads([labels, { __name__: 'x', path: '\\' }], new Map(), 60_000)) {
      for (const series of read.series)
        expect(() => parsePromql(read.show(read.restoreLabels(series)))).not.toThrow();
    }
  });
});
