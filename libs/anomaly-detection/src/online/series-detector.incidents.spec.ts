import { describe, expect, test } from '@jest/globals';
import {
  alarmsOf,
  dailyValues,
  DAY_POINTS,
  followSeries,
  usualOfDay,
  WEEK_POINTS,
} from '../testing/follow-series.ts';
import { START_MS, STEP_MS } from '../testing/synthetic-series.ts';
import type { SeriesDetectorOptions } from './detector-options.ts';
import type { Verdict } from './series-detector.ts';
import { SeriesDetector } from './series-detector.ts';

const HOUR_POINTS = 12;
const FROM = 3 * WEEK_POINTS + 60;

/** Three weeks as usual, then what `incident` makes of the values for so many samples, then as usual for some days. */
function withIncident(
  incident: (value: number, i: number) => number,
  { points = Infinity, days = 4, seed = 1 } = {},
): Float64Array {
  return dailyValues(FROM + days * DAY_POINTS, seed).map((value, i) =>
    i >= FROM && i < FROM + points ? incident(value, i - FROM) : value,
  );
}

const judge = (values: ArrayLike<number>, options: SeriesDetectorOptions = {}) =>
  followSeries(new SeriesDetector(options), values);

/** Alarms from the incident on, counted from its beginning. */
const alarmsAfter = (verdicts: readonly Verdict[], points = Infinity) =>
  alarmsOf(verdicts, FROM)
    .map((i) => i - FROM)
    .filter((i) => i < points);

/** The largest and the mean distance of what is expected from the usual value, as a share of it. */
function offBy(verdicts: readonly Verdict[], from: number, points: number) {
  const shares = verdicts
    .slice(from, from + points)
    .map(({ expected }, k) => Math.abs(expected - usualOfDay(from + k)) / usualOfDay(from + k));
  return { mean: shares.reduce((sum, share) => sum + share, 0) / points, largest: Math.max(...shares) };
}

describe('SeriesDetector: what is said of an incident', () => {
  test('the first sample of a spike, and nothing of the return to normal', () => {
    for (const factor of [3, -1, 1e3]) {
      const verdicts = judge(withIncident((value) => factor * value, { points: 2, days: 1 }));
      expect(alarmsAfter(verdicts, 200)).toEqual([0]);
    }
  });

  test('a repetition is not said again', () => {
    const hourly = withIncident((value, i) => (i % HOUR_POINTS === 0 ? value + 150 : value), {
      points: 10 * HOUR_POINTS,
      days: 1,
    });
    expect(alarmsAfter(judge(hourly), 10 * HOUR_POINTS)).toEqual([0]);
  });

  test('a worsening is said again', () => {
    const worsening = withIncident((value, i) => value + (i < 30 ? 15 : 300), { points: 60, days: 1 });
    const alarms = alarmsAfter(judge(worsening), 60);
    expect(alarms[0]).toBeLessThan(30);
    expect(alarms.some((i) => i >= 30 && i < 33)).toBe(true);
  });

  test('after days of calm the same is said again', () => {
    const spikes = withIncident((value, i) => (i % (3 * DAY_POINTS) === 0 ? value + 150 : value), {
      points: 7 * DAY_POINTS,
      days: 8,
    });
    const alarms = alarmsAfter(judge(spikes));
    for (const day of [0, 3, 6]) expect(alarms).toContain(day * DAY_POINTS);
  });

  test('a slow slope is noticed long before it has doubled the value', () => {
    const sloping = withIncident((value, i) => value + (50 * i) / DAY_POINTS);
    const [first] = alarmsAfter(judge(sloping));
    expect(first).toBeLessThan(DAY_POINTS);
  });
});

