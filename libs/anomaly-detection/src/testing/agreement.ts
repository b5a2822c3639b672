/** The share of pairs of one planted and one other sample that the scores order rightly; ties count half. NaN is left out. */
export function areaUnderCurve(scores: Float64Array, planted: ReadonlySet<number>): number {
  let pairs = 0;
  let right = 0;
  for (const p of planted) {
    for (let i = 0; i < scores.length; i++) {
      if (planted.has(i) || Number.isNaN(scores[i]) || Number.isNaN(scores[p])) continue;
      pairs++;
      right += scores[p] > scores[i] ? 1 : scores[p] === scores[i] ? 0.5 : 0;
    }
  }
  return right / pairs;
}

/** Spearman's rank correlation; equal numbers share their mean rank. */
export function rankCorrelation(one: Float64Array, other: Float64Array): number {
  const a = ranksOf(one);
  const b = ranksOf(other);
  const centre = (one.length + 1) / 2;
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    product += (a[i] - centre) * (b[i] - centre);
    squaresA += (a[i] - centre) ** 2;
    squaresB += (b[i] - centre) ** 2;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
