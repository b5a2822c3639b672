import type { Comparison } from './translation.ts';

/** A number that the question sets as a bound, in base units: seconds, bytes, or the number itself. */
export interface Threshold {
  readonly comparison: Comparison;
  readonly value: number;
  /** What the number counts: `%` leaves open whether the metric is a share of 1 or of 100. */
  readonly of: 'percent' | 'seconds' | 'bytes' | 'bits' | 'number';
  readonly words: string;
}

/** A length of time that the question names, and the words that do. */
export interface NamedTime {
  readonly ms: number;
  readonly words: string;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const TIME_UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, SECOND_MS],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, DAY_MS],
  [/^(?:w|weeks?)$/, 7 * DAY_MS],
  [/^(?:mo|months?)$/, 30 * DAY_MS],
];

const BYTE_UNITS = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};
const MULTIPLES = { k: 1e3, m: 1e6, b: 1e9, thousand: 1e3, million: 1e6, billion: 1e9 };

const NUMBER = String.raw`(-?\d+(?:[.,]\d+)*)`;
const TIME_UNIT = 'ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?';
const QUANTITY = new RegExp(
  String.raw`${NUMBER} ?(%|percent|[kmgt]?bits?\b|[kmgt]bps\b|[kmgt]i?b(?:ytes)?|bytes?|b\b|(?:${TIME_UNIT})\b|[km]\b|thousand|million|billion)?`,
);

const COMPARISONS: readonly (readonly [Comparison, string])[] = [
  ['>=', String.raw`>=|≥|at least|no less than|not less than|or more`],
  ['<=', String.raw`<=|≤|at most|no more than|not more than|up to`],
  ['!=', String.raw`!=|≠|not equal to|different from|other than`],
  [
    '>',
    String.raw`>|more than|greater than|higher than|longer than|larger than|bigger than|older than|slower than|warmer than|hotter than|busier than|fuller than|above|exceed(?:s|ing|ed)?|over(?! the)|beyond`,
  ],
  [
    '<',
    String.raw`<|less than|lower than|fewer than|smaller than|shorter than|faster than|colder than|cooler than|emptier than|below|under(?! the)`,
  ],
  ['==', String.raw`==|=|equals?(?: to)?|exactly`],
];

/** `more than a day`: the number is not said. */
const ONE = new RegExp(
  String.raw`(more|longer|older|slower|less|shorter|fewer|faster) than (?:an?|one) (${TIME_UNIT})\b`,
);

/** The first bound that the question sets, such as `above 80 %`, `> 4GB` or `more than 5`. */
export function readThreshold(text: string): Threshold | undefined {
  let first: { at: number; threshold: Threshold } | undefined;
  for (const [comparison, words] of COMPARISONS) {
    const match = new RegExp(String.raw`(?:${words}) ?(?:than )?\$?${QUANTITY.source}`).exec(text);
    if (match === null || (first !== undefined && match.index >= first.at)) continue;
    const amount = readAmount(match[1], match[2]);
    // More than can be counted is no bound.
    if (!Number.isFinite(amount.value)) continue;
    // Written so that a longer word wins over the shorter one that it begins with: they are tried in this order.
    first = {
      at: match.index,
      threshold: { comparison, ...amount, words: match[0].trim() },
    };
  }
  const one = first === undefined ? ONE.exec(text) : null;
  if (one === null) return first?.threshold;
  const comparison = /less|shorter|fewer|faster/.test(one[1]) ? '<' : '>';
  return { comparison, ...readAmount('1', one[2]), words: one[0] };
}

