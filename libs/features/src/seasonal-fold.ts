/** The mean course of a period. */
export interface SeasonalFold {
  readonly periodPoints: number;
  /** Mean of each phase bin, the first one beginning at sample 0; around zero. */
  readonly course: Float64Array;
  /** Whether a bin is a sample wide; wider ones stand for a smooth course between their centres. */
  readonly sharp: boolean;
  /** Share of the variance that the course explains, less what as many free means would explain by chance. */
  readonly share: number;
  /** Sum of squares of the values around their mean. */
  readonly variation: number;
}

/** What a finer course must explain in addition: below it, its extra bins only follow the noise. */
const FINER_GAIN = 0.02;

/**
 * Averages `values` (a regular grid, NaN for gaps) over all cycles of a period: once into `coarseBins` phase bins, once
 * into one bin a sample, and returns the finer course only where it explains clearly more (short pulses).
 */
export function foldPeriod(values: Float64Array, periodPoints: number, coarseBins: number): SeasonalFold {
  const finest = Math.floor(periodPoints);
  const coarse = foldInto(values, periodPoints, Math.min(coarseBins, finest));
  if (finest <= coarseBins) return coarse;
  const fine = foldInto(values, periodPoints, finest);
  return fine.share > coarse.share + FINER_GAIN ? fine : coarse;
}

/** The value of the course at each sample: of its bin where bins are sharp, else between the bins' centres. */
export function unfold({ course, periodPoints, sharp }: SeasonalFold, length: number): Float64Array {
  const bins = course.length;
  const binsPerPoint = bins / periodPoints;
  const result = new Float64Array(length);
  let position = 0;
  for (let i = 0; i < length; i++) {
    const bin = position | 0;
    if (sharp) {
      result[i] = course[bin];
    } else {
      // A sample stands in the middle of its own width, hence half of one further on.
      const offset = position - bin - 0.5 + binsPerPoint / 2;
      const neighbour = offset < 0 ? (bin === 0 ? bins - 1 : bin - 1) : bin === bins - 1 ? 0 : bin + 1;
      result[i] = course[bin] + Math.abs(offset) * (course[neighbour] - course[bin]);
    }
    position += binsPerPoint;
    if (position >= bins - 1e-9) position = Math.max(0, position - bins);
  }
  return result;
}

function foldInto(values: Float64Array, periodPoints: number, bins: number): SeasonalFold {
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  const binsPerPoint = bins / periodPoints;
  let count = 0;
  let sum = 0;
  let squares = 0;
  let position = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === value) {
      const bin = position | 0;
      sums[bin] += value;
      counts[bin] += 1;
      count += 1;
      sum += value;
      squares += value * value;
    }
    position += binsPerPoint;
    if (position >= bins - 1e-9) position = Math.max(0, position - bins);
  }
  const mean = count > 0 ? sum / count : 0;
  const variation = squares - mean * sum;
  const course = new Float64Array(bins);
  let explained = 0;
  let used = 0;
  for (let b = 0; b < bins; b++) {
    if (counts[b] === 0) continue;
    course[b] = sums[b] / counts[b] - mean;
    explained += counts[b] * course[b] * course[b];
    used += 1;
  }
  const free = (count - 1) / (count - used);
  const share = variation > 0 && count > used ? 1 - Math.max(0, 1 - explained / variation) * free : 0;
  return {
    periodPoints,
    course,
    sharp: bins === Math.floor(periodPoints),
    share: Math.max(0, share),
    variation,
  };
}
