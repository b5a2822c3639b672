import { z } from 'zod';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;
const NUMBER = /^\d+(\.\d+)?$/;

const NO_TIME = 'must be a time such as 2026-01-31T12:00:00Z, or seconds since 1970';

/** Seconds beyond the year 5138 are milliseconds that were taken for seconds. */
const MOST_SECONDS = 1e11;

/** A moment in milliseconds since the epoch, or what is wrong with what was given for one. */
export function readTime(given: unknown): number | { readonly mistake: string } {
  if (typeof given !== 'string' && typeof given !== 'number') return { mistake: NO_TIME };
  const timeMs = typeof given === 'number' || NUMBER.test(given) ? toMs(Number(given)) : parseRfc3339(given);
  if (timeMs !== undefined) return timeMs;
  const mistake =
    Number(given) > MOST_SECONDS
      ? `${given} looks like milliseconds: divide by 1000, times are seconds since 1970`
      : `${JSON.stringify(given)} is not a time: use RFC 3339, such as 2026-01-31T12:00:00Z, or seconds since 1970`;
  return { mistake };
}

/** A moment: RFC 3339, or seconds since the epoch as the Prometheus API takes them. Becomes milliseconds. */
export const time = z
  .union([z.string(), z.number()], { error: NO_TIME })
  .transform((value, context) => {
    const timeMs = readTime(value);
    if (typeof timeMs === 'number') return timeMs;
    context.addIssue({ code: 'custom', message: timeMs.mistake });
    return z.NEVER;
  })
  .meta({
    description: 'RFC 3339 time, or seconds since 1970.',
    examples: ['2026-01-31T12:00:00Z', 1769860800],
  });

function parseRfc3339(text: string): number | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) return undefined;
  // Date.parse lets 30 February roll over into March: the day must still be the one that was written.
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= lastDayOfMonth(text) ? timeMs : undefined;
}

function lastDayOfMonth(time: string): number {
  return new Date(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(5, 7)), 0)).getUTCDate();
}

function toMs(seconds: number): number | undefined {
  return seconds >= 0 && seconds <= MOST_SECONDS ? Math.round(seconds * 1000) : undefined;
}
