import { mean, standardDeviation } from '@metrics-ai/timeseries';
import { bandDetector, DEFAULT_WINDOW_POINTS, requireWindowPoints } from './band-detector.ts';
import type { Band, Detector } from './detector.ts';
import { MovingMoments } from './moving-moments.ts';

export interface ZScoreOptions {
  /** Standard deviations from the mean that are still usual. Default 3: a normal sample exceeds it once in 370. */
  threshold?: number;
  /** Finite samples that `online` judges by. Default 2,016. */
  windowPoints?: number;
}

/**
 * Strange is what lies more than `threshold` sample standard deviations from the mean: score |z| / threshold. A strange
 * value widens its own band: among n samples none can be further than (n − 1)/√n deviations away, so that below 11
 * samples nothing exceeds 3.
 *
 * @throws RangeError when threshold is not a positive number, or windowPoints not an integer from 30 to 100,000.
 */
export function zScoreDetector({
  threshold = 3,
  windowPoints = DEFAULT_WINDOW_POINTS,
}: ZScoreOptions = {}): Detector {
  if (!(threshold > 0)) throw new RangeError(`threshold must be a positive number, not ${threshold}`);
  requireWindowPoints(windowPoints);
  const bandAround = (expected: number, deviation: number): Band => {
    const allowed = threshold * deviation;
    return { expected, lower: expected - allowed, upper: expected + allowed };
  };
  return bandDetector({
    name: 'z-score',
    bandOf: (values) => bandAround(mean(values), standardDeviation(values)),
    follow: () => {
      const window = new MovingMoments(windowPoints);
      return {
        add: (value) => window.add(value),
        band: () => bandAround(window.mean, window.standardDeviation),
      };
    },
  });
}
