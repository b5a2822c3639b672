import { expect, test } from '@jest/globals';
import type { EpisodeShape } from './episode-shape.ts';
import { nameEpisode } from './name-episode.ts';

const SHAPE: EpisodeShape = {
  smoothRatio: 50,
  spreadRatio: 1,
  jumpShare: 0.99,
  bendShare: 0.88,
  rhythmShare: 0.02,
};

const nameOf = (
  { ticks = 100, ...shape }: Partial<EpisodeShape> & { ticks?: number },
  isOngoing = false,
  isAbove = true,
) => nameEpisode(ticks, () => ({ ...SHAPE, ...shape }), isOngoing, isAbove);

test('what has come back within an hour is a spike or a drop, whatever it looked like', () => {
  expect(nameOf({ ticks: 12 })).toBe('spike');
  expect(nameOf({ ticks: 12, bendShare: 1 }, false, false)).toBe('drop');
  expect(nameOf({ ticks: 13 })).toBe('level_shift');
});

test('what goes on is a level from its fourth tick on', () => {
  expect(nameOf({ ticks: 3 }, true)).toBe('spike');
  expect(nameOf({ ticks: 4 }, true)).toBe('level_shift');
});

test('the better of a level and a slope gives the name', () => {
  expect(nameOf({ jumpShare: 0.89, bendShare: 0.99 })).toBe('trend_change');
  expect(nameOf({ jumpShare: 0.97, bendShare: 0.96 })).toBe('level_shift');
});

test('another spread about the same level is a change of the variance, more or less of it', () => {
  const calm = { jumpShare: 0.1, bendShare: 0.1, smoothRatio: 16 };
  expect(nameOf({ ...calm, spreadRatio: 4 })).toBe('variance_change');
  expect(nameOf({ ...calm, smoothRatio: 0.1, spreadRatio: 0.25 })).toBe('variance_change');
});

test('a level that brought its noise along is still a level', () => {
  expect(nameOf({ spreadRatio: 2.5, smoothRatio: 200 })).toBe('level_shift');
});

test('what the rhythm explains and no break does is a change of the seasonality, when it is long enough', () => {
  const late = { jumpShare: 0.93, bendShare: 0.88, rhythmShare: 0.97 };
  expect(nameOf(late)).toBe('seasonality_change');
  expect(nameOf({ ...late, ticks: 23 })).toBe('level_shift');
  expect(nameOf({ ...late, jumpShare: 0.98 })).toBe('level_shift');
  expect(nameOf({ jumpShare: 0.2, bendShare: 0.1, rhythmShare: 0.3 })).toBe('seasonality_change');
});
