import { describe, expect, it } from '@jest/globals';
import { GroupScore } from './group-score.ts';

describe('GroupScore', () => {
  it('adds up the squares of the states', () => {
    expect(new GroupScore().update([1, 2, 3])).toBe(14);
  });

  it('does not take for strange what could not be judged', () => {
    expect(new GroupScore().update([NaN, 2])).toBe(4);
    expect(new GroupScore().update([NaN, NaN])).toBe(0);
  });

  it('stays as it was for 30 samples, and no longer', () => {
    const score = new GroupScore();
    score.update([3]);
    const later = Array.from({ length: 30 }, () => score.update([1]));
    expect(later).toEqual([...Array.from({ length: 29 }, () => 9), 1]);
  });
});
