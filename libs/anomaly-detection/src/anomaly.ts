/** The shapes that an anomaly can take. */
export type AnomalyType = 'spike' | 'drop' | 'level_shift' | 'trend_change';

/**
 * One stretch of strange behaviour: neighbouring strange samples are one anomaly, not many.
 * Times are milliseconds since the epoch, values are in the series' own unit.
 */
export interface Anomaly {
  readonly type: AnomalyType;
  readonly startMs: number;
  readonly endMs: number;
  /** When the score was highest. */
  readonly peakMs: number;
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
  /** One sentence with numbers and units. */
  readonly reason: string;
}
