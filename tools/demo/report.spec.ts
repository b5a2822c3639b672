import { describe, expect, it } from '@jest/globals';

import type { Comparison, FoundAnomaly } from './compare.ts';
import { comparisonMarkdown } from './report.ts';
import type { TrueIncident } from './truth.ts';

const incident: TrueIncident = {
  id: 'slow',
  kind: 'spike',
  title: 'Checkout is slow',
  service: 'checkout',
  affected: [],
  disturbs: [],
  hiddenMinutes: 0,
  start: '2026-01-10T12:00:00.000Z',
  end: '2026-01-10T13:00:00.000Z',
  ongoing: false,
  see: 'It is slow.',
};

const first: FoundAnomaly = {
  metric: 'cpu_usage',
  labels: { __name__: 'cpu_usage', job: 'shop', service: 'checkout' },
  type: 'level_shift',
  start: '2026-01-10T12:03:00.000Z',
  end: '2026-01-10T12:40:00.000Z',
  detected: '2026-01-10T12:05:00.000Z',
  score: 2,
  reason: 'It rose.',
};

describe('the report', () => {
  it('has a row for each incident, and one for each false alarm', () => {
    const comparison: Comparison = {
      incidents: [
        { incident, first, isRightType: true, delayMs: 5 * 60_000 },
        { incident, first, isRightType: false, delayMs: 3 * 3_600_000 },
        { incident, isRightType: false, delayMs: NaN },
      ],
      confirmed: 4,
      consequences: 3,
      releases: 2,
      falseAlarms: [{ ...first, type: 'spike' }],
    };
    const series = '`cpu_usage{service="checkout"}`';
    expect(comparisonMarkdown(comparison).split('\n')).toEqual([
      '2 of 3 scripted incidents were found, 1 of them with the right type, 1 within 15 min.',
      '',
      '| incident | began (UTC) | said (UTC) | delay | series | type | score | reason |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      `| Checkout is slow (spike) | 2026-01-10 12:00 | 2026-01-10 12:05 | 5 min | ${series} | level shift | 2.0 | It rose. |`,
      `| Checkout is slow (spike) | 2026-01-10 12:00 | 2026-01-10 12:05 | 3 h | ${series} | **level shift** | 2.0 | It rose. |`,
      '| Checkout is slow (spike) | 2026-01-10 12:00 | **missed** |  |  |  |  |  |',
      '',
      '4 anomalies show an incident; 3 more on other series followed soon after one began or ended, and 2 a release. 1 is a false alarm:',
      '',
      '| said (UTC) | series | type | score | reason |',
      '| --- | --- | --- | --- | --- |',
      `| 2026-01-10 12:05 | ${series} | spike | 2.0 | It rose. |`,
      '',
    ]);
  });

  it('says when there is no false alarm', () => {
    const nothing: Comparison = {
      incidents: [],
      confirmed: 0,
      consequences: 0,
      releases: 0,
      falseAlarms: [],
    };
    expect(comparisonMarkdown(nothing)).toMatch(/ 0 are false alarms\.\n$/);
  });
});
