const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const CONVERGED = 1e-16;
const TINY = 1e-300;

/**
 * Standard normal distribution function Φ(z), accurate in relative terms in the lower tail too. Within ±3 the series
 * of Marsaglia 2004 ("Evaluating the normal distribution", section 3), beyond it the continued fraction of the tail
 * (DLMF 7.9.3).
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return NaN;
  const size = Math.abs(z);
  const density = Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI);
  if (size < 3) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > CONVERGED * Math.abs(sum); k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  // 1 / (z + 1 / (z + 2 / (z + 3 / (z + …)))) from the far end; 60 levels are exact to rounding from |z| = 3 on.
  let fraction = size;
  for (let k = 60; k >= 1; k--) fraction = size + k / fraction;
  const tail = density / fraction;
  return z < 0 ? tail : 1 - tail;
}

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1; NaN outside. By the continued fraction
 * DLMF 8.17.22, evaluated with Lentz's algorithm as modified by Thompson & Barnett 1986, and by the symmetry 8.17.4
 * where that converges faster.
 */
export function regularisedIncompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return NaN;
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaFraction(1 - x, b, a);
  return betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return front * fraction;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** ln B(a, b) by Stirling's series, with the large terms cancelled by hand. */
function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  const sum = a + b;
  // lnΓ(large) − lnΓ(large + small), where both are about large · ln(large) and their difference is not.
  let shift = 0;
  let top = large;
  let bottom = sum;
  while (top < 12) shift += Math.log(bottom++ / top++);
  const ratio =
    (top - 0.5) * -Math.log1p(small / top) -
    small * Math.log(bottom) +
    small +
    stirlingRest(top) -
    stirlingRest(bottom);
  return logGamma(small) + ratio + shift;
}

function logGamma(x: number): number {
  let product = 0;
  let z = x;
  while (z < 12) product += Math.log(z++);
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + stirlingRest(z) - product;
}

/** Σ B₂ₖ / (2k (2k − 1) z²ᵏ⁻¹), DLMF 5.11.1; exact to rounding for z ≥ 12. */
function stirlingRest(z: number): number {
  const s = 1 / (z * z);
  return (
    (1 / 12 -
      s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s * (1 / 156))))))) /
    z
  );
}
