import { cleanSeries, CLEAN_KINDS, type CleanKind } from './clean-series.ts';
import { DAY_MS, WEEK_MS } from './rhythm.ts';

/** What a calibration looks at of a verdict. */
export interface Alarming {
  /** Above 1: say something now. NaN: not judged. */
  readonly onset: number;
}

/** A detector under test: one object a series, samples in order of time. */
export interface DetectorUnderTest {
  update(timestampMs: number, value: number): Alarming;
}

export interface CalibrationOptions {
  /** Default all. */
  readonly kinds?: readonly CleanKind[];
  /** How many series of each kind; their seeds count from `firstSeed`, default 0. */
  readonly seriesPerKind: number;
  readonly firstSeed?: number;
  readonly stepMs: number;
  readonly days: number;
  /** Before that nothing counts. Default 7 days: each hour of the week was seen once. */
  readonly warmUpDays?: number;
  /** As {@link cleanSeries} has it. */
  readonly missedShare?: number;
}

/** The false alarms of one clean series after its warm-up. */
export interface SeriesAlarms {
  readonly kind: CleanKind;
  readonly variant: string;
  readonly seed: number;
  readonly stepMs: number;
  readonly alarms: number;
  readonly weeks: number;
  /** Alarms in each week of the series' life, the warm-up included. */
  readonly byWeek: readonly number[];
  /** Of the series' values. */
  readonly variance: number;
}

/** Lets a detector follow clean series, each a new one, and counts where its onset is above 1: all of them are false alarms. */
export function measureCalibration(
  makeDetector: (stepMs: number) => DetectorUnderTest,
  options: CalibrationOptions,
): SeriesAlarms[] {
  const {
    kinds = CLEAN_KINDS,
    seriesPerKind,
    firstSeed = 0,
    stepMs,
    days,
    warmUpDays = 7,
    missedShare,
  } = options;
  const measured: SeriesAlarms[] = [];
  for (const kind of kinds) {
    for (let seed = firstSeed; seed < firstSeed + seriesPerKind; seed++) {
      const { variant, timestamps, values } = cleanSeries(kind, seed, { stepMs, days, missedShare });
      const detector = makeDetector(stepMs);
      const fromMs = timestamps[0] + warmUpDays * DAY_MS;
      const byWeek = new Array<number>(Math.ceil((days * DAY_MS) / WEEK_MS)).fill(0);
      let alarms = 0;
      for (let i = 0; i < values.length; i++) {
        const { onset } = detector.update(timestamps[i], values[i]);
        if (!(onset > 1)) continue;
        byWeek[Math.floor((timestamps[i] - timestamps[0]) / WEEK_MS)]++;
        if (timestamps[i] >= fromMs) alarms++;
      }
      const weeks = ((days - warmUpDays) * DAY_MS) / WEEK_MS;
      measured.push({ kind, variant, seed, stepMs, alarms, weeks, byWeek, variance: varianceOf(values) });
    }
  }
  return measured;
}

/** The false alarms of a group of series. */
export interface AlarmRate {
  readonly group: string;
  readonly series: number;
  readonly perSeriesWeek: number;
  /** Standard error of that, from series to series. */
  readonly standardError: number;
  /** The rate that nine series in ten stay below. */
  readonly ninetieth: number;
}

/** Rates of groups of series, in order of their first series. */
export function alarmRates(
  measured: readonly SeriesAlarms[],
  groupOf: (series: SeriesAlarms) => string,
): AlarmRate[] {
  const groups = Map.groupBy(measured, groupOf);
  return Array.from(groups, ([group, series]) => {
    const weeks = series.reduce((sum, one) => sum + one.weeks, 0);
    const perSeriesWeek = series.reduce((sum, one) => sum + one.alarms, 0) / weeks;
    const squares = series.reduce((sum, one) => sum + (one.alarms - perSeriesWeek * one.weeks) ** 2, 0);
    const rates = series.map((one) => one.alarms / one.weeks).sort((a, b) => a - b);
    return {
      group,
      series: series.length,
      perSeriesWeek,
      standardError: Math.sqrt(squares) / weeks,
      ninetieth: rates[Math.floor(0.9 * rates.length)],
    };
  });
}

/** Mean number of alarms of a series in each week of its life: how soon a detector has learnt. */
export function alarmsByWeek(measured: readonly SeriesAlarms[]): number[] {
  const weeks = Math.max(...measured.map(({ byWeek }) => byWeek.length));
  return Array.from({ length: weeks }, (_, week) => {
    const sum = measured.reduce((total, { byWeek }) => total + (byWeek[week] ?? 0), 0);
    return sum / measured.length;
  });
}

/** Ten groups of equally many series, by the variance of their values: `1` has the least. Constant series are in none. */
export function varianceDeciles(measured: readonly SeriesAlarms[]): AlarmRate[] {
  const sorted = measured.filter(({ kind }) => kind !== 'idle').sort((a, b) => a.variance - b.variance);
  const decileOf = new Map(sorted.map((one, i) => [one, `${Math.floor((10 * i) / sorted.length) + 1}`]));
  return alarmRates(sorted, (one) => decileOf.get(one) as string);
}

/** Of the samples that are there. */
function varianceOf(values: Float64Array): number {
  const { length } = values.filter((value) => !Number.isNaN(value));
  let mean = 0;
  for (const value of values) if (!Number.isNaN(value)) mean += value / length;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return squares / length;
}
