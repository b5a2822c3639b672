import { describe, expect, it } from '@jest/globals';

import { compare, type FoundAnomaly } from './compare.ts';
import type { TrueIncident } from './truth.ts';

const incident: TrueIncident = {
  id: 'slow',
  kind: 'spike',
  title: 'Checkout is slow',
  service: 'checkout',
  affected: [
    { series: 'http_request_duration_seconds_bucket{service="checkout"}', types: ['spike'] },
    { series: '{instance="lost-0"}', types: ['stopped', 'drop'] },
  ],
  disturbs: [],
  hiddenMinutes: 0,
  start: '2026-01-10T12:00:00.000Z',
  end: '2026-01-10T13:00:00.000Z',
  ongoing: false,
  see: 'It is slow.',
};

/** Times of one day; said when it begins, unless something else is given. */
function anomaly(start: string, end: string, change: Partial<FoundAnomaly> = {}): FoundAnomaly {
  const startIso = `2026-01-10T${start}:00.000Z`;
  return {
    metric: 'http_request_duration_seconds',
    labels: { __name__: 'http_request_duration_seconds', job: 'shop', service: 'checkout', quantile: '0.99' },
    type: 'spike',
    start: startIso,
    end: `2026-01-10T${end}:00.000Z`,
    detected: startIso,
    score: 2,
    reason: 'It rose.',
    ...change,
  };
}

const elsewhere = { metric: 'cpu_usage', labels: { service: 'payment' } };

describe('the comparison of what happened with what was found', () => {
  it('takes what was said first with the right type, and how long that took', () => {
    const early = anomaly('12:02', '12:40', { type: 'level_shift', score: 9 });
    const late = anomaly('12:20', '12:30');
    const right = anomaly('12:05', '12:30', { detected: '2026-01-10T12:10:00.000Z' });
    const { incidents, confirmed } = compare([incident], [], [late, early, right]);
    expect(incidents).toEqual([{ incident, first: right, isRightType: true, delayMs: 10 * 60_000 }]);
    expect(confirmed).toBe(3);
  });

  it('takes what was said first where no type is right', () => {
    const [first, second] = [anomaly('12:02', '12:40'), anomaly('12:04', '12:30')].map((one) => ({
      ...one,
      type: 'frozen',
    }));
    expect(compare([incident], [], [second, first]).incidents).toEqual([
      { incident, first, isRightType: false, delayMs: 2 * 60_000 },
    ]);
  });

  it('asks of each series for the types that the incident has on it', () => {
    const lost = { metric: 'cpu_usage', labels: { instance: 'lost-0' } };
    const [spike, stopped] = ['spike', 'stopped'].map((type) => anomaly('12:05', '12:10', { ...lost, type }));
    expect(compare([incident], [], [spike]).incidents[0]).toMatchObject({ first: spike, isRightType: false });
    expect(compare([incident], [], [stopped]).incidents[0].isRightType).toBe(true);
  });

  it('does not find it by other series, or at another time', () => {
    const others = [
      anomaly('12:05', '12:10', { labels: { service: 'payment' } }),
      anomaly('12:05', '12:10', { metric: 'cpu_usage' }),
    ];
    const later = anomaly('16:00', '17:00');
    const result = compare([incident], [], [...others, later]);
    expect(result.incidents).toEqual([{ incident, first: undefined, isRightType: false, delayMs: NaN }]);
    expect(result).toMatchObject({ confirmed: 0, consequences: 2, falseAlarms: [later] });
  });

  it('is not found by what was said long before, however long that lasts', () => {
    const before = anomaly('09:00', '12:30');
    expect(compare([incident], [], [before]).incidents[0].first).toBeUndefined();
    const justBefore = anomaly('11:50', '12:30');
    expect(compare([incident], [], [justBefore]).incidents[0].delayMs).toBe(-10 * 60_000);
  });

  it('allows two hours for what follows from its beginning or its end', () => {
    const long = { ...incident, end: '2026-01-10T20:00:00.000Z' };
    const at = (time: string) => anomaly(time, time, elsewhere);
    const { consequences, falseAlarms } = compare(
      [long],
      [],
      ['11:40', '11:50', '14:00', '15:00', '19:50', '22:00', '22:05'].map(at),
    );
    expect(consequences).toBe(4);
    expect(falseAlarms.map(({ start }) => start.slice(11, 16))).toEqual(['11:40', '15:00', '22:05']);
  });

  it('allows a service that it disturbs to differ as long as it lasts', () => {
    const disturbing = { ...incident, end: '2026-01-10T20:00:00.000Z', disturbs: ['payment'] };
    const during = anomaly('16:00', '16:10', elsewhere);
    expect(compare([disturbing], [], [during])).toMatchObject({ consequences: 1, falseAlarms: [] });
  });

  it('knows what follows from a release, on its own service', () => {
    const release = { service: 'payment', startMs: Date.parse('2026-01-10T16:00:00Z') };
    const after = anomaly('16:05', '17:00', elsewhere);
    const other = anomaly('16:05', '17:00', { ...elsewhere, labels: { service: 'cache' } });
    const result = compare([incident], [release], [after, other]);
    expect(result).toMatchObject({ releases: 1, falseAlarms: [other] });
  });

  it('counts an anomaly once that shows two incidents', () => {
    const twin = { ...incident, id: 'twin' };
    expect(compare([incident, twin], [], [anomaly('12:00', '12:10')])).toMatchObject({
      confirmed: 1,
      consequences: 0,
    });
  });

  it('finds nothing in nothing', () => {
    expect(compare([], [], [])).toEqual({
      incidents: [],
      confirmed: 0,
      consequences: 0,
      releases: 0,
      falseAlarms: [],
    });
  });
});
