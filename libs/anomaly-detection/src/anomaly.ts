/** The shapes that an anomaly can take, in the order in which they are listed to people. */
export const ANOMALY_TYPES = [
  'spike',
  'drop',
  'level_shift',
  'trend_change',
  'variance_change',
  'seasonality_change',
  'stopped',
  'frozen',
  'reset_storm',
] as const;

export type AnomalyType = (typeof ANOMALY_TYPES)[number];

/** One of the things that made up a score, and how much of it. */
export interface AnomalySignal {
  readonly name: string;
  /** 0…1. */
  readonly share: number;
}

/**
 * One stretch of strange behaviour: neighbouring strange samples are one anomaly, not many.
 * Times are milliseconds since the epoch, values are in the series' own unit.
 */
export interface Anomaly {
  readonly type: AnomalyType;
  readonly startMs: number;
  readonly endMs: number;
  /**
   * When it was strange enough to be said, with nothing known of what came after; NaN of a detector that judges the whole series at
   * once, and so never knew less.
   */
  readonly detectedMs: number;
  /** When the score was highest, or, where the value was a usual one then, when a lasting change was most plain. */
  readonly peakMs: number;
  /** It lasts until the end of what was read. */
  readonly isOngoing: boolean;
  /** The value at the peak, what was expected there, and the band that would have been normal. */
  readonly value: number;
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  /** Highest score of the stretch; above 1 is anomalous. */
  readonly score: number;
  /** How sure the detectors are, 0…1. */
  readonly confidence: number;
  /** Names of the detectors that voted for it. */
  readonly detectors: readonly string[];
  /** What drove the score at the peak, largest first; their shares sum to 1. Empty where nobody knows. */
  readonly signals: readonly AnomalySignal[];
  /** In ordinary behaviour a moment as strange or stranger comes once in so long; NaN where that is not known. */
  readonly onceInMs: number;
  /** One sentence with numbers and units. */
  readonly reason: string;
}
