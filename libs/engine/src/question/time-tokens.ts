/** A word or number of a question, in lower case, and where it stands. */
export interface TimeToken {
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** A whole date with its time, a date, a clock time, the dash between two of them, a number or a word. */
const TOKEN =
  /\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2})?z?)?(?![\d-])|\d{1,2}(?::\d{2}(?!\d)|\.\d{2}(?= ?[ap]\.?m))|(?<=\d| ?[ap]m) ?[-–] ?(?=\d)|o'clock|[ap]\.m\.|\d+|\p{L}+/giu;

/** What is written in more than one way, in one. */
const WRITTEN: Readonly<Record<string, string>> = {
  'a.m.': 'am',
  'p.m.': 'pm',
  '-': 'to',
  '–': 'to',
  nite: 'night',
  midnite: 'midnight',
  yday: 'yesterday',
  lunch: 'lunchtime',
  noontime: 'noon',
};

export function timeTokens(text: string): TimeToken[] {
  return Array.from(text.matchAll(TOKEN), ({ 0: word, index }) => {
    const plain = word.trim().toLowerCase();
    return {
      text: Object.hasOwn(WRITTEN, plain) ? WRITTEN[plain] : plain,
      startIndex: index,
      endIndex: index + word.length,
    };
  });
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const SHORT_WEEKDAY = /^(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)$/;

/** 0 is Monday; undefined for what is none. `mon`, `sat`, … are days only where a day is expected. */
export function weekdayNamed(word: string | undefined, isExpected: boolean): number | undefined {
  if (word === undefined) return undefined;
  const isShort = isExpected && SHORT_WEEKDAY.test(word);
  const place = WEEKDAYS.findIndex((name) => name === word || (isShort && name.startsWith(word.slice(0, 3))));
  return place === -1 ? undefined : place;
}

/** 0 is January. */
export function monthNamed(word: string | undefined): number | undefined {
  if (word === undefined || word.length < 3) return undefined;
  const place = MONTHS.findIndex(
    (name) => name === word || (word.length <= 4 && name.startsWith(word.slice(0, 3))),
  );
  return place === -1 || !MONTHS[place].startsWith(word.slice(0, 3)) ? undefined : place;
}

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  several: 5,
};

export function numberNamed(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d+$/.test(word)) return Number(word);
  return Object.hasOwn(NUMBERS, word) ? NUMBERS[word] : undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: readonly { readonly names: RegExp; readonly unitMs: number }[] = [
  { names: /^(?:s|secs?|seconds?)$/, unitMs: 1_000 },
  { names: /^(?:m|mins?|minutes?)$/, unitMs: MINUTE_MS },
  { names: /^(?:h|hrs?|hours?)$/, unitMs: HOUR_MS },
  { names: /^(?:d|days?)$/, unitMs: DAY_MS },
  { names: /^(?:w|wks?|weeks?)$/, unitMs: 7 * DAY_MS },
  { names: /^fortnights?$/, unitMs: 14 * DAY_MS },
  { names: /^months?$/, unitMs: 30 * DAY_MS },
  { names: /^(?:y|years?)$/, unitMs: 365 * DAY_MS },
];

/** Length of a unit of time; undefined for what is none. */
export function unitNamed(word: string | undefined): number | undefined {
  return word === undefined ? undefined : UNITS.find(({ names }) => names.test(word))?.unitMs;
}
