import { knownNumbers } from './known-numbers.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { SeriesAnalysis } from './insight.ts';
import { findNumberClaims } from './number-claims.ts';
import type { NumberClaim, QuantityClaim } from './number-claims.ts';
import type { TimeParts } from './time-claims.ts';

/** However few digits a text shows, they may not be further from the number than this share of it: 1 GiB is not 1.46 GiB. */
const MAX_ROUNDING = 0.05;
/** The formatter and the number went through different roundings of the last bit. */
const FLOAT_SLACK = 1e-9;

/**
 * Builds the check that no text says a number which is not in the analysis: gives the first such number as the text has
 * it, or `undefined` when all can be traced.
 *
 * - A quantity must be a number of the analysis of the same kind (values in the series' unit or as their formatter converts them,
 *   shares, durations, counts of the same thing, …), rounded to the digits shown and at most 5 % by that.
 * - A time must agree in every part that it names with one time of the analysis (UTC), or be `nowMs`.
 * - `two` … `ninety` are read as digits; `one`, `once`, `both`, `first`, `a few` say no number. What only a calculation gives
 *   (`twice`, `doubled`, `half`, `3x`, `a dozen`, differences) is not in an analysis and is refused, unless a text of it has the word.
 * - Digits within a word (`node7`, `p99`, `10.0.0.5:9100`) must stand in the analysis just so.
 *
 * It knows English, digits and the notations that are usual in it. Whether a number is said of the right thing it cannot tell.
 */
export function inventedNumberCheck(
  analysis: SeriesAnalysis,
  nowMs: number,
): (text: string) => string | undefined {
  return numberCheck(knownNumbers(analysis, nowMs));
}

/** The check against any numbers that are known. */
export function numberCheck(known: KnownNumbers): (text: string) => string | undefined {
  return (text) => findNumberClaims(text, known.names).find((claim) => !isKnown(claim, known))?.text;
}

function isKnown(claim: NumberClaim, known: KnownNumbers): boolean {
  switch (claim.kind) {
    case 'quantity':
      return isKnownQuantity(claim, known) || (claim.unit === '' && known.numerals.has(claim.digits));
    case 'time':
      return claim.parts !== undefined && isKnownTime(claim.parts, known);
    case 'word':
      return isWritten(claim.text, known.writing);
  }
}

function isKnownQuantity(
  { value, tolerance, unit }: Pick<QuantityClaim, 'value' | 'tolerance' | 'unit'>,
  { quantities }: KnownNumbers,
): boolean {
  return quantities.some((known) => {
    // A bare number may leave out what is counted per second, never the other way round.
    if (known.unit !== unit && !(unit === '' && known.unit === '/s')) return false;
    const distance = Math.abs(known.value - value);
    const size = Math.abs(known.value);
    return distance <= tolerance + size * FLOAT_SLACK && distance <= size * MAX_ROUNDING;
  });
}

function isKnownTime(parts: TimeParts, { times }: KnownNumbers): boolean {
  const named = Object.entries(parts).filter(([, value]) => value !== undefined);
  return times.some((time) => {
    const known = new Map(Object.entries(time));
    return named.every(([part, value]) => known.get(part) === value);
  });
}

function isWritten(word: string, writing: string): boolean {
  for (let at = writing.indexOf(word); at >= 0; at = writing.indexOf(word, at + 1)) {
    const before = writing.slice(Math.max(0, at - 1), at);
    const after = writing.slice(at + word.length, at + word.length + 1);
    if (!/[\p{L}\p{N}_]/u.test(before + after)) return true;
  }
  return false;
}
