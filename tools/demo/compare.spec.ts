import { describe, expect, it } from '@jest/globals';

import { compare, comparisonMarkdown, type FoundAnomaly } from './compare.ts';
import type { TrueIncident } from './truth.ts';

const incident: TrueIncident = {
  id: 'slow',
  kind: 'spike',
  title: 'Checkout is slow',
  service: 'checkout',
  affected: ['http_request_duration_seconds_bucket{service="checkout"}', '{instance="lost-0"}'],
  start: '2026-01-10T12:00:00.000Z',
  end: '2026-01-10T13:00:00.000Z',
  ongoing: false,
  see: 'It is slow.',
};
const quiet: TrueIncident = { ...incident, id: 'quiet', title: 'Nobody saw it', affected: ['up'] };

function anomaly(start: string, end: string, change: Partial<FoundAnomaly> = {}): FoundAnomaly {
  return {
    metric: 'http_request_duration_seconds',
    labels: { __name__: 'http_request_duration_seconds', job: 'shop', service: 'checkout', quantile: '0.99' },
    type: 'level_shift',
    start: `2026-01-10T${start}:00.000Z`,
    end: `2026-01-10T${end}:00.000Z`,
    score: 2,
    ...change,
  };
}

describe('the comparison of what happened with what was found', () => {
  it('finds an incident by anomalies of its series in its time, the strongest first', () => {
    const late = anomaly('12:20', '12:30', { score: 3 });
    const early = anomaly('12:05', '12:10');
    const { incidents } = compare([incident], [early, late]);
    expect(incidents).toEqual([{ incident, anomalies: [late, early], delayMs: 20 * 60_000 }]);
  });

  it('finds it by any of its selectors', () => {
    const lost = anomaly('12:05', '12:10', { metric: 'cpu_usage', labels: { instance: 'lost-0' } });
    expect(compare([incident], [lost]).incidents[0].anomalies).toEqual([lost]);
  });

  it('does not find it by other series, or at another time', () => {
    const elsewhere = anomaly('12:05', '12:10', { labels: { service: 'payment' } });
    const otherMetric = anomaly('12:05', '12:10', { metric: 'cpu_usage' });
    const later = anomaly('15:00', '16:00');
    const result = compare([incident], [elsewhere, otherMetric, later]);
    expect(result.incidents).toEqual([{ incident, anomalies: [], delayMs: NaN }]);
    expect(result).toMatchObject({ confirmed: 0, during: 2, falseAlarms: [later] });
  });

  it('allows for the windows in which the engine reads', () => {
    const before = anomaly('11:30', '11:46', { score: 3 });
    const after = anomaly('13:14', '14:00');
    const { incidents, falseAlarms } = compare([incident], [before, after]);
    expect(incidents[0].delayMs).toBe(-30 * 60_000);
    expect(falseAlarms).toEqual([]);
    expect(
      compare([incident], [anomaly('11:30', '11:44'), anomaly('13:16', '14:00')]).falseAlarms,
    ).toHaveLength(2);
  });

  it('counts an anomaly once that shows two incidents', () => {
    const twin = { ...incident, id: 'twin' };
    expect(compare([incident, twin], [anomaly('12:00', '12:10')])).toMatchObject({ confirmed: 1, during: 0 });
  });

  it('finds nothing in nothing', () => {
    expect(compare([], [])).toEqual({ incidents: [], confirmed: 0, during: 0, falseAlarms: [] });
  });

  it('becomes a Markdown table', () => {
    const markdown = comparisonMarkdown(
      compare([incident, quiet], [anomaly('12:05', '12:10'), anomaly('15:00', '16:00')]),
    );
    expect(markdown).toBe(
      [
        '1 of 2 scripted incidents were found within an hour, 0 later, 1 not at all.',
        '',
        '| incident | began (UTC) | clearest series | type | score | delay |',
        '| --- | --- | --- | --- | --- | --- |',
        '| Checkout is slow (spike) | 2026-01-10 12:00 | `http_request_duration_seconds{service="checkout",quantile="0.99"}` | level shift | 2.0 | 5 min |',
        '| Nobody saw it (spike) | 2026-01-10 12:00 | **missed** |  |  |  |',
        '',
        '1 anomalies show an incident, 0 more fall into the time of one on other series, and 1 overlap none.',
        '',
      ].join('\n'),
    );
  });
});
