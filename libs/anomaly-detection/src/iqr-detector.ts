import { bandDetector, DEFAULT_WINDOW_POINTS, requireWindowPoints } from './band-detector.ts';
import type { Band, Detector } from './detector.ts';
import { SortedWindow } from './sorted-window.ts';

export interface IqrOptions {
  /** Interquartile ranges beyond the quartiles that are still usual. Default 1.5: Tukey's inner fence. */
  factor?: number;
  /** Finite samples that `online` judges by. Default 2,016. */
  windowPoints?: number;
}

/**
 * Strange is what lies outside Q1 − factor · IQR … Q3 + factor · IQR (J. W. Tukey, "Exploratory Data Analysis", 1977,
 * section 2C; quartiles by R-7). Expected is the median; the score is the distance from it as a share of the fence's.
 *
 * @throws RangeError when factor is not a positive number, or windowPoints not an integer from 30 to 100,000.
 */
export function iqrDetector({
  factor = 1.5,
  windowPoints = DEFAULT_WINDOW_POINTS,
}: IqrOptions = {}): Detector {
  if (!(factor > 0)) throw new RangeError(`factor must be a positive number, not ${factor}`);
  requireWindowPoints(windowPoints);
  const bandOf = (sorted: Float64Array): Band => {
    const q1 = quantileOfSorted(sorted, 0.25);
    const q3 = quantileOfSorted(sorted, 0.75);
    const allowed = factor * (q3 - q1);
    return { expected: quantileOfSorted(sorted, 0.5), lower: q1 - allowed, upper: q3 + allowed };
  };
  return bandDetector({
    name: 'iqr',
    bandOf,
    follow: () => {
      const window = new SortedWindow(windowPoints);
      return { add: (value) => window.add(value), band: () => bandOf(window.sorted) };
    },
  });
}

/** R-7 on numbers that are in order already: unlike the general one it need not select. */
function quantileOfSorted(sorted: Float64Array, q: number): number {
  const rank = q * (sorted.length - 1);
  const below = Math.floor(rank);
  const share = rank - below;
  return share === 0 ? sorted[below] : sorted[below] * (1 - share) + sorted[below + 1] * share;
}
