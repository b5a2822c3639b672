import { findPeaks, findTroughs, median } from '@metrics-ai/timeseries';
import type { Peaks } from '@metrics-ai/timeseries';
import type { Extrema } from './series-profile.ts';
import { turningPoints } from './turning-points.ts';

const DAY_MS = 86_400_000;

/**
 * The peaks and troughs of the finite samples whose prominence (as of scipy.signal.peak_prominences) is at least half of
 * the distance from p05 to p95. Of equally high peaks without such a dip in between, only the first counts.
 *
 * @param timestamps of the finite values, in ms.
 * @param range distance from p05 to p95.
 */
export function measureExtrema(
  timestamps: Float64Array,
  values: Float64Array,
  range: number,
): { peaks: Extrema; troughs: Extrema } {
  // A series that hardly moves but for a few peaks has no such range; there every peak counts.
  const prominence = range > 0 ? Math.max(range / 2, Number.MIN_VALUE) : Number.MIN_VALUE;
  const turns = turningPoints(values, prominence);
  const heights = new Float64Array(turns.length);
  for (let k = 0; k < turns.length; k++) heights[k] = values[turns[k]];
  const days = (timestamps[timestamps.length - 1] - timestamps[0]) / DAY_MS;
  const describe = ({ indices, prominences }: Peaks): Extrema => {
    let best = -1;
    for (let k = 0; k < indices.length; k++) {
      if (best < 0 || prominences[k] > prominences[best]) best = k;
    }
    const at = best < 0 ? -1 : turns[indices[best]];
    return {
      count: indices.length,
      perDay: days > 0 ? indices.length / days : NaN,
      medianProminence: median(prominences),
      highestAtMs: at < 0 ? NaN : timestamps[at],
      highestValue: at < 0 ? NaN : values[at],
    };
  };
  return {
    peaks: describe(findPeaks(heights, { prominence })),
    troughs: describe(findTroughs(heights, { prominence })),
  };
}
