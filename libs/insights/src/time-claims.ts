import { takeTexts } from './taken-text.ts';

/** The parts of a time that a text names, in UTC. */
export interface TimeParts {
  readonly weekday?: number;
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

/** A time in a text; `parts` is undefined when it is in a zone or notation that is not understood. */
export interface TimeClaim {
  readonly kind: 'time';
  readonly text: string;
  readonly start: number;
  readonly parts: TimeParts | undefined;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const WEEKDAY = '(?<weekday>(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)';
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const MONTH =
  '(?<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?:\\.(?= ))?';
const YEAR = '(?:,? (?<year>\\d{4})(?!\\d|[:.]\\d))?';
const ZONE = '(?: ?(?<zone>Z|UTC|GMT|[A-Z]{1,4}T|[+-]\\d{2}:?\\d{2})(?![\\p{L}\\p{N}_]))?';
const CLOCK = `(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.\\d+)?)?(?: ?(?<half>[ap])\\.?m\\.?(?![\\p{L}\\p{N}_]))?${ZONE}`;
const AT_CLOCK = `(?:,? (?:at |around )?${CLOCK})?`;
const BEFORE = '(?<![\\p{L}\\p{N}_.:-])';
const AFTER = '(?![\\p{L}\\p{N}_]|[:.-]\\d)';

/** Most telling first: what one has taken the next does not see. */
const NOTATIONS: readonly RegExp[] = [
  `(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})(?:[T ](?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.\\d+)?)?${ZONE})?`,
  `(?:${WEEKDAY},? )?(?:the )?${DAY}(?: of)? ${MONTH}${YEAR}${AT_CLOCK}`,
  `(?:${WEEKDAY},? )?${MONTH} ${DAY}${YEAR}${AT_CLOCK}`,
  `(?:${WEEKDAY},? (?:at )?)?${CLOCK}`,
  '(?<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?',
].map((notation) => new RegExp(BEFORE + notation + AFTER, 'gu'));

/** Finds the times in a text; `rest` is the text without them, at the same positions. */
export function findTimeClaims(text: string): { claims: TimeClaim[]; rest: string } {
  const claims: TimeClaim[] = [];
  let rest = text;
  for (const notation of NOTATIONS) {
    const found = [...rest.matchAll(notation)].map(({ 0: time, index, groups = {} }): TimeClaim => ({
      kind: 'time',
      text: time,
      start: index,
      parts: partsOf(groups),
    }));
    claims.push(...found);
    rest = takeTexts(rest, found);
  }
  return { claims, rest };
}

/** The parts of a time in UTC, all of them. */
export function timeParts(ms: number): Required<TimeParts> {
  const date = new Date(ms);
  return {
    weekday: date.getUTCDay(),
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function partsOf(groups: Record<string, string | undefined>): TimeParts | undefined {
  const { weekday, year, month, day, hour, minute, second, half, zone } = groups;
  if (zone !== undefined && !/^(?:Z|UTC|GMT|[+-]00:?00)$/.test(zone)) return undefined;
  return {
    weekday: weekday === undefined ? undefined : WEEKDAYS.indexOf(weekday.slice(0, 3).toLowerCase()),
    year: toNumber(year),
    month: month === undefined ? undefined : monthOf(month),
    day: toNumber(day),
    hour: half === undefined ? toNumber(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0),
    minute: toNumber(minute),
    second: toNumber(second),
  };
}

function monthOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) - 1 : MONTHS.indexOf(text.slice(0, 3).toLowerCase());
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
