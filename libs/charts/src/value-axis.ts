import { scaleQuantity } from '@metrics-ai/features';
import type { ZoneOffset } from '@metrics-ai/timeseries';
import { plainText } from './escape-xml.ts';
import { shorten } from './fit-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import { formatDay, formatMoment, timeTicks } from './time-ticks.ts';

export interface Domain {
  readonly low: number;
  readonly high: number;
}

export interface ValueTick {
  readonly value: number;
  readonly label: string;
}

export interface ValueTicks {
  readonly ticks: readonly ValueTick[];
  /** The unit, where it is too long to stand at every tick. */
  readonly caption: string;
}

/** Room above and below, as a share of the span. */
const PADDING = 0.07;
/** A series whose lowest value is below this share of its highest is shown from zero. */
const ZERO_SHARE = 0.4;
/** So much of the values' own span may be added on either side for the sake of the band. */
const MAX_BAND_SHARE = 0.75;
/** What is narrower, in itself or beside its own size, is shown as the flat line that it is to anyone but a computer. */
const MIN_SPAN = 1e-290;
const MIN_RELATIVE_SPAN = 1e-9;
const MIN_TIME_SPAN_SECONDS = 3_600;
/** Times of a wider range are written with the year, and without the time of day. */
const MAX_CLOCK_SPAN_SECONDS = 300 * 86_400;
const MAX_SYMBOL_LENGTH = 7;
const MAX_CAPTION_WIDTH = 180;
const MAX_DATE_SECONDS = 8.6e12;

/**
 * The values that a pane shows: all finite ones, the band as far as it leaves room for them, and zero where it is not far;
 * undefined where there are none.
 */
export function valueDomain(
  values: Float64Array,
  bands: readonly Float64Array[],
  unit: string,
): Domain | undefined {
  const own = extentOf([values]) ?? extentOf(bands);
  if (own === undefined) return undefined;
  const band = extentOf(bands) ?? own;
  const room = own.high > own.low ? MAX_BAND_SHARE * 2 * halfSpan(own) : Infinity;
  let low = Math.min(own.low, Math.max(band.low, own.low - room));
  let high = Math.max(own.high, Math.min(band.high, own.high + room));
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  const flat = 2 * halfSpan({ low, high }) <= Math.max(MIN_SPAN, magnitude * MIN_RELATIVE_SPAN);
  if (unit === 'timestamp') {
    // Zero is 1970, and ticks are written to the minute.
    const span = high - low;
    const pad = Math.max(PADDING * span, (MIN_TIME_SPAN_SECONDS - span) / 2, magnitude * MIN_RELATIVE_SPAN);
    return { low: low - pad, high: high + pad };
  }
  if (flat && magnitude <= MIN_SPAN) return { low: 0, high: 1 + PADDING };
  if (low >= 0 && (flat || low < ZERO_SHARE * high)) low = 0;
  else if (high <= 0 && (flat || high > ZERO_SHARE * low)) high = 0;
  const pad = 2 * PADDING * halfSpan({ low, high });
  return {
    low: low === 0 ? 0 : Math.max(low - pad, -Number.MAX_VALUE),
    high: high === 0 ? 0 : Math.min(high + pad, Number.MAX_VALUE),
  };
}

/** Heights in pixels, from `bottom` up to `top` and never beyond; infinities are at the edges, NaN stays NaN. */
export function valueScale(domain: Domain, top: number, bottom: number): Coordinate {
  const span = halfSpan(domain);
  return (value) => {
    const share = (value / 2 - domain.low / 2) / span;
    return bottom - (bottom - top) * Math.min(1, Math.max(0, share));
  };
}

/** Round values, at most about `count`, all in the one unit that suits the largest. */
export function valueTicks(domain: Domain, unit: string, count: number, offsetAt: ZoneOffset): ValueTicks {
  const magnitude = Math.max(Math.abs(domain.low), Math.abs(domain.high));
  if (unit === 'timestamp' && magnitude < MAX_DATE_SECONDS) {
    const times = timeTicks(domain.low * 1_000, domain.high * 1_000, offsetAt, count);
    const write = domain.high - domain.low > MAX_CLOCK_SPAN_SECONDS ? formatDay : formatMoment;
    return {
      ticks: times.map(({ ms }) => ({ value: ms / 1_000, label: write(ms, offsetAt) })),
      caption: '',
    };
  }
  const { amount, symbol } = scaleQuantity(magnitude, unit);
  const factor = amount / magnitude;
  const low = domain.low * factor;
  const high = domain.high * factor;
  const step = roundStep(high / count - low / count);
  const power = Math.floor(Math.log10(step) + 1e-9);
  const long = symbol.length > MAX_SYMBOL_LENGTH;
  const ending = long ? '' : symbol === ' day' ? ' d' : plainTextAfterNumber(symbol);
  const ticks: ValueTick[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) {
    const value = k * step;
    const label = k === 0 ? '0' : digits(value, power, amount) + ending;
    ticks.push({ value: value / factor, label });
  }
  return { ticks, caption: long ? shorten(plainText(symbol), MAX_CAPTION_WIDTH, 14) : '' };
}

/** Half of the distance: the whole may be more than a number can be. */
function halfSpan({ low, high }: Domain): number {
  return high / 2 - low / 2;
}

function extentOf(series: readonly Float64Array[]): Domain | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const values of series) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : undefined;
}

/** 1, 2 or 5 times a power of ten, not less than `atLeast`. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A multiple of a step of 10^power, with an exponent where `formatQuantity` would write one. */
function digits(value: number, power: number, largest: number): string {
  if (largest < 1e6 && largest >= 1e-3) return value.toFixed(Math.max(0, -power));
  const significant = Math.floor(Math.log10(Math.abs(value))) - power + 1;
  return Number(value.toPrecision(Math.min(15, Math.max(1, significant))))
    .toExponential()
    .replace('e+', 'e');
}

function plainTextAfterNumber(symbol: string): string {
  return symbol.startsWith(' ') ? ` ${plainText(symbol)}` : plainText(symbol);
}
