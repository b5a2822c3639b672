import { describe, expect, it } from '@jest/globals';
import { findFirstSampleMs } from './find-first-sample.ts';

const WEEK_MS = 7 * 86_400_000;

/** A Prometheus whose only series begins at a time; counts how often it is asked. */
function beginningAt(firstMs: number) {
  const asked = { times: 0 };
  const queryRange = (
    _: string,
    { startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number },
  ) => {
    asked.times += 1;
    const all = Array.from(
      { length: Math.floor((endMs - startMs) / stepMs) + 1 },
      (__, i) => startMs + i * stepMs,
    );
    const timestamps = Float64Array.from(all.filter((timestampMs) => timestampMs >= firstMs));
    const series = { labels: {}, timestamps, values: timestamps.map(() => 1), histograms: [] };
    return Promise.resolve({ data: timestamps.length > 0 ? [series] : [], warnings: [], infos: [] });
  };
  return { asked, queryRange };
}

describe('findFirstSampleMs', () => {
  const range = { startMs: 1_000 * WEEK_MS, endMs: 1_002 * WEEK_MS };
  const find = (firstMs: number) => findFirstSampleMs(beginningAt(firstMs), 'up', range, undefined);

  it.each([
    ['a minute', 60_000],
    ['an hour', 3_600_000],
    ['a day and a bit', 90_000_000],
    ['thirteen days', 13 * 86_400_000],
  ])(
    'finds the beginning of a series that is %s old, within two seconds and never too late',
    async (_, ageMs) => {
      const firstMs = range.endMs - ageMs;
      const found = await find(firstMs);
      expect(found).toBeLessThanOrEqual(firstMs);
      expect(firstMs - found).toBeLessThanOrEqual(2_000);
    },
  );

  it('asks once when the series is older than the range', async () => {
    const prometheus = beginningAt(0);
    expect(await findFirstSampleMs(prometheus, 'up', range, undefined)).toBe(range.startMs);
    expect(prometheus.asked.times).toBe(1);
  });

  it('stays within the range when there is nothing', async () => {
    const found = await find(Infinity);
    expect(found).toBeGreaterThanOrEqual(range.startMs);
    expect(found).toBeLessThan(range.endMs);
  });
});
