import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeMetricsSource, refuses } from '../testing/fake-metrics-source.ts';
import { LabelReader, type CountedFamily } from './label-reader.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const familyOf = (name: string, series: number): CountedFamily => ({
  name,
  type: 'gauge',
  help: '',
  unit: '',
  seriesNames: [name],
  series,
});

describe('LabelReader', () => {
  let prometheus: FakeMetricsSource;
  let reader: LabelReader;
  let nowMs: number;

  beforeEach(() => {
    prometheus = new FakeMetricsSource();
    reader = new LabelReader(prometheus);
    nowMs = Date.UTC(2026, 0, 15);
  });

  const read = async (...families: CountedFamily[]): Promise<string[]> => {
    prometheus.asked.length = 0;
    await reader.read(families, { startMs: nowMs - 24 * HOUR, endMs: nowMs });
    return [...prometheus.asked];
  };

  it('reads again what has another number of series, and everything after an hour', async () => {
    const [a, b] = [familyOf('a', 10), familyOf('b', 10)];
    expect(await read(a, b)).toEqual(['series']);
    expect(await read(a, b)).toEqual([]);
    expect(await read(a, familyOf('b', 11))).toEqual(['series']);
    nowMs += 59 * MINUTE;
    expect(await read(a, familyOf('b', 11))).toEqual([]);
    nowMs += MINUTE;
    expect(await read(a, familyOf('b', 11))).toEqual(['series']);
  });

  it('forgets a family that is not asked for any more', async () => {
    await read(familyOf('a', 10), familyOf('b', 10));
    await read(familyOf('a', 10));
    expect(await read(familyOf('a', 10), familyOf('b', 10))).toEqual(['series']);
  });

  it('asks for some thousand series at a time, and of a metric with more for names and values', async () => {
    const small = Array.from({ length: 12 }, (_, i) => familyOf(`small_${i}`, 1_000));
    expect(await read(...small)).toEqual(['series', 'series', 'series']);
    prometheus.live = [{ __name__: 'large', job: 'shop', pod: 'a' }];
    expect(await read(familyOf('large', 50_000))).toEqual(['labels', 'labelValues', 'labelValues']);
  });

  it('reads many known metrics in turns, those first that it read the longest ago, and new ones at once', async () => {
    const known = Array.from({ length: 30 }, (_, i) => familyOf(`known_${i}`, 5_000));
    expect(await read(...known)).toHaveLength(30);
    nowMs += HOUR;
    const again = [...known, familyOf('new', 5_000)];
    expect(await read(...again)).toHaveLength(21);
    expect(await read(...again)).toHaveLength(10);
    expect(await read(...again)).toHaveLength(0);
  });

  it('keeps some values of a label that has many, and none that is as long as a statement', async () => {
    prometheus.live = Array.from({ length: 80 }, (_, i) => ({
      __name__: 'queries',
      user: `user-${String(i).padStart(2, '0')}`,
      ...(i === 0 && { statement: 'select '.repeat(50) }),
    }));
    const { labels } = await reader.read([familyOf('queries', 80)], { startMs: nowMs - HOUR, endMs: nowMs });
    const { user, statement } = labels.get('queries') ?? {};
    expect([user.length, user[0], user.at(-1)]).toEqual([50, 'user-00', 'user-49']);
    expect(statement).toEqual([]);
  });

  it('halves a request that is too much, until it knows which metric is refused', async () => {
    prometheus.live = ['a', 'b', 'c', 'd'].map((name) => ({ __name__: name, job: name }));
    prometheus.fail = (_, about) => {
      if (about.includes('c')) throw refuses('too many series');
    };
    const families = ['a', 'b', 'c', 'd'].map((name) => familyOf(name, 1));
    const { labels, failed } = await reader.read(families, { startMs: nowMs - HOUR, endMs: nowMs });
    expect([...labels]).toEqual(['a', 'b', 'd'].map((name) => [name, { job: [name] }]));
    expect(failed).toEqual([{ metric: 'c', reason: 'too many series' }]);
  });
});
