import { expect, test } from '@jest/globals';
import { anomalyReason, type ReasonContext } from './anomaly-reason.ts';
import { type Anomaly, ANOMALY_TYPES } from './anomaly.ts';

const START_MS = Date.UTC(2025, 9, 21, 14);

const CONTEXT: ReasonContext = { subject: 'CPU', unit: 'ratio', durationMs: 7_200_000, memberCount: 1 };

const reasonOf = (given: Partial<Anomaly>, context: Partial<ReasonContext> = {}): string =>
  anomalyReason(
    {
      type: 'spike',
      startMs: START_MS,
      endMs: START_MS + 7_200_000,
      detectedMs: NaN,
      peakMs: START_MS + 3_600_000,
      isOngoing: false,
      value: 0.97,
      expected: 0.31,
      lower: 0.2,
      upper: 0.42,
      score: 3,
      confidence: 1,
      detectors: ['online'],
      signals: [],
      onceInMs: NaN,
      ...given,
    },
    { ...CONTEXT, ...context },
  );

test.each([
  ['spike', {}, 'rose to 97 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2 h.'],
  [
    'level_shift',
    { value: 0.1 },
    'moved to a lower level, reaching 10 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2 h.',
  ],
  [
    'variance_change',
    { value: 0.4 },
    'varied otherwise than usual: 40 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2 h.',
  ],
  [
    'seasonality_change',
    {},
    'left its rhythm: 97 % at Tue 21 Oct 15:00 UTC, where that lets one expect 31 % (usual 20 %…42 %), for 2 h.',
  ],
  [
    'stopped',
    { value: NaN, isOngoing: true },
    'stopped at Tue 21 Oct 14:00 UTC: no samples, expected 31 % (usual 20 %…42 %), for 2 h so far.',
  ],
  [
    'stopped',
    { value: 0 },
    'stopped at Tue 21 Oct 14:00 UTC: 0 %, expected 31 % (usual 20 %…42 %), for 2 h.',
  ],
  [
    'frozen',
    { value: 0.31 },
    'froze at Tue 21 Oct 14:00 UTC: it stays at 31 %, which otherwise moves, for 2 h.',
  ],
  [
    'reset_storm',
    { value: 0 },
    'was reset again and again from Tue 21 Oct 14:00 UTC on: 0 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2 h.',
  ],
] as const)('a %s is told in its own words', (type, given, reason) => {
  expect(reasonOf({ type, ...given })).toBe(`CPU ${reason}`);
});

test('how rare it is is said where that is known', () => {
  expect(reasonOf({ onceInMs: 21 * 86_400_000 })).toMatch(/, for 2 h; so strange once in 21 days\.$/);
  expect(reasonOf({ onceInMs: 3_600_000 }, { memberCount: 3 })).toMatch(
    /; so strange once in 1 h; 1 of 3 detectors says so\.$/,
  );
  expect(reasonOf({ onceInMs: Infinity })).not.toContain('once');
});

test('every type is one sentence that names its numbers, whatever they are', () => {
  for (const type of ANOMALY_TYPES) {
    for (const value of [0.97, 0.3, 0, 1e300]) {
      const reason = reasonOf({ type, value }, { durationMs: 0 });
      expect(reason).toMatch(/^CPU [^.].*[^.]\.$/);
      expect(reason).toContain('Tue 21 Oct 1');
      expect(reason).not.toMatch(/NaN|undefined|unknown/);
    }
  }
});
