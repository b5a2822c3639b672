/**
 * Which break explains a row of numbers better: a jump of the level, or a bend of the slope? Both are fitted by least
 * squares as an addition to one straight line, a + b·t + c·[t ≥ k] and a + b·t + c·max(0, t − k), at whichever place k suits
 * them best; as both have the same number of parameters, the one that explains more variance wins. Neither does when
 * there are fewer than six numbers: a jump.
 *
 * What a column adds to a straight line is its product with the residuals, squared, over its own squared length once the
 * line is taken out of it (Frisch & Waugh 1933); the search over k is Quandt's (1960). O(n).
 */
export function breakShape(values: Float64Array): 'jump' | 'bend' {
  const n = values.length;
  if (n < 6) return 'jump';
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const residuals = withoutLine(values.map((value) => value / (largest || 1)));
  let bestJump = 0;
  let bestBend = 0;
  // From the right end: sums over t ≥ k of the residuals r and of (t − k)·r.
  let jumpProduct = residuals[n - 1];
  let bendProduct = 0;
  for (let k = n - 2; k >= 2; k--) {
    bendProduct += jumpProduct;
    jumpProduct += residuals[k];
    const after = n - k;
    const bendSum = (after * (after - 1)) / 2;
    const bendSquares = (bendSum * (2 * after - 1)) / 3;
    bestJump = Math.max(bestJump, jumpProduct ** 2 / lengthWithoutLine(n, after, timesT(after, k, n), after));
    bestBend = Math.max(
      bestBend,
      bendProduct ** 2 / lengthWithoutLine(n, bendSum, bendSquares + k * bendSum, bendSquares),
    );
  }
  return bestBend > bestJump ? 'bend' : 'jump';
}

/** Sum of t over t ≥ k. */
function timesT(after: number, k: number, n: number): number {
  return (after * (k + n - 1)) / 2;
}

/** The squared length of a column after a straight line over t = 0 … n − 1 is taken out, from its sums with 1, t, itself. */
function lengthWithoutLine(n: number, sum: number, sumWithT: number, squares: number): number {
  const centre = (n - 1) / 2;
  const spread = (n * (n * n - 1)) / 12;
  return squares - sum ** 2 / n - (sumWithT - centre * sum) ** 2 / spread;
}

function withoutLine(values: Float64Array): Float64Array {
  const n = values.length;
  const centre = (n - 1) / 2;
  const spread = (n * (n * n - 1)) / 12;
  const level = values.reduce((sum, value) => sum + value / n, 0);
  const slope = values.reduce((sum, value, t) => sum + ((t - centre) * (value - level)) / spread, 0);
  return values.map((value, t) => value - level - slope * (t - centre));
}
