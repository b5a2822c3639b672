/**
 * The score of the Numenta Anomaly Benchmark, version 1.1 (Lavin & Ahmad, "Evaluating real-time anomaly detection
 * algorithms", ICMLA 2015, section II.B; numenta/NAB on GitHub). A detection is a sample whose score is at or above one threshold
 * for all files. In each labelled window the earliest one counts, the more the earlier it comes; every one outside of windows
 * costs, the more the further it lies behind the window before it; a window without one costs as well. What lies in the
 * first samples of a file, the probation, is neither.
 */

/** What an application makes of hits, of detections outside of windows, and of missed windows. */
const NAB_PROFILES = {
  standard: { hit: 1, falsePoint: 0.11, miss: 1 },
  'low-FP': { hit: 1, falsePoint: 0.22, miss: 1 },
  'low-FN': { hit: 1, falsePoint: 0.11, miss: 2 },
} as const;

export type NabProfile = keyof typeof NAB_PROFILES;

export const NAB_PROFILE_NAMES = Object.keys(NAB_PROFILES) as NabProfile[];

/** What a detection at each sample of one file would be worth: prepared once, for any number of detectors. */
export interface NabLayout {
  /** Leading samples that are not scored. */
  readonly probationPoints: number;
  /** First and last sample of each window, in order of time. */
  readonly windows: readonly NabWindow[];
  /** Inside a window at most 1, at its beginning, and falling; outside it is what a detection costs, down to −1. */
  readonly worth: Float64Array;
}

export type NabWindow = readonly [first: number, last: number];

/** One file with what a detector made of it: a score a sample, NaN where it could not judge, which is no detection. */
export interface ScoredFile {
  readonly layout: NabLayout;
  readonly scores: Float64Array;
}

/** What the detections at one threshold come to, before a profile weighs them. */
export interface NabTally {
  readonly windows: number;
  /** Those that reach beyond the probation. */
  readonly scorableWindows: number;
  readonly windowsHit: number;
  /** Sum over the windows that were hit. */
  readonly hitWorth: number;
  readonly falsePoints: number;
  /** Sum over the false points, 0 or less. */
  readonly falseWorth: number;
}

export type NabThresholds = Readonly<Record<NabProfile, number>>;

/** The sigmoid of the benchmark: 1 far before the end of a window, 0 at its end, −1 far behind it. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** A detection on the first sample of a window is worth 1. */
const LARGEST = sigmoid(-1);

/** Leading samples of a file that are not scored: 15 % of them, of a long file 750. */
export function probationLength(length: number): number {
  return Math.min(Math.floor(0.15 * length), 0.15 * 5_000);
}

/** @throws RangeError when windows overlap, are not in order, or do not lie within the file. */
export function layOut(length: number, windows: readonly NabWindow[]): NabLayout {
  // Nothing came before: as far behind a window as can be.
  const worth = new Float64Array(length).fill(-1);
  windows.forEach(([first, last], w) => {
    const end = windows[w + 1]?.[0] ?? length;
    if (!(first >= 0 && first <= last && last < end && end <= length)) {
      throw new RangeError(`windows must lie in the file, in order and apart, not ${first}–${last}`);
    }
    const points = last - first + 1;
    for (let i = first; i <= last; i++) worth[i] = sigmoid(-(last - i + 1) / points) / LARGEST;
    for (let i = last + 1; i < end; i++) worth[i] = sigmoid((i - last) / (points - 1));
  });
  return { probationPoints: probationLength(length), windows, worth };
}

/** What all detections at this threshold come to. O(samples). */
export function tallyAt(files: readonly ScoredFile[], threshold: number): NabTally {
  let [windows, scorableWindows, windowsHit, hitWorth, falsePoints, falseWorth] = [0, 0, 0, 0, 0, 0];
  for (const { layout, scores } of files) {
    windows += layout.windows.length;
    forEachStretch(layout, (from, to, isWindow) => {
      if (isWindow) {
        scorableWindows++;
        for (let i = from; i <= to; i++) {
          if (scores[i] < threshold || Number.isNaN(scores[i])) continue;
          windowsHit++;
          hitWorth += layout.worth[i];
          return;
        }
        return;
      }
      for (let i = from; i <= to; i++) {
        if (!(scores[i] >= threshold)) continue;
        falsePoints++;
        falseWorth += layout.worth[i];
      }
    });
  }
  return { windows, scorableWindows, windowsHit, hitWorth, falsePoints, falseWorth };
}

