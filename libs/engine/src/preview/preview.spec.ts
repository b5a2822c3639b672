import { describe, expect, it, jest } from '@jest/globals';
import type { Series } from '@metrics-ai/timeseries';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { labelsKey } from '../series-id.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { runTurns, type ToldAnomaly } from '../testing/simulated-worker.ts';
import type { Watch } from '../watches/watch.ts';
import { Preview, type WatchPreview } from './preview.ts';
import { turnTimes } from './turns-of-watch.ts';

// Hundreds of turns are run here, each as the worker runs it.
jest.setTimeout(300_000);

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 0, 15, 9, 30);
const START_MS = NOW_MS - 6 * DAY_MS;

const limits = { maxSeries: 100, maxAnalyzedSeries: 20, maxPoints: 11_000 };

const watch: Watch = {
  name: 'shop',
  tenant: 'default',
  source: { kind: 'match', match: '{job="shop"}' },
  everyMs: 45 * MINUTE_MS,
  lookbackMs: 3 * DAY_MS,
  stepMs: STEP_MS,
  dropLabels: [],
  // So that there is something to agree on.
  detection: { falseAlarmsPerWeek: 20 },
  expireAfterMs: DAY_MS,
  maxSeries: 1_000,
  shards: 1,
};

/** Samples every five minutes, up to now, where there is a value. */
function seriesOf(name: string, valueAt: (hour: number, noise: number) => number): Series {
  const length = (NOW_MS - START_MS) / STEP_MS + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => START_MS + i * STEP_MS);
  let state = name.length * 7_919 + 1;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const values = timestamps.map((timestampMs) =>
    // Hours before now.
    valueAt((NOW_MS - timestampMs) / HOUR_MS, uniform() + uniform() + uniform() - 1.5),
  );
  return { labels: { __name__: name, job: 'shop' }, timestamps, values };
}

const daily = (hour: number): number => Math.sin((2 * Math.PI * hour) / 24);

/** What goes wrong in the last two days, and what does not. */
const stored = [
  seriesOf('calm', (hour, noise) => 50 + 10 * daily(hour) + noise),
  seriesOf('spikes', (hour, noise) => 20 + noise + (Math.abs((hour % 11) - 5) < 0.2 ? 12 : 0)),
  seriesOf('shifts', (hour, noise) => (hour < 30 ? 80 : 40) + 3 * daily(hour) + noise),
  seriesOf('stops', (hour, noise) => (hour > 20 ? 10 + noise : NaN)),
  seriesOf('comes-back', (hour, noise) => (hour > 37 || hour < 5 ? 10 + noise : NaN)),
  seriesOf('is-born', (hour, noise) => (hour < 26 ? 10 + noise + (hour < 3 ? 9 : 0) : NaN)),
  seriesOf('gaps', (hour, noise) => (hour % 7 < 1 ? NaN : 10 + noise + (hour < 16 && hour > 15 ? 20 : 0))),
  seriesOf('counts', (hour, noise) => Math.max(0, Math.round(3 * noise + (hour < 9 && hour > 8 ? 15 : 0)))),
];

/** `shifts` shifts in the incident, `stops` in the maintenance, and `spikes` has some in what is normal. */
const marked = (
  [
    [31, 28, 'incident'],
    [22, 17, 'maintenance'],
    [12, 6, 'normal'],
  ] as const
).map(([from, to, as]) => ({ fromMs: NOW_MS - from * HOUR_MS, toMs: NOW_MS - to * HOUR_MS, as }));

const clock = (prometheus: FakePrometheus) => ({
  prometheus,
  setTime: (nowMs: number) => (prometheus.nowMs = nowMs),
});

const toldBy = ({ series }: WatchPreview): ToldAnomaly[] =>
  series.flatMap(({ labels, alarms }) =>
    alarms.map(({ turnMs, anomaly }) => ({ turnMs, series: labelsKey(labels), anomaly })),
  );
