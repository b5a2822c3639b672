import { describe, expect, it } from '@jest/globals';
import { isOfShard, WHOLE } from './shard.ts';

describe('isOfShard', () => {
  const series = Array.from({ length: 1_000 }, (_, i) => ({ __name__: 'up', instance: `host-${i}:9100` }));

  it('gives each series to exactly one shard, and about as many to each', () => {
    const sizes = [0, 1, 2, 3].map(
      (index) => series.filter((labels) => isOfShard(labels, { index, of: 4 })).length,
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
    for (const size of sizes) expect(Math.abs(size - 250)).toBeLessThan(50);
  });

  it('does not depend on the order of the labels', () => {
    for (const { __name__, instance } of series.slice(0, 50)) {
      const shard = { index: 1, of: 3 };
      expect(isOfShard({ instance, __name__ }, shard)).toBe(isOfShard({ __name__, instance }, shard));
    }
  });

  it('has all of them when there is one', () => {
    expect(series.every((labels) => isOfShard(labels, WHOLE))).toBe(true);
  });
});
