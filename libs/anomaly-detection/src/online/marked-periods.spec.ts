import { describe, expect, test } from '@jest/globals';
import { noise } from '../testing/synthetic-series.ts';
import type { MarkedPeriod } from './marked-periods.ts';
import { SeriesDetector } from './series-detector.ts';

const STEP_MS = 300_000;
const DAY = 288;
const at = (i: number) => Date.UTC(2025, 9, 6) + i * STEP_MS;

/** A daily rhythm with noise, and an outage of six hours on its fifteenth day. */
const OUTAGE = { from: 14 * DAY + 100, to: 14 * DAY + 171 };
const values = noise(17 * DAY, 3).map((value, i) => {
  const isOut = i >= OUTAGE.from && i <= OUTAGE.to;
  return isOut ? 5 : 100 + 30 * Math.sin((2 * Math.PI * i) / DAY) + 3 * value;
});

function replay(marked: MarkedPeriod[] = []) {
  const detector = new SeriesDetector({ marked });
  return Array.from(values, (value, i) => detector.update(at(i), value));
}

const outageAs = (as: MarkedPeriod['as']): MarkedPeriod => ({
  fromMs: at(OUTAGE.from),
  toMs: at(OUTAGE.to),
  as,
});
const alarmsIn = (verdicts: { onset: number }[], from: number, to: number) =>
  verdicts.slice(from, to + 1).filter(({ onset }) => onset > 1).length;

describe('marked periods', () => {
  const unmarked = replay();

  test('unmarked, the outage is an anomaly', () => {
    expect(alarmsIn(unmarked, OUTAGE.from, OUTAGE.to)).toBeGreaterThan(0);
  });

  test('maintenance is neither judged nor learnt', () => {
    const verdicts = replay([outageAs('maintenance')]);
    for (let i = OUTAGE.from; i <= OUTAGE.to; i++) expect(verdicts[i].state).toBeNaN();
    expect(alarmsIn(verdicts, OUTAGE.to + 1, OUTAGE.to + 12)).toBe(0);
    const nextDay = OUTAGE.from + DAY + 20;
    expect(verdicts[nextDay].expected / values[nextDay]).toBeCloseTo(1, 1);
  });

  test('an incident is judged as ever, and forgotten afterwards', () => {
    const verdicts = replay([outageAs('incident')]);
    expect(verdicts.slice(0, OUTAGE.to + 1)).toEqual(unmarked.slice(0, OUTAGE.to + 1));
    const width = (of: typeof verdicts, i: number) => of[i].upper - of[i].lower;
    const nextDay = OUTAGE.to + DAY;
    expect(width(verdicts, nextDay)).toBeLessThan(width(unmarked, nextDay));
    expect(width(verdicts, nextDay)).toBeLessThan(1.3 * width(unmarked, OUTAGE.from - 1));
  });

  test('a snapshot taken during an incident forgets it as well', () => {
    const marked = [outageAs('incident')];
    const detector = new SeriesDetector({ marked });
    const middle = OUTAGE.from + 30;
    for (let i = 0; i < middle; i++) detector.update(at(i), values[i]);
    const restored = SeriesDetector.restore(detector.save(), { marked });
    for (let i = middle; i < values.length; i++) {
      expect(restored.update(at(i), values[i])).toEqual(detector.update(at(i), values[i]));
    }
  });

  test('what is no anomaly raises no alarm, and is learnt', () => {
    const verdicts = replay([outageAs('normal')]);
    expect(alarmsIn(verdicts, OUTAGE.from, OUTAGE.to)).toBe(0);
    for (let i = OUTAGE.from; i <= OUTAGE.to; i++) expect(verdicts[i].state).toBeLessThanOrEqual(1);
    const sameTime = OUTAGE.from + DAY + 30;
    expect(verdicts[sameTime].expected).toBeLessThan(unmarked[sameTime].expected);
  });

  test.each([NaN, 5])('what dies in a normal period, as %p, and stays so is told after it', (dead) => {
    const detector = new SeriesDetector({ marked: [outageAs('normal')] });
    const alarms = Array.from({ length: OUTAGE.to + 40 }, (_, i) => i).filter((i) => {
      return detector.update(at(i), i < OUTAGE.from ? values[i] : dead).onset > 1;
    });
    const told = alarms.filter((i) => i >= OUTAGE.from);
    expect(told[0]).toBeGreaterThan(OUTAGE.to);
    expect(told[0]).toBeLessThanOrEqual(OUTAGE.to + 3);
  });

  test('periods may come in any order, but not overlap or end before they start', () => {
    const [first, second] = [
      { fromMs: 0, toMs: 10, as: 'normal' },
      { fromMs: 11, toMs: 20, as: 'incident' },
    ] satisfies MarkedPeriod[];
    expect(() => new SeriesDetector({ marked: [second, first] })).not.toThrow();
    expect(() => new SeriesDetector({ marked: [first, { ...second, fromMs: 10 }] })).toThrow(
      /^marked: .* overlaps/,
    );
    expect(() => new SeriesDetector({ marked: [{ ...first, toMs: -1 }] })).toThrow(/^marked: .* ends before/);
  });

  test('a period may be endless, but not be marked as anything else', () => {
    const endless = { ...outageAs('maintenance'), toMs: Infinity };
    expect(
      replay([endless])
        .slice(OUTAGE.from)
        .some(({ state }) => !Number.isNaN(state)),
    ).toBe(false);
    const broken = { ...endless, as: 'holiday' } as unknown as MarkedPeriod;
    expect(() => new SeriesDetector({ marked: [broken] })).toThrow(
      'marked: as must be one of maintenance, incident, normal, not "holiday"',
    );
  });
});
