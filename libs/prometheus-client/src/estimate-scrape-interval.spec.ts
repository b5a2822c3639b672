import { describe, expect, it } from '@jest/globals';
import { estimateScrapeIntervalMs } from './estimate-scrape-interval.ts';
import type { QueryResult } from './query-result.ts';

/** A client that knows how many samples a series has in a window. */
function clientOf(samplesIn: Record<string, number>): Parameters<typeof estimateScrapeIntervalMs>[0] {
  return {
    query: (promql) => {
      const window = /\[(\w+)\]/.exec(promql)?.[1] ?? '';
      const value = samplesIn[window];
      const samples = value === undefined ? [] : [{ labels: {}, timestampMs: 0, value }];
      const data: QueryResult = { type: 'vector', samples };
      return Promise.resolve({ data, warnings: [], infos: [] });
    },
  };
}

describe('estimateScrapeIntervalMs', () => {
  const estimate = (samplesIn: Record<string, number>) =>
    estimateScrapeIntervalMs(clientOf(samplesIn), 'up{job="a"}', { timeMs: 0 });

  it('divides the window by the samples in it', async () => {
    expect(await estimate({ '299999ms': 20 })).toBe(15_000);
    expect(await estimate({ '299999ms': 5 })).toBe(60_000);
  });

  it('looks at a longer window when scrapes are rare', async () => {
    expect(await estimate({ '299999ms': 1, '3599999ms': 12 })).toBe(300_000);
  });

  it('comes to the same interval when a scrape is late or left out', async () => {
    for (const samples of [19, 20, 21]) expect(await estimate({ '299999ms': samples })).toBe(15_000);
    for (const samples of [11, 12, 13]) {
      expect(await estimate({ '299999ms': 1, '3599999ms': samples })).toBe(300_000);
    }
  });

  it('leaves an unusual interval as it is', async () => {
    expect(await estimate({ '299999ms': 43 })).toBe(7_000);
  });

  it('takes a minute when there is nothing to learn from', async () => {
    expect(await estimate({})).toBe(60_000);
  });

  it('never goes below a second', async () => {
    expect(await estimate({ '299999ms': 3_000 })).toBe(1_000);
  });
});
