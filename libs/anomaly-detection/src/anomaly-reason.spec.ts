import { describe, expect, test } from '@jest/globals';
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
    'was reset again and again from Tue 21 Oct 14:00 UTC on, as by a process that dies and starts again: 0 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2 h.',
  ],
] as const)('a %s is told in its own words', (type, given, reason) => {
  expect(reasonOf({ type, ...given })).toBe(`CPU ${reason}`);
});

test('how often a counter was reset is said where that is known', () => {
  expect(reasonOf({ type: 'reset_storm' }, { resetCount: 47 })).toMatch(
    /^CPU was reset 47 times from Tue 21 Oct 14:00 UTC on, as by a process that dies and starts again: /,
  );
});

test('how rare it is is said where that is known', () => {
  expect(reasonOf({ onceInMs: 21 * 86_400_000 })).toMatch(/, for 2 h; so strange once in 21 days\.$/);
  expect(reasonOf({ onceInMs: 3_600_000 }, { memberCount: 3 })).toMatch(
    /; so strange once in 1 h; 1 of 3 detectors says so\.$/,
  );
  expect(reasonOf({ onceInMs: Infinity })).not.toContain('once');
});

describe('where what would be normal is known', () => {
  const normal = { lower: 0.18, upper: 0.44 };

  test('the sentence says since when, why, and what it would take to be normal again', () => {
    const signals = [
      { name: 'level', share: 0.6 },
      { name: 'pattern', share: 0.3 },
      { name: 'drift', share: 0.1 },
    ];
    expect(
      reasonOf(
        { type: 'level_shift', isOngoing: true, onceInMs: 21 * 86_400_000, signals },
        { normal, durationMs: 7_500_000 },
      ),
    ).toBe(
      'CPU moved to a higher level, reaching 97 % at Tue 21 Oct 15:00 UTC, expected 31 % (usual 20 %…42 %), for 2.1 h so far since ' +
        'Tue 21 Oct 14:00 UTC; so strange once in 21 days, mostly for its level and its pattern; normal again between 18 % and 44 %.',
    );
  });

  test.each([
    ['stopped', NaN, 'normal again when samples come again.'],
    ['stopped', 0, 'normal again when it leaves 0.'],
    ['frozen', 0.31, 'normal again when it moves again.'],
    ['reset_storm', 0, 'normal again when it counts for an hour without a reset.'],
    ['variance_change', 0.5, 'normal again while it keeps between 18 % and 44 %.'],
    ['seasonality_change', 0.5, 'normal again between 18 % and 44 %.'],
  ] as const)('%s at %p: %s', (type, value, words) => {
    expect(reasonOf({ type, value, isOngoing: true }, { normal })).toMatch(new RegExp(`; ${words}$`));
  });

  test('what is over was normal again after its end; what did not come back is the new normal', () => {
    expect(reasonOf({}, { normal })).toMatch(/; back to normal after Tue 21 Oct 16:00 UTC\.$/);
    expect(reasonOf({}, { normal, durationMs: 0 })).not.toContain('normal');
    expect(reasonOf({ type: 'level_shift' }, { normal, isNewNormal: true })).toMatch(
      /; it has not come back, and counts as normal by now\.$/,
    );
  });

  test('what ended by a death says so, and one that died later than it began says when', () => {
    expect(reasonOf({ type: 'trend_change' }, { normal, endedBy: 'frozen' })).toMatch(/; then it froze\.$/);
    const diedMs = Date.UTC(2025, 9, 21, 23);
    expect(reasonOf({ type: 'stopped' }, { diedMs })).toContain('stopped at Tue 21 Oct 23:00 UTC');
  });

  test('a level or a trend is told from all its values, though one may be usual', () => {
    const usual = { type: 'trend_change', value: 0.41 } as const;
    expect(reasonOf(usual, { normal })).toContain('changed its trend and climbed to 41 %');
    expect(reasonOf(usual)).toContain('moved unusually');
  });
});

test('what is rarer than anybody has watched gets no number', () => {
  expect(reasonOf({ onceInMs: 1e15 })).toContain('; so strange less than once in 10 years.');
});

test('signals that have no words, or hardly a share, are not told', () => {
  expect(reasonOf({ signals: [{ name: 'z-score', share: 1 }] })).not.toContain('mostly');
  expect(reasonOf({ signals: [{ name: 'level', share: 0.14 }] })).not.toContain('mostly');
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
