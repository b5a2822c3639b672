import type { LocalTime } from './local-time.ts';
import { localTimeOf } from './local-time.ts';
import type { MarkedPeriod } from './marked-periods.ts';
import { requirePeriods } from './marked-periods.ts';

export interface SeriesDetectorOptions {
  /** False alarms that a clean series may raise in a week, on average. Default 1. */
  falseAlarmsPerWeek?: number;
  /** IANA name of the time zone whose days and weeks the profiles follow, daylight saving included. Default `UTC`. */
  timeZone?: string;
  /**
   * What is nearer to the expected value is never anomalous, storms of resets apart: `absolute` in the unit of the values, `relative`
   * as a share of what was expected; the larger of both counts. Default 0.
   */
  minDeviation?: { absolute?: number; relative?: number };
  /** The samples are those of a counter, not yet a rate: the detector takes the rate a second, and watches its resets. Default false. */
  counter?: boolean;
  /** What somebody knows of some periods: maintenance, confirmed incidents, and what is not an anomaly. They must not overlap. */
  marked?: readonly MarkedPeriod[];
}

/** The options with nothing left open. */
export interface DetectorSettings {
  readonly falseAlarmsPerWeek: number;
  readonly clock: LocalTime;
  readonly minDeviation: { readonly absolute: number; readonly relative: number };
  readonly isCounter: boolean;
  readonly marked: readonly MarkedPeriod[];
}

/** Thousands of series that have no options of their own share them. */
const DEFAULT_SETTINGS = resolve({});

/** @throws RangeError when falseAlarmsPerWeek is not positive, a least deviation is negative, or the time zone is unknown. */
export function settingsOf(options: SeriesDetectorOptions): DetectorSettings {
  requireOptions(options);
  return Object.values(options).every((option) => option === undefined) ? DEFAULT_SETTINGS : resolve(options);
}

function resolve({
  falseAlarmsPerWeek = 1,
  timeZone = 'UTC',
  minDeviation: { absolute = 0, relative = 0 } = {},
  counter: isCounter = false,
  marked = [],
}: SeriesDetectorOptions): DetectorSettings {
  return {
    falseAlarmsPerWeek,
    clock: localTimeOf(timeZone),
    minDeviation: { absolute, relative },
    isCounter,
    marked: requirePeriods(marked),
  };
}

function requireOptions({ falseAlarmsPerWeek = 1, minDeviation = {} }: SeriesDetectorOptions): void {
  if (!(falseAlarmsPerWeek > 0 && falseAlarmsPerWeek < Infinity)) {
    throw new RangeError(`falseAlarmsPerWeek must be a positive number, not ${falseAlarmsPerWeek}`);
  }
  for (const [name, deviation = 0] of Object.entries(minDeviation)) {
    if (!(deviation >= 0)) throw new RangeError(`minDeviation.${name} must be 0 or more, not ${deviation}`);
  }
}
