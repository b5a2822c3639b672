import { scaleDuration } from './format-duration.ts';
import { formatTime } from './format-time.ts';
import type { Unit } from './unit-of.ts';

/** Units that are written in another one: the factor and the unit to go on with. */
const CONVERSIONS: Readonly<Record<string, readonly [number, Unit]>> = {
  kilobytes: [1_024, 'bytes'],
  megabytes: [1_024 ** 2, 'bytes'],
  gigabytes: [1_024 ** 3, 'bytes'],
  milliseconds: [1e-3, 'seconds'],
  microseconds: [1e-6, 'seconds'],
  nanoseconds: [1e-9, 'seconds'],
  ratio: [100, 'percent'],
};

const SYMBOLS: Readonly<Record<string, string>> = {
  percent: '%',
  celsius: '°C',
  kelvin: 'K',
  'seconds/s': 's/s',
};

/** Units that take SI prefixes: bits become Mbit, watts kW. */
const SI_SYMBOLS: Readonly<Record<string, string>> = {
  bits: 'bit',
  volts: 'V',
  amperes: 'A',
  joules: 'J',
  watts: 'W',
  grams: 'g',
  hertz: 'Hz',
  metres: 'm',
};

const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_PREFIXES = ['', 'k', 'M', 'G', 'T'];

/**
 * Writes a value with three significant digits in a unit that a person reads easily: `1.5 GiB`, `35 ms`, `12.3 %`
 * for the ratio 0.123, `4.5M`, `12.3 requests/s`, a time for a `timestamp`.
 * NaN is `unknown`, infinities are `+Inf` and `-Inf` as in Prometheus.
 */
export function formatQuantity(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (unit === 'timestamp') return formatTime(value * 1_000);
  const { amount, symbol } = scaleQuantity(value, unit);
  const digits = threeDigits(amount);
  return digits + (symbol === ' day' && digits !== '1' ? ' days' : symbol);
}

/**
 * A finite value in the unit that {@link formatQuantity} writes it in: `amount` and the `symbol` that follows it, a space
 * before it included where there is one. 1,610,612,736 bytes are 1.5 and ` GiB`.
 */
export function scaleQuantity(value: number, unit: Unit): { amount: number; symbol: string } {
  const perSecond = unit.endsWith('/s') ? '/s' : '';
  const base = unit.slice(0, unit.length - perSecond.length);
  const conversion = Object.hasOwn(CONVERSIONS, base) ? CONVERSIONS[base] : undefined;
  if (conversion !== undefined && Number.isFinite(value * conversion[0])) {
    return scaleQuantity(value * conversion[0], conversion[1] + perSecond);
  }
  if (unit === 'seconds') {
    const { amount, symbol } = scaleDuration(value);
    return { amount, symbol: ` ${symbol}` };
  }
  if (base === 'bytes') return withPrefix(value, 1_024, BINARY_PREFIXES, ' ', `B${perSecond}`);
  if (Object.hasOwn(SI_SYMBOLS, base)) {
    return withPrefix(value, 1_000, DECIMAL_PREFIXES, ' ', SI_SYMBOLS[base] + perSecond);
  }
  if (Object.hasOwn(SYMBOLS, unit)) return { amount: value, symbol: ` ${SYMBOLS[unit]}` };
  return withPrefix(value, 1_000, DECIMAL_PREFIXES, '', unit === '' || unit === '/s' ? unit : ` ${unit}`);
}

/** `gap` stands between number and prefix. Rounding comes before the choice, so that 999.96 is 1k and not 1000. */
function withPrefix(
  value: number,
  base: number,
  prefixes: readonly string[],
  gap: string,
  symbol: string,
): { amount: number; symbol: string } {
  let amount = value;
  let step = 0;
  while (Math.round(Math.abs(amount)) >= base) {
    amount /= base;
    step += 1;
    if (step === prefixes.length) return { amount: value, symbol: gap + symbol };
  }
  return { amount, symbol: gap + prefixes[step] + symbol };
}

/** Three significant digits without trailing zeros; an exponent below 0.001 and from a million. */
function threeDigits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded === 0) return '0';
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e6 || magnitude < 1e-3) return rounded.toExponential().replace('e+', 'e');
  return magnitude >= 1_000 ? String(Math.round(value)) : String(rounded);
}
