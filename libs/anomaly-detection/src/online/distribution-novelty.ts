/** Below it a distribution has no such value: half a thousandth of a value stands for none. */
const SMOOTHING = 0.1;
const MAX_BINS = 256;

export interface NoveltyShape {
  readonly entropyBins: number;
  readonly entropyReferences: number;
  readonly entropyNovelty: number;
}

/** Floats that the references take: the logarithm of each one's smoothed shares. */
export function noveltyFloats({ entropyBins, entropyReferences }: NoveltyShape): number {
  return entropyBins * entropyReferences;
}

/**
 * How unlike anything seen before is the distribution of the last values? The smallest 2·n·KL to any remembered distribution, 0
 * when there is none. Under an unchanged distribution it follows χ² (Wang, Viswanathan, Choudur, Talwar, Satterfield, Schwan,
 * "Statistical techniques for online anomaly detection in data centers", IM 2011).
 *
 * @param counts where the tables have the number of the last n values in each bin
 * @param known how many distributions are remembered
 */
export function distributionNovelty(
  tables: Float32Array,
  at: number,
  counts: number,
  n: number,
  known: number,
  { entropyBins }: NoveltyShape,
): number {
  if (known === 0) return 0;
  const terms = entropyTerms(n);
  let entropy = 0;
  let filled = 0;
  for (let bin = 0; bin < entropyBins; bin++) {
    const count = tables[counts + bin];
    if (count === 0) continue;
    entropy += terms[count];
    filledBins[filled] = bin;
    filledCounts[filled] = count;
    filled++;
  }
  let largest = -Infinity;
  for (let row = at; row < at + known * entropyBins; row += entropyBins) {
    let cross = 0;
    for (let i = 0; i < filled; i++) cross += filledCounts[i] * tables[row + filledBins[i]];
    if (cross > largest) largest = cross;
  }
  return Math.max(0, 2 * (entropy - largest));
}

/** The bins that hold any of the last values, mostly a few, and how many each. */
const filledBins = new Int32Array(MAX_BINS);
const filledCounts = new Float64Array(MAX_BINS);

let knownTerms = new Float64Array(0);
/** What each number of n values adds to the entropy: logarithms that are the same for all detectors. */
function entropyTerms(n: number): Float64Array {
  if (knownTerms.length !== n + 1) {
    knownTerms = Float64Array.from({ length: n + 1 }, (_, count) =>
      count > 0 ? count * Math.log(count / n) : 0,
    );
  }
  return knownTerms;
}

/** Remembers a distribution that is further than `entropyNovelty` from all others, unless the memory is full. Returns how many are known. */
export function rememberDistribution(
  tables: Float32Array,
  at: number,
  counts: number,
  n: number,
  known: number,
  novelty: number,
  { entropyBins, entropyReferences, entropyNovelty }: NoveltyShape,
): number {
  if (known > 0 && (novelty <= entropyNovelty || known === entropyReferences)) return known;
  for (let bin = 0, i = at + known * entropyBins; bin < entropyBins; bin++, i++) {
    tables[i] = Math.log((tables[counts + bin] + SMOOTHING) / (n + SMOOTHING * entropyBins));
  }
  return known + 1;
}
