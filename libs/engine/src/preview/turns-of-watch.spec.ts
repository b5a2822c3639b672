import { expect, test } from '@jest/globals';
import type { Watch } from '../watches/watch.ts';
import { groupTurns, turnTimes } from './turns-of-watch.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const watch: Watch = {
  name: 'nodes',
  tenant: 'default',
  source: { kind: 'match', match: 'up' },
  everyMs: MINUTE_MS,
  lookbackMs: 14 * DAY_MS,
  stepMs: 5 * MINUTE_MS,
  dropLabels: [],
  expireAfterMs: DAY_MS,
  maxSeries: 10,
  shards: 1,
};

test('of turns that read the same samples the first one counts, for they find the same', () => {
  const facts = { minStepMs: MINUTE_MS, maxPoints: 11_000 };
  const noon = Date.UTC(2026, 1, 16, 12);
  const [group, ...others] = groupTurns(watch, turnTimes(watch, noon, noon + 12 * MINUTE_MS), facts);
  expect(others).toEqual([]);
  expect(group.turnsMs.map((turnMs) => (turnMs - noon) / MINUTE_MS)).toEqual([0, 5, 10]);
});