/** 100 for a detector that finds every window at once and says nothing else, 0 for one that never says anything; NaN without windows. */
export function nabScore(tally: NabTally, profile: NabProfile): number {
  const { hit, miss } = NAB_PROFILES[profile];
  const silent = -miss * tally.scorableWindows;
  return (100 * (rawScore(tally, profile) - silent)) / (hit * tally.windows - silent);
}

function rawScore(tally: NabTally, profile: NabProfile): number {
  const { hit, falsePoint, miss } = NAB_PROFILES[profile];
  const missed = tally.scorableWindows - tally.windowsHit;
  return hit * tally.hitWorth + falsePoint * tally.falseWorth - miss * missed;
}

/**
 * The threshold with the best score of each profile, the highest where several are; Infinity, never to say anything, where
 * nothing is better.
 *
 * Lowering the threshold can only pay where it makes a window found, or found earlier: at a score that no earlier sample of its
 * window reaches. There are a few of those a window, so that no sorting of all samples is needed. O(samples · log candidates).
 */
export function optimalThresholds(files: readonly ScoredFile[]): NabThresholds {
  const steps = files.flatMap(stepsOf).sort((a, b) => a.score - b.score);
  // Ascending; between two of them only false points change.
  const candidates = Float64Array.from(new Set(steps.map(({ score }) => score)));
  const falseWorth = new Float64Array(candidates.length);
  for (const { layout, scores } of files) {
    forEachStretch(layout, (from, to, isWindow) => {
      if (isWindow) return;
      for (let i = from; i <= to; i++) {
        if (scores[i] >= candidates[0]) falseWorth[lastAtMost(candidates, scores[i])] += layout.worth[i];
      }
    });
  }
  const best = NAB_PROFILE_NAMES.map((profile) => {
    const { hit, falsePoint, miss } = NAB_PROFILES[profile];
    let gain = 0;
    let best = { gain: 0, threshold: Infinity };
    for (let c = candidates.length - 1, s = steps.length - 1; c >= 0; c--) {
      gain += falsePoint * falseWorth[c];
      for (; s >= 0 && steps[s].score === candidates[c]; s--) {
        gain += hit * steps[s].worth + (steps[s].isFirst ? miss : 0);
      }
      if (gain > best.gain) best = { gain, threshold: candidates[c] };
    }
    return [profile, best.threshold];
  });
  return Object.fromEntries(best) as NabThresholds;
}

/** A threshold from which on a window is found, or is found earlier than at a higher one. */
interface Step {
  readonly score: number;
  /** What is gained over the higher threshold. */
  readonly worth: number;
  /** At any higher threshold the window is missed. */
  readonly isFirst: boolean;
}

function stepsOf({ layout, scores }: ScoredFile): Step[] {
  const steps: Step[] = [];
  forEachStretch(layout, (from, to, isWindow) => {
    if (!isWindow) return;
    const records: number[] = [];
    let highest = -Infinity;
    for (let i = from; i <= to; i++) {
      if (scores[i] > highest) {
        highest = scores[i];
        records.push(i);
      }
    }
    records.forEach((i, r) => {
      const later = records[r + 1];
      const worth = layout.worth[i] - (later === undefined ? 0 : layout.worth[later]);
      steps.push({ score: scores[i], worth, isFirst: later === undefined });
    });
  });
  return steps;
}

/** Calls for each window and for each stretch between them, as far as they lie behind the probation. */
function forEachStretch(
  { probationPoints, windows, worth }: NabLayout,
  call: (from: number, to: number, isWindow: boolean) => void,
): void {
  let next = probationPoints;
  for (const [first, last] of windows) {
    if (next < first) call(next, first - 1, false);
    if (probationPoints <= last) call(Math.max(first, probationPoints), last, true);
    next = Math.max(last + 1, probationPoints);
  }
  if (next < worth.length) call(next, worth.length - 1, false);
}

/** The last place in ascending numbers, of which the first is at most `value`, where they are at most `value`. */
function lastAtMost(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
