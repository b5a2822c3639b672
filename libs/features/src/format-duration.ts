const LADDER = [
  { symbol: 'day', seconds: 86_400 },
  { symbol: 'h', seconds: 3_600 },
  { symbol: 'min', seconds: 60 },
  { symbol: 's', seconds: 1 },
  { symbol: 'ms', seconds: 1e-3 },
  { symbol: 'µs', seconds: 1e-6 },
  { symbol: 'ns', seconds: 1e-9 },
] as const;

/**
 * Writes a duration as people say it: `15 s`, `90 min`, `3 h`, `2.5 days`. Below ten there is one decimal, from ten on
 * none. NaN is `unknown`, infinities are `+Inf` and `-Inf`.
 */
export function formatDuration(seconds: number): string {
  if (Number.isNaN(seconds)) return 'unknown';
  if (!Number.isFinite(seconds)) return seconds > 0 ? '+Inf' : '-Inf';
  const { amount, symbol } = scaleDuration(seconds);
  const rounded = Math.abs(amount) < 9.95 ? Math.round(amount * 10) / 10 : Math.round(amount);
  const digits = rounded > 999_999 ? rounded.toPrecision(3).replace('e+', 'e') : String(rounded);
  return `${digits} ${symbol === 'day' && rounded !== 1 ? 'days' : symbol}`;
}

/**
 * The number of seconds in the largest unit of which there are at least two, or exactly one: 90 s stay seconds,
 * 7,200 s are 2 h. Nothing below a nanosecond.
 */
export function scaleDuration(seconds: number): {
  amount: number;
  symbol: (typeof LADDER)[number]['symbol'];
} {
  if (seconds === 0) return { amount: 0, symbol: 's' };
  const magnitude = Math.abs(seconds);
  for (const rung of LADDER) {
    const amount = magnitude / rung.seconds;
    // A second and below has no unit in between, so that one of them is enough: 1.2 s, not 1200 ms.
    const least = rung.seconds > 1 ? 1.95 : 0.9995;
    if (amount >= least || Math.abs(amount - 1) < 1e-9) {
      return { amount: seconds / rung.seconds, symbol: rung.symbol };
    }
  }
  return { amount: seconds / 1e-9, symbol: 'ns' };
}
