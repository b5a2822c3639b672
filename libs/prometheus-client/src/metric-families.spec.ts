import { describe, expect, it } from '@jest/globals';
import { findFamilies } from './metric-families.ts';
import type { MetadataEntry } from './metric-type.ts';

const said = (
  entries: Readonly<Record<string, readonly Partial<MetadataEntry>[]>>,
): Map<string, MetadataEntry[]> =>
  new Map(
    Object.entries(entries).map(([name, all]) => [
      name,
      all.map((entry) => ({ type: 'unknown', help: '', unit: '', ...entry })),
    ]),
  );

describe('findFamilies', () => {
  it('takes the parts of a histogram and of a summary for one metric, by the metadata', () => {
    const metadata = said({
      latency_seconds: [{ type: 'histogram', help: 'How long.' }],
      gc_seconds: [{ type: 'summary' }],
      up: [{ type: 'gauge' }],
    });
    const names = ['up', 'latency_seconds_sum', 'latency_seconds_count', 'latency_seconds_bucket'];
    expect(findFamilies([...names, 'gc_seconds', 'gc_seconds_sum', 'gc_seconds_count'], metadata)).toEqual([
      {
        name: 'gc_seconds',
        type: 'summary',
        help: '',
        unit: '',
        seriesNames: ['gc_seconds', 'gc_seconds_count', 'gc_seconds_sum'],
      },
      {
        name: 'latency_seconds',
        type: 'histogram',
        help: 'How long.',
        unit: '',
        seriesNames: ['latency_seconds_bucket', 'latency_seconds_count', 'latency_seconds_sum'],
      },
      { name: 'up', type: 'gauge', help: '', unit: '', seriesNames: ['up'] },
    ]);
  });

  it('knows histograms and summaries without metadata, by what stands beside them', () => {
    const names = ['h_bucket', 'h_sum', 'h_count', 's', 's_sum', 's_count', 'disk_bucket', 'replica_count'];
    expect(findFamilies(names, new Map()).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'disk_bucket counter',
      'h histogram',
      'replica_count unknown',
      's summary',
    ]);
  });

  it('leaves a metric of its own that only looks like a part', () => {
    const metadata = said({
      queue: [{ type: 'histogram' }],
      queue_count: [{ type: 'gauge' }],
      disk: [{ type: 'gauge' }],
    });
    const names = ['queue_bucket', 'queue_count', 'disk', 'disk_sum'];
    expect(findFamilies(names, metadata).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'disk gauge',
      'disk_sum unknown',
      'queue histogram',
      'queue_count gauge',
    ]);
  });

  it('finds what an OpenMetrics target said of a counter, whose metadata lack the end of its name', () => {
    const metadata = said({ jobs: [{ type: 'counter', help: 'Jobs.', unit: 'jobs' }] });
    expect(findFamilies(['jobs_total', 'jobs_created'], metadata)).toMatchObject([
      { name: 'jobs_created', type: 'gauge', help: 'Jobs.' },
      { name: 'jobs_total', type: 'counter', help: 'Jobs.', unit: 'jobs' },
    ]);
  });

  it('is the same whatever the order in which targets that disagree are told', () => {
    const entries = [
      { type: 'gauge', help: 'Free bytes.' },
      { type: 'counter', help: 'Bytes that are free.' },
      { type: 'gauge', help: '' },
    ];
    const of = (all: typeof entries) => findFamilies(['free_bytes'], said({ free_bytes: all }));
    expect(of(entries)).toMatchObject([{ type: 'unknown', help: 'Bytes that are free.' }]);
    expect(of(entries.toReversed())).toEqual(of(entries));
  });

  it('knows nothing of a recording rule but its name', () => {
    expect(findFamilies(['job:errors:rate5m'], new Map())).toEqual([
      { name: 'job:errors:rate5m', type: 'unknown', help: '', unit: '', seriesNames: ['job:errors:rate5m'] },
    ]);
  });
});