describe('SeriesDetector: what dies', () => {
  test('stopped at zero: at once, and hardly more than once', () => {
    for (const seed of [1, 2, 3]) {
      const alarms = alarmsAfter(judge(withIncident(() => 0, { seed })));
      expect(alarms[0]).toBeLessThanOrEqual(1);
      expect(alarms.filter((i) => i > DAY_POINTS)).toEqual([]);
      expect(alarms.length).toBeLessThanOrEqual(3);
    }
  });

  test('frozen: within two and a half hours wherever in the day, and not for ever', () => {
    for (const at of [0, 72, 144, 216]) {
      const frozenAt = dailyValues(FROM + at + 1, 2)[FROM + at];
      const values = withIncident((value, i) => (i < at ? value : frozenAt), { seed: 2 });
      const alarms = alarmsAfter(judge(values)).filter((i) => i >= at);
      expect(alarms[0] - at).toBeLessThanOrEqual(30);
      expect(alarms.length).toBeLessThanOrEqual(6);
      expect(alarms.filter((i) => i > at + DAY_POINTS).length).toBeLessThan(2);
    }
  });

  test('frozen among noise that has no rhythm: within some hours, and called by its name', () => {
    const detector = new SeriesDetector();
    followSeries(
      detector,
      dailyValues(WEEK_POINTS, 3).map((value, i) => value - usualOfDay(i) + 50),
    );
    const verdicts = followSeries(
      detector,
      new Float64Array(100).fill(50),
      (i) => START_MS + (WEEK_POINTS + i) * STEP_MS,
    );
    expect(alarmsOf(verdicts)[0]).toBeLessThan(30);
    expect(detector.signals).toEqual([{ name: 'frozen', share: 1 }]);
  });

  test('what was said to be strange is said again when it freezes, once and by that name', () => {
    const at = 36;
    const full = (i: number) => (i < at + 30 || i === at + 60 ? 200 : 300);
    const values = withIncident((value, i) => (i < at ? value + 3 * i : full(i)), { points: 200, days: 1 });
    const detector = new SeriesDetector();
    const said: [place: number, name: string][] = [];
    for (const [i, value] of values.entries()) {
      const { onset } = detector.update(START_MS + i * STEP_MS, value);
      if (onset > 1 && i >= FROM && i < FROM + 200) said.push([i - FROM, detector.signals[0].name]);
    }
    expect(said[0][0]).toBeLessThan(at);
    const deaths = said.filter(([, name]) => name === 'frozen').map(([place]) => place);
    expect(deaths).toHaveLength(1);
    expect(deaths[0]).toBeGreaterThan(at);
    expect(deaths[0]).toBeLessThan(at + 15);
  });

  test('a value that often stays the same for long is not frozen', () => {
    const steps = Float64Array.from({ length: 4 * WEEK_POINTS }, (_, i) => Math.floor(i / 20) % 7);
    const detector = new SeriesDetector();
    for (const [i, value] of steps.entries()) {
      const { state } = detector.update(START_MS + i * STEP_MS, value);
      if (state > 1) expect(detector.signals[0].name).not.toBe('frozen');
    }
    expect(alarmsOf(judge(steps), WEEK_POINTS).length).toBeLessThan(6);
  });
});

describe('SeriesDetector: counters', () => {
  /** A counter that grows by so much a second, and begins anew at some samples. */
  function counterOf(rates: ArrayLike<number>, resets: ReadonlySet<number> = new Set()): Float64Array {
    let total = 1e6;
    return Float64Array.from(rates, (rate, i) => {
      total = (resets.has(i) ? 0 : total) + (rate * STEP_MS) / 1_000;
      return total;
    });
  }

  const rates = dailyValues(FROM + 2 * DAY_POINTS, 4);

  test('its rate is what is expected', () => {
    const counter = judge(counterOf(rates), { counter: true });
    const rate = judge(rates);
    for (let i = WEEK_POINTS; i < FROM; i++) {
      expect(counter[i].expected / rate[i].expected).toBeCloseTo(1, 1);
      expect(Math.abs(counter[i].state - rate[i].state)).toBeLessThan(0.3);
    }
  });

  test('a single reset is nothing, wherever it is', () => {
    const without = alarmsAfter(judge(counterOf(rates), { counter: true }));
    for (const at of [FROM, FROM + 77, FROM + 200]) {
      const verdicts = judge(counterOf(rates, new Set([at])), { counter: true });
      expect(alarmsAfter(verdicts)).toEqual(without);
      expect(verdicts[at].state).toBeLessThan(1);
    }
  });

  test('a reset a day is usual', () => {
    const daily = new Set(Array.from({ length: 30 }, (_, day) => day * DAY_POINTS + 20));
    const verdicts = judge(counterOf(rates, daily), { counter: true });
    for (const i of daily) if (i > WEEK_POINTS && i < rates.length) expect(verdicts[i].state).toBeLessThan(1);
  });

  test('resets that storm are said within the hour, by name', () => {
    const storm = new Set(Array.from({ length: 12 }, (_, k) => FROM + 2 * k));
    const values = counterOf(rates, storm);
    const detector = new SeriesDetector({ counter: true });
    const verdicts = followSeries(detector, values.subarray(0, FROM));
    const names = new Set<string>();
    for (let i = FROM; i < FROM + 24; i++) {
      verdicts.push(detector.update(START_MS + i * STEP_MS, values[i]));
      if (verdicts[i].onset > 1) names.add(detector.signals[0].name);
    }
    expect(alarmsAfter(verdicts)[0]).toBeLessThan(HOUR_POINTS);
    expect(names).toContain('resets');
  });

  describe('as rates', () => {
    const usual = followSeries(new SeriesDetector(), rates.subarray(0, FROM));
    const follow = (resetsAt: (i: number) => number, options?: SeriesDetectorOptions) => {
      const detector = new SeriesDetector(options);
      const names = new Set<string>();
      const verdicts = Array.from(rates, (rate, i) => {
        const verdict = detector.update(START_MS + i * STEP_MS, rate, resetsAt(i - FROM));
        if (i >= FROM && verdict.onset > 1) names.add(detector.signals[0].name);
        return verdict;
      });
      return { verdicts, names };
    };
    const storm = (i: number) => (i >= 0 && i < 24 && i % 2 === 0 ? 1 : 0);

    test('storm as soon, though the rate itself is as usual', () => {
      const { verdicts, names } = follow(storm);
      expect(alarmsAfter(verdicts)[0]).toBeLessThan(HOUR_POINTS);
      expect(names).toEqual(new Set(['resets']));
      expect(verdicts.slice(0, FROM)).toEqual(usual);
    });

    test('that say nothing of their resets are never said to storm', () => {
      expect(follow(() => 0).names).not.toContain('resets');
    });

    test('may have several in one step: four at once are a storm, two are none', () => {
      expect(alarmsAfter(follow((i) => (i === 5 ? 4 : 0)).verdicts)[0]).toBe(5);
      expect(follow((i) => (i === 5 ? 2 : 0)).names).not.toContain('resets');
    });

    test('have them in gaps, too: what is missed then counts when the next sample comes', () => {
      const detector = new SeriesDetector();
      followSeries(detector, rates.subarray(0, FROM));
      for (let i = 0; i < 12; i++) {
        const { onset } = detector.update(
          START_MS + (FROM + i) * STEP_MS,
          i % 2 ? rates[FROM + i] : NaN,
          (i + 1) % 2,
        );
        if (onset > 1) return expect(detector.signals).toEqual([{ name: 'resets', share: 1 }]);
      }
      throw new Error('no onset');
    });

    test('storm whatever deviation of the rate is relevant', () => {
      expect(follow(storm, { minDeviation: { absolute: 1e9 } }).names).toEqual(new Set(['resets']));
    });
  });

  test('one that stands still has stopped', () => {
    const still = rates.map((rate, i) => (i >= FROM ? 0 : rate));
    const [first] = alarmsAfter(judge(counterOf(still), { counter: true }));
    expect(first).toBeLessThanOrEqual(1);
  });

  test('one that never moves is calm', () => {
    const verdicts = judge(new Float64Array(WEEK_POINTS).fill(7), { counter: true });
    expect(alarmsOf(verdicts)).toEqual([]);
    expect(verdicts.at(-1)?.expected).toBe(0);
  });
});

