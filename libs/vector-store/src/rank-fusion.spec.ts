import { expect, test } from '@jest/globals';
import { candidatesPerSide, FUSION_K, fuseRankings } from './rank-fusion.ts';

test('first on every side asked scores 1', () => {
  expect(fuseRankings(['a', 'b'], ['a', 'c'])[0]).toEqual({
    key: 'a',
    score: 1,
    denseRank: 1,
    keywordRank: 1,
  });
  expect(fuseRankings(['a'], undefined)).toEqual([{ key: 'a', score: 1, denseRank: 1 }]);
  expect(fuseRankings(undefined, ['a'])).toEqual([{ key: 'a', score: 1, keywordRank: 1 }]);
});

test('a side that was asked and found nothing halves the scores', () => {
  expect(fuseRankings(['a'], [])).toEqual([{ key: 'a', score: 0.5, denseRank: 1 }]);
});

test('adds the reciprocals of the ranks, and orders by the sum', () => {
  const term = (rank: number) => 1 / (FUSION_K + rank) / (2 / (FUSION_K + 1));
  const fused = fuseRankings(['a', 'b', 'c'], ['c', 'd', 'b']);
  expect(fused.map(({ key }) => key)).toEqual(['c', 'b', 'a', 'd']);
  expect(fused.map(({ score }) => score)).toEqual([
    expect.closeTo(term(3) + term(1), 12),
    expect.closeTo(term(2) + term(3), 12),
    expect.closeTo(term(1), 12),
    expect.closeTo(term(2), 12),
  ]);
});

test('nothing found is an empty list', () => {
  expect(fuseRankings([], [])).toEqual([]);
});

test('each side brings more candidates than are wanted', () => {
  expect([1, 25, 26, 1000].map((topK) => candidatesPerSide({ topK }))).toEqual([50, 50, 52, 2000]);
  expect(candidatesPerSide({ topK: 20, offset: 20 })).toBe(80);
  expect(candidatesPerSide({ topK: 20, offset: 20, candidates: 40 })).toBe(40);
});
