import { ensembleDetector } from './ensemble-detector.ts';
import type { EnsembleDetector } from './ensemble-detector.ts';
import { iqrDetector } from './iqr-detector.ts';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import { zScoreDetector } from './z-score-detector.ts';

export interface BaselineOptions {
  /** Of the three members, how many must agree. Default 2. */
  minVotes?: number;
  /** Of the isolation forest; any integer. Default 0. */
  seed?: number;
}

/**
 * The classical consensus: interquartile range, z-score and isolation forest, each with its defaults. It knows no time of
 * day and no trend: what is seasonal it reports again and again.
 *
 * @throws RangeError when minVotes is not 1, 2 or 3.
 */
export function baselineDetector({ minVotes = 2, seed = 0 }: BaselineOptions = {}): EnsembleDetector {
  const members = [iqrDetector(), zScoreDetector(), isolationForestDetector({ seed })];
  return ensembleDetector(members, { minVotes, name: 'baseline' });
}