describe('SeriesDetector: it does not learn the outage', () => {
  const sixHours = 6 * HOUR_POINTS;

  test.each([
    ['at zero', () => 0],
    ['three times the load', (value: number) => 3 * value],
    ['sixty more', (value: number) => value + 60],
    ['stuck high', () => 1_000],
    ['nothing at all', () => NaN],
  ])('six hours %s: the next days expect what was usual, within a few percent', (_, incident) => {
    const verdicts = judge(withIncident(incident, { points: sixHours }));
    expect(alarmsAfter(verdicts, sixHours).length).toBeGreaterThan(0);
    for (const day of [1, 2, 3]) {
      const { mean, largest } = offBy(verdicts, FROM + day * DAY_POINTS, sixHours);
      expect(mean).toBeLessThan(0.03);
      expect(largest).toBeLessThan(0.08);
      const back = verdicts.slice(FROM + day * DAY_POINTS, FROM + day * DAY_POINTS + sixHours);
      expect(back.filter(({ state }) => state > 1)).toEqual([]);
    }
  });

  test.each([10, 1e12])(
    'one sample %d times as high: the next day expects what was usual, and is calm',
    (factor) => {
      for (const seed of [1, 2, 3]) {
        const verdicts = judge(withIncident((value) => factor * value, { points: 1, seed }));
        const nextDay = FROM + DAY_POINTS;
        expect(offBy(verdicts, nextDay, 3).mean).toBeLessThan(0.05);
        expect(offBy(verdicts, nextDay - 12, 24).largest).toBeLessThan(0.08);
        expect(verdicts.slice(nextDay - 3, nextDay + 6).filter(({ state }) => state > 1)).toEqual([]);
      }
    },
  );

  test('a level that lasts is the new normal: calm and expected from the second day on', () => {
    for (const height of [60, 300]) {
      const verdicts = judge(withIncident((value) => value + height, { days: 6 }));
      expect(alarmsAfter(verdicts)[0]).toBeLessThanOrEqual(1);
      // No more than clean series have.
      expect(alarmsAfter(verdicts).filter((i) => i > DAY_POINTS).length).toBeLessThan(2);
      const later = verdicts.slice(FROM + DAY_POINTS, FROM + 5 * DAY_POINTS);
      expect(later.filter(({ state }) => state > 1).length).toBeLessThan(6);
      for (const [k, { expected }] of later.entries()) {
        const usual = usualOfDay(FROM + DAY_POINTS + k) + height;
        expect(Math.abs(expected - usual) / usual).toBeLessThan(0.15);
      }
    }
  });
});