const inOrder = (told: readonly ToldAnomaly[]): ToldAnomaly[] =>
  told.toSorted(
    (a, b) => a.turnMs - b.turnMs || (a.series < b.series ? -1 : 1) || a.anomaly.startMs - b.anomaly.startMs,
  );

describe('A preview', () => {
  it.each<[string, Partial<Watch>, number]>([
    ['with the engine, over a day', {}, 24],
    ['with turns that fall between the steps', { everyMs: 31 * MINUTE_MS }, 16],
    [
      'with fewer turns than steps, and options',
      { everyMs: 3 * HOUR_MS, detection: { falseAlarmsPerWeek: 10, minDeviation: { absolute: 3 } } },
      60,
    ],
    ['with marked periods', { everyMs: 2 * HOUR_MS, detection: { falseAlarmsPerWeek: 20, marked } }, 34],
    ['with a lookback of hours, of which half is learnt', { everyMs: HOUR_MS, lookbackMs: 11 * HOUR_MS }, 24],
    [
      'with a detector that judges all samples at once',
      { everyMs: 2 * HOUR_MS, detection: { detector: 'z-score' } },
      24,
    ],
    ['with the classical ensemble', { everyMs: 6 * HOUR_MS, detection: { detector: 'baseline' } }, 48],
  ])('says what the turns of the worker say, %s', async (_, given, hours) => {
    const configured = { ...watch, ...given };
    const prometheus = new FakePrometheus(stored);
    const turnsMs = turnTimes(configured, NOW_MS - hours * HOUR_MS, NOW_MS);
    const live = inOrder(await runTurns(configured, turnsMs, clock(prometheus)));
    prometheus.nowMs = NOW_MS;
    const report = await new Preview({ prometheus, limits }).run({
      watch: configured,
      durationMs: hours * HOUR_MS,
    });
    expect(report.watch.turns).toBe(turnsMs.length - 1);
    const told = inOrder(toldBy(report.watch));
    expect(told.map(({ turnMs, series, anomaly }) => `${turnMs} ${series} ${anomaly.startMs}`)).toEqual(
      live.map(({ turnMs, series, anomaly }) => `${turnMs} ${series} ${anomaly.startMs}`),
    );
    expect(told).toEqual(live);
    expect(new Set(live.map(({ turnMs }) => turnMs)).size).toBeGreaterThan(2);
  });

  it('tells, as the worker does, of a disk that fills, and again that it is full', async () => {
    // Six hours are enough to fill it.
    const used = (hour: number, noise: number): number => 57 + Math.max(0, 18 - hour) * 7.2 + noise / 10;
    const disk = seriesOf('disk', (hour, noise) => (hour < 12 ? 100 : Math.min(100, used(hour, noise))));
    const prometheus = new FakePrometheus([disk]);
    const configured = { ...watch, detection: {} };
    const turnsMs = turnTimes(configured, NOW_MS - DAY_MS, NOW_MS);
    const live = await runTurns(configured, turnsMs, clock(prometheus));
    prometheus.nowMs = NOW_MS;
    const report = await new Preview({ prometheus, limits }).run({ watch: configured, durationMs: DAY_MS });
    expect(toldBy(report.watch)).toEqual(live);
    const [fills, isFull, ...others] = live;
    expect(others).toEqual([]);
    expect(fills.turnMs).toBeLessThan(NOW_MS - 14 * HOUR_MS);
    expect(isFull.anomaly.type).toBe('frozen');
    expect(isFull.anomaly.startMs).toBeGreaterThan(NOW_MS - 12.5 * HOUR_MS);
    expect(isFull.turnMs).toBeLessThan(NOW_MS - 9 * HOUR_MS);
  });

  const previewOf = async (given: Partial<Parameters<Preview['run']>[0]> = {}) => {
    const prometheus = new FakePrometheus(stored);
    prometheus.nowMs = NOW_MS;
    return new Preview({ prometheus, limits }).run({ watch, durationMs: DAY_MS, ...given });
  };

  it('says how long an anomaly went on', async () => {
    const { watch: told } = await previewOf();
    const all = told.series.find(({ labels }) => labels.__name__ === 'stops')?.alarms ?? [];
    const [stop] = all.filter(({ anomaly }) => anomaly.type === 'stopped');
    expect(stop.turnMs).toBeLessThan(NOW_MS - 17 * HOUR_MS);
    expect(stop.anomaly.endMs).toBeLessThanOrEqual(stop.turnMs);
    expect(stop.untilMs).toBeGreaterThan(NOW_MS - 2 * HOUR_MS);
  });

  it('tells nothing of maintenance and of what is normal, and of an incident what it always tells', async () => {
    const told = toldBy((await previewOf()).watch);
    const knowing = toldBy(
      (await previewOf({ watch: { ...watch, detection: { ...watch.detection, marked } } })).watch,
    );
    const startsIn = (all: readonly ToldAnomaly[], { fromMs, toMs }: (typeof marked)[number]) =>
      all.filter(({ anomaly: { detectedMs } }) => detectedMs >= fromMs && detectedMs <= toMs);
    const [incident, ...quiet] = marked;
    expect(startsIn(knowing, incident)).toEqual(startsIn(told, incident));
    for (const period of quiet) {
      expect(startsIn(told, period)).not.toHaveLength(0);
      expect(startsIn(knowing, period)).toEqual([]);
    }
  });

  it('compares two configurations, alarm by alarm', async () => {
    const deaf = { ...watch, detection: { falseAlarmsPerWeek: 20, minDeviation: { absolute: 8 } } };
    const same = await previewOf({ compareWith: watch });
    const all = same.watch.series.flatMap(({ alarms }) => alarms).length;
    expect(same.compared?.difference).toEqual({ both: all, onlyFirst: 0, onlySecond: 0 });
    const { watch: first, compared } = await previewOf({ compareWith: deaf });
    const alone = await previewOf({ watch: deaf });
    expect(toldBy(compared?.watch as WatchPreview)).toEqual(toldBy(alone.watch));
    const difference = compared?.difference ?? { both: 0, onlyFirst: 0, onlySecond: 0 };
    expect(difference.both + difference.onlyFirst).toBe(all);
    expect(difference.onlyFirst).toBeGreaterThan(0);
    expect(difference.both).toBeGreaterThan(0);
    const marked = first.series.flatMap(({ alarms }) =>
      alarms.map((alarm) => 'isInBoth' in alarm && alarm.isInBoth),
    );
    expect(marked.filter(Boolean)).toHaveLength(difference.both);
    const other = { ...watch, source: { kind: 'match', match: 'calm{job="shop"}' } } as const;
    expect((await previewOf({ compareWith: other })).compared?.difference.both).toBeLessThanOrEqual(1);
  });

  it('refuses what is too much, and names the configuration', async () => {
    const refusalOf = async (given: Parameters<typeof previewOf>[0]): Promise<string> => {
      const error: unknown = await previewOf(given).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidRequestError);
      const { field, message } = error as InvalidRequestError;
      return `${field}: ${message}`;
    };
    expect(await refusalOf({ watch: { ...watch, maxSeries: 3 } })).toMatch(
      /^watch.match: selects 8 series, at most 3 are allowed/,
    );
    expect(await refusalOf({ compareWith: { ...watch, stepMs: 1_000 } })).toMatch(
      /^compareWith.stepMs: gives 259201 points/,
    );
    const slow = {
      ...watch,
      ...{ everyMs: 10_000, stepMs: 15_000, lookbackMs: DAY_MS },
      detection: { detector: 'iqr' },
    } as const;
    expect(await refusalOf({ watch: slow })).toMatch(/^watch: \d+ million samples .*a longer every, or/);
    const busy = { ...watch, everyMs: 10_000, stepMs: 15_000, lookbackMs: DAY_MS };
    expect(await refusalOf({ watch: busy, durationMs: 7 * DAY_MS })).toMatch(
      /^watch: 323 thousand turns of a series .*or a longer every, would do$/,
    );
  });
});
