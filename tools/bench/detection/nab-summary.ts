import {
  NAB_PROFILE_NAMES,
  nabScore,
  optimalThresholds,
  tallyAt,
  type NabProfile,
  type NabTally,
  type NabThresholds,
  type ScoredFile,
} from './nab-score.ts';

/** How well the scores of a detector do, by one way to choose the threshold. */
export interface NabResult {
  readonly scores: Readonly<Record<NabProfile, number>>;
  /** Of the standard profile. */
  readonly threshold: number;
  readonly tally: NabTally;
}

/** The ways to choose the threshold, with what is printed for them. */
export const WAYS = {
  best: 'best threshold of each profile, found on these labels',
  shipped: 'shipped threshold (> 1)',
  strict: 'strict: tuned on the even files, the odd ones reported',
  reverse: 'strict, reverse: tuned on the odd, the even ones reported',
} as const;

export type Way = keyof typeof WAYS;

export const WAY_NAMES = Object.keys(WAYS) as Way[];

export type NabSummary = Readonly<Record<Way, NabResult>>;

/** A detection is at or above the threshold, and an anomaly above 1. */
const SHIPPED = 1 + Number.EPSILON;

/** Of files in order of their names, of which the first is even: number 0. */
export function summarise(files: readonly ScoredFile[]): NabSummary {
  const even = files.filter((_, i) => i % 2 === 0);
  const odd = files.filter((_, i) => i % 2 === 1);
  return {
    best: resultOf(files, optimalThresholds(files)),
    shipped: resultOf(files, { standard: SHIPPED, 'low-FP': SHIPPED, 'low-FN': SHIPPED }),
    strict: resultOf(odd, thresholdsFrom(even)),
    reverse: resultOf(even, thresholdsFrom(odd)),
  };
}

/** Tuned on files without windows, no threshold is better than another: NaN, as what it comes to elsewhere. */
function thresholdsFrom(files: readonly ScoredFile[]): NabThresholds | undefined {
  return files.some(({ layout }) => layout.windows.length > 0) ? optimalThresholds(files) : undefined;
}

function resultOf(files: readonly ScoredFile[], thresholds: NabThresholds | undefined): NabResult {
  const tallies = NAB_PROFILE_NAMES.map((profile) => tallyAt(files, thresholds?.[profile] ?? NaN));
  const scores = NAB_PROFILE_NAMES.map((profile, p) => [
    profile,
    thresholds === undefined ? NaN : nabScore(tallies[p], profile),
  ]);
  return {
    scores: Object.fromEntries(scores) as Record<NabProfile, number>,
    threshold: thresholds?.standard ?? NaN,
    tally: tallies[NAB_PROFILE_NAMES.indexOf('standard')],
  };
}