function readAmount(digits: string, unit = ''): Pick<Threshold, 'value' | 'of'> {
  const number = Number(
    /^\d{1,3}(?:,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.'),
  );
  const value = Number.isNaN(number) ? Number.parseFloat(digits) : number;
  if (unit === '%' || unit === 'percent') return { value, of: 'percent' };
  const time = TIME_UNITS.find(([name]) => name.test(unit) && unit !== 'm');
  if (time !== undefined) return { value: (value * time[1]) / SECOND_MS, of: 'seconds' };
  const bits = /^([kmgt])?b(?:its?|ps)$/.exec(unit);
  if (bits !== null)
    return { value: value * BYTE_UNITS[(bits[1] ?? '') as keyof typeof BYTE_UNITS], of: 'bits' };
  const bytes = /^([kmgt]i?)?b(?:ytes?)?$/.exec(unit);
  if (bytes !== null)
    return { value: value * BYTE_UNITS[(bytes[1] ?? '') as keyof typeof BYTE_UNITS], of: 'bytes' };
  return { value: value * (MULTIPLES[unit as keyof typeof MULTIPLES] ?? 1), of: 'number' };
}

const COUNT_AND_UNIT = String.raw`(?:(\d+|an?|one|two|three|six|twelve|few|couple of)[ -]?)?(${TIME_UNIT})\b`;

/** How far ahead a forecast looks: `in 4 hours`, `within the next 24h`. */
export function readHorizon(text: string): NamedTime | undefined {
  return (
    readTime(text, String.raw`(?:in|within|during|over)(?: the)?(?: next| coming)? ${COUNT_AND_UNIT}`) ??
    readTime(text, String.raw`next ${COUNT_AND_UNIT}`)
  );
}

/** How long something has not been nothing: `not empty for 10 minutes`. */
export function readLasting(text: string): NamedTime | undefined {
  return readTime(
    text,
    String.raw`(?:not|never) (?:been )?(?:empty|zero|idle) (?:for|in|during|over)(?: (?:at least|more than))?(?: the (?:last|past))? ${COUNT_AND_UNIT}`,
  );
}

const PERIODS_MS: Readonly<Record<string, number>> = {
  hour: DAY_MS / 24,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

/** With how long ago to compare: `than yesterday`, `compared with last week`, `vs an hour ago`. */
export function readOffset(text: string): NamedTime | undefined {
  const comparing = String.raw`(?:compared (?:with|to)|versus|vs\.?|against|relative to|(?<!(?:less|more|longer|older|newer) )than|difference (?:from|to|between .* and)|change since)`;
  const named = new RegExp(
    String.raw`${comparing} (?:the (?:same time )?)?(yesterday|last week|last month|(?:the )?(?:day|week) before|(?:the )?previous (?:day|week|hour))`,
  ).exec(text);
  if (named !== null) {
    const days = named[1].includes('week')
      ? 7
      : named[1].includes('month')
        ? 30
        : named[1].includes('hour')
          ? 1 / 24
          : 1;
    return { ms: days * DAY_MS, words: named[0] };
  }
  const over = /\b(hour|day|week|month)[ -](?:over|on)[ -]\1\b/.exec(text);
  if (over !== null) return { ms: PERIODS_MS[over[1]], words: over[0] };
  return readTime(text, String.raw`${comparing} (?:the same time )?${COUNT_AND_UNIT} (?:ago|earlier|before)`);
}

/** Of `p99`, `95th percentile`, `0.9 quantile` or `median`: .99, .95, .9, .5. */
export function readQuantile(text: string): { readonly value: number; readonly words: string } | undefined {
  const match =
    /\bp ?(0?\.\d+)\b/.exec(text) ??
    /\bp ?(\d{1,2}(?:\.\d+)?)\b/.exec(text) ??
    /\bp(999)\b/.exec(text) ??
    /\b(\d{1,2}(?:\.\d+)?) ?(?:th|st|nd|rd)?[ -]?(?:percentiles?|quantiles?|%-?ile|pctl?)\b/.exec(text) ??
    /\b(0?\.\d+)[ -]?(?:percentiles?|quantiles?)\b/.exec(text) ??
    /\b(?:percentiles?|quantiles?) (?:of )?(0?\.\d+|\d{1,2})\b/.exec(text);
  if (match === null) return /\bmedian\b/.test(text) ? { value: 0.5, words: 'median' } : undefined;
  const number = Number(match[1]);
  const value = number === 999 ? 0.999 : number > 1 ? Math.round(number * 1e3) / 1e5 : number;
  return value > 0 && value < 1 ? { value, words: match[0] } : undefined;
}

/** The few highest or lowest that a question asks for. */
export interface TopK {
  readonly k: number;
  readonly words: string;
  readonly order: 'topk' | 'bottomk';
  /** What they are to be: `services`. */
  readonly of: readonly string[];
}

const HIGHEST =
  'most|largest|biggest|highest|busiest|slowest|worst|heaviest|longest|oldest|hottest|warmest|fullest|top';
const LOWEST = 'lowest|smallest|least|fewest|shortest|emptiest|coldest|quietest|bottom';
const FEW: Readonly<Record<string, number>> = { two: 2, three: 3, five: 5, ten: 10 };
/** Of `which are …`, where no number is said. */
const USUAL_K = 5;

/** Of `top 5 services`, `the 10 largest` or `which service is the slowest`: how many, and of what. */
export function readTopK(text: string): TopK | undefined {
  const numbered =
    /\b(top|bottom)[ -]?(\d{1,3})\b(?: (?:most |largest |biggest |highest |busiest |slowest |worst )?([\p{L}_]+))?/u.exec(
      text,
    ) ??
    new RegExp(
      String.raw`\b(?:the )?(\d{1,3}|two|three|five|ten) (${HIGHEST}|${LOWEST})\b(?: ([\p{L}_]+))?`,
      'u',
    ).exec(text);
  if (numbered !== null) {
    const [words, first, second, of] = numbered;
    const isNumberFirst = /^\d/.test(first) || first in FEW;
    const k = FEW[first] ?? Number(isNumberFirst ? first : second);
    const said = words.slice(0, words.length - (of?.length ?? 0)).trim();
    // `top 3 services` are services; `top 3 queue lengths` are no queues.
    const isKind = of !== undefined && (of.endsWith('s') || k === 1);
    return k > 0 ? { k, words: said, order: orderOf(said), of: isKind ? [of] : [] } : undefined;
  }
  const superlative = new RegExp(
    String.raw`\b(?:which|what) ([\p{L}_]+) .{0,60}?\b(${HIGHEST}|${LOWEST})\b|\bwhich .{0,60}\b(${HIGHEST}|${LOWEST})\b`,
    'u',
  ).exec(text);
  if (superlative !== null) {
    const [all, of, named, unnamed] = superlative;
    const words = named ?? unnamed;
    // One that is the slowest, several that are.
    const isMany = /^\S+ (?:\S*[^s\s]s|\S+ \S*s (?:are|were|have|had|use|take|get|need|do))\b/.test(all);
    const isOne = of !== undefined && !isMany;
    return { k: isOne ? 1 : USUAL_K, words, order: orderOf(words), of: of === undefined ? [] : [of] };
  }
  // `the scanner with the lowest battery` is one that is to be named; `hosts with high load` are several.
  const having = new RegExp(
    String.raw`\b([\p{L}_]+) (?:with|that (?:has|have|uses?|gets?)|having|using|getting) (?:the )?(${HIGHEST}|${LOWEST}|high|low)\b(?! of)`,
    'u',
  ).exec(text);
  if (having !== null) {
    const [, of, words] = having;
    return {
      k: of.endsWith('s') || !having[0].includes(' the ') ? USUAL_K : 1,
      words,
      order: orderOf(words),
      of: [of],
    };
  }
  const kind =
    /\b(slowest|fastest|busiest|fullest|heaviest|hottest|warmest|coldest|emptiest|quietest) ([\p{L}_]+)/u.exec(
      text,
    );
  if (kind !== null) {
    return {
      k: kind[2].endsWith('s') ? USUAL_K : 1,
      words: kind[1],
      order: isQuick(kind) ? 'bottomk' : orderOf(kind[1]),
      of: [kind[2]],
    };
  }
  const sorted = /\b(most|fewest|least) \p{L}+ (?:by|per|for each) /u.exec(text);
  if (sorted !== null) return { k: USUAL_K, words: sorted[1], order: orderOf(sorted[1]), of: [] };
  return /\btop\b/.test(text) ? { k: USUAL_K, words: 'top', order: 'topk', of: [] } : undefined;
}

/** What is fastest takes least, unless it grows. */
function isQuick([, superlative, of]: RegExpExecArray): boolean {
  return superlative === 'fastest' && !/^(?:grow|ris|fill|climb)/.test(of);
}

function orderOf(words: string): TopK['order'] {
  return new RegExp(String.raw`\b(?:${LOWEST}|low)\b`).test(words) ? 'bottomk' : 'topk';
}

function readTime(text: string, pattern: string, notAfter?: RegExp): NamedTime | undefined {
  for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
    if (notAfter?.test(text.slice(0, match.index)) === true) continue;
    const unit = TIME_UNITS.find(([name]) => name.test(match[2]));
    if (unit === undefined) continue;
    const count = COUNTS[match[1] ?? 'a'] ?? Number(match[1]);
    if (count > 0 && count * unit[1] <= 366 * DAY_MS) return { ms: count * unit[1], words: match[0] };
  }
  return undefined;
}

const COUNTS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  six: 6,
  twelve: 12,
  few: 5,
  'couple of': 2,
};
