import { autocorrelation } from '@metrics-ai/timeseries';

/** So many thresholds are tried: scores that are evenly spaced among all in order of size. */
const THRESHOLDS = 250;

/** Samples in a row that are labelled, both ends included. */
type Stretch = readonly [first: number, last: number];

/**
 * Volume under the surface of precision and recall (Paparrizos et al., "Volume under the surface", VLDB 2022; as
 * TSB-AD computes it, Liu & Paparrizos, NeurIPS 2024): the average precision, averaged over windows of 0 to `maxWindow` samples by
 * which the borders of the labels are softened. Within half a window of a labelled stretch, a sample at distance d counts
 * √(1 − d / window). Recall is what was found of the labels, times the share of stretches that were touched.
 *
 * @param labels 0 is normal, everything else anomalous.
 * @param scores higher is stranger; NaN is the least strange of all.
 * @returns 0 to 1; NaN without an anomaly.
 *
 * Cost: O(n log n), and for each window the samples within half of it of a label.
 */
export function vusPr(labels: ArrayLike<number>, scores: ArrayLike<number>, maxWindow: number): number {
  const stretches = stretchesOf(labels);
  if (stretches.length === 0) return NaN;
  const { thresholdOf, predicted } = rankByThreshold(scores);
  const labelled = stretches.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const found = new Float64Array(THRESHOLDS);
  // The first threshold that touches a stretch or its borders.
  const touched = stretches.map(([first, last]) => {
    let earliest = THRESHOLDS;
    for (let i = first; i <= last; i++) {
      found[thresholdOf[i]]++;
      earliest = Math.min(earliest, thresholdOf[i]);
    }
    return earliest;
  });
  const border = borderSamples(labels.length, stretches, maxWindow >> 1);
  const softened = new Float64Array(THRESHOLDS);
  let within = 0;
  let sum = 0;
  for (let window = 0; window <= maxWindow; window++) {
    const reach = window >> 1;
    for (; within < border.length && border[within].nearest <= reach; within++) {
      const { place, stretch } = border[within];
      touched[stretch] = Math.min(touched[stretch], thresholdOf[place]);
    }
    softened.fill(0);
    for (let b = 0; b < within; b++) {
      const { place, nearest, second } = border[b];
      // Two borders count √½ or more each, and together no more than a label.
      softened[thresholdOf[place]] += second <= reach ? 1 : Math.sqrt(1 - nearest / window);
    }
    const { merged, touches } = mergeTouches(stretches, touched, reach);
    sum += averagePrecision({ predicted, found, softened, touches, merged, labelled });
  }
  return sum / (maxWindow + 1);
}

/** Scores per threshold, from the highest down. */
interface Ranking {
  /** The highest threshold, counted from 0, at which each sample is predicted to be strange. */
  readonly thresholdOf: Uint8Array;
  /** How many samples are, at each threshold. */
  readonly predicted: Float64Array;
}

function rankByThreshold(scores: ArrayLike<number>): Ranking {
  const n = scores.length;
  const known = Float64Array.from(scores, (score) => (Number.isNaN(score) ? -Infinity : score));
  const ascending = known.slice().sort();
  const thresholds = Array.from(
    { length: THRESHOLDS },
    (_, k) => ascending[n - 1 - Math.trunc((k * (n - 1)) / (THRESHOLDS - 1))],
  );
  const predicted = new Float64Array(THRESHOLDS);
  const thresholdOf = Uint8Array.from(known, (score) => {
    let [low, high] = [0, THRESHOLDS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (score >= thresholds[middle]) high = middle;
      else low = middle + 1;
    }
    predicted[low]++;
    return low;
  });
  for (let k = 1; k < THRESHOLDS; k++) predicted[k] += predicted[k - 1];
  return { thresholdOf, predicted };
}

/** A sample near a label. */
interface BorderSample {
  readonly place: number;
  /** The nearest stretch, its distance, and that of the next one: Infinity where there is none within reach. */
  readonly stretch: number;
  readonly nearest: number;
  readonly second: number;
}

