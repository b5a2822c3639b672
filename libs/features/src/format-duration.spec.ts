import { describe, expect, it } from '@jest/globals';
import { formatDuration } from './format-duration.ts';

describe('formatDuration', () => {
  it.each([
    [15, '15 s'],
    [300, '5 min'],
    [10_800, '3 h'],
    [172_800, '2 days'],
    [86_400, '1 day'],
    [3_600, '1 h'],
    [60, '1 min'],
    [90, '90 s'],
    [5_400, '90 min'],
    [119.9, '2 min'],
    [150, '2.5 min'],
    [95_040, '26 h'],
    [1_209_600, '14 days'],
    [1.25, '1.3 s'],
    [0.25, '250 ms'],
    [1e-9, '1 ns'],
    [0, '0 s'],
    [-300, '-5 min'],
    [NaN, 'unknown'],
    [Infinity, '+Inf'],
  ])('writes %p seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
