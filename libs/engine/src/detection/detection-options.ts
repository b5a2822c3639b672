import {
  detectorOf,
  type Detector,
  type DetectorName,
  type MarkedPeriod,
} from '@metrics-ai/anomaly-detection';

/**
 * How anomalies are found. Plain data, so that it goes to worker threads and through queues as it is. Everything but the detector
 * itself is an option of `engine` alone.
 */
export interface DetectionOptions {
  /** Default `engine`. */
  readonly detector?: DetectorName;
  /** False alarms that a clean series may raise in a week, on average. Default 1. */
  readonly falseAlarmsPerWeek?: number;
  /** IANA name of the time zone whose days and weeks the series follow. Default `UTC`. */
  readonly timeZone?: string;
  /**
   * What is nearer to the expected value is never anomalous, storms of resets apart: in the unit of the values, or as a share of what was
   * expected; the larger of both counts. Default 0.
   */
  readonly minDeviation?: { readonly absolute?: number; readonly relative?: number };
  /** What somebody knows of some periods, which must not overlap: maintenance, confirmed incidents, and what is not an anomaly. */
  readonly marked?: readonly MarkedPeriod[];
}

/**
 * The detector that the options describe.
 * @throws RangeError or TypeError as `detectorOf` of the detectors' own library does
 */
export function toDetector({ detector = 'engine', ...options }: DetectionOptions): Detector {
  return detectorOf(detector, options);
}

/** The options for a series that starts then: what is marked before it is never asked for. */
export function optionsSince(startMs: number, { marked, ...options }: DetectionOptions): DetectionOptions {
  return marked === undefined
    ? options
    : { ...options, marked: marked.filter(({ toMs }) => toMs >= startMs) };
}