/** The samples outside of labels, at most `reach` away from one, the nearest first. */
function borderSamples(length: number, stretches: readonly Stretch[], reach: number): BorderSample[] {
  const samples = new Map<number, BorderSample>();
  stretches.forEach(([first, last], stretch) => {
    for (let distance = 1; distance <= reach; distance++) {
      for (const place of [first - distance, last + distance]) {
        if (place < 0 || place >= length) continue;
        const known = samples.get(place);
        if (known === undefined || distance < known.nearest) {
          samples.set(place, { place, stretch, nearest: distance, second: known?.nearest ?? Infinity });
        } else if (distance < known.second) {
          samples.set(place, { ...known, second: distance });
        }
      }
    }
  });
  for (const [first, last] of stretches) for (let i = first; i <= last; i++) samples.delete(i);
  return [...samples.values()].sort((a, b) => a.nearest - b.nearest);
}

/** Stretches whose borders meet are one: how many there are, and how many each threshold touches as the first. */
function mergeTouches(
  stretches: readonly Stretch[],
  touched: readonly number[],
  reach: number,
): { merged: number; touches: Float64Array } {
  const touches = new Float64Array(THRESHOLDS);
  let merged = 0;
  let earliest = THRESHOLDS;
  stretches.forEach(([, last], s) => {
    earliest = Math.min(earliest, touched[s]);
    const meetsNext = s + 1 < stretches.length && last + reach >= stretches[s + 1][0] - reach;
    if (meetsNext) return;
    merged++;
    touches[earliest]++;
    earliest = THRESHOLDS;
  });
  return { merged, touches };
}

/** For each threshold, from the highest down, what it adds. */
interface Curve {
  /** Samples predicted, here those of higher thresholds included. */
  readonly predicted: Float64Array;
  readonly found: Float64Array;
  readonly softened: Float64Array;
  readonly touches: Float64Array;
  /** Of how many stretches, and of how many labelled samples. */
  readonly merged: number;
  readonly labelled: number;
}

function averagePrecision({ predicted, found, softened, touches, merged, labelled }: Curve): number {
  let [labels, borders, touched, recall, area] = [0, 0, 0, 0, 0];
  for (let k = 0; k < THRESHOLDS; k++) {
    labels += found[k];
    borders += softened[k];
    touched += touches[k];
    // The softened borders count half in what there was to be found.
    const share = Math.min((labels + borders) / (labelled + borders / 2), 1);
    const next = (share * touched) / merged;
    area += ((next - recall) * (labels + borders)) / predicted[k];
    recall = next;
  }
  return area;
}

function stretchesOf(labels: ArrayLike<number>): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    const first = i;
    while (i + 1 < labels.length && labels[i + 1] !== 0) i++;
    stretches.push([first, i]);
  }
  return stretches;
}

/**
 * Average precision, the area under the precision–recall curve as steps: Σ (R[k] − R[k − 1]) · P[k] over all distinct scores.
 *
 * @returns 0 to 1; NaN without an anomaly.
 */
export function aucPr(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const known = Float64Array.from(scores, (score) => (Number.isNaN(score) ? -Infinity : score));
  const all = known.slice().sort();
  const anomalous = known.filter((_, i) => labels[i] !== 0).sort();
  let area = 0;
  for (let p = anomalous.length - 1, a = all.length - 1; p >= 0;) {
    const score = anomalous[p];
    const before = p;
    while (p >= 0 && anomalous[p] === score) p--;
    while (a >= 0 && all[a] >= score) a--;
    const precision = (anomalous.length - 1 - p) / (all.length - 1 - a);
    area += (before - p) * precision;
  }
  return area / anomalous.length;
}

/** Samples from which the window is taken, and the lags that are looked at. */
const WINDOW_SAMPLES = 20_000;
const MAX_LAG = 400;
const MIN_LAG = 3;
const DEFAULT_WINDOW = 125;

/**
 * The largest window that TSB-AD softens the labels of a series by: the lag at the highest peak of its autocorrelation beyond
 * lag 3, of lags up to 400; 125 where there is none from lag 6 to 303.
 */
export function softeningWindow(values: Float64Array): number {
  const correlation = autocorrelation(values.subarray(0, WINDOW_SAMPLES), MAX_LAG);
  let peak = -1;
  for (let lag = MIN_LAG + 1; lag + 1 < correlation.length; lag++) {
    const isPeak = correlation[lag] > correlation[lag - 1] && correlation[lag] > correlation[lag + 1];
    if (isPeak && (peak < 0 || correlation[lag] > correlation[peak])) peak = lag;
  }
  return peak >= 2 * MIN_LAG && peak <= 300 + MIN_LAG ? peak : DEFAULT_WINDOW;
}
