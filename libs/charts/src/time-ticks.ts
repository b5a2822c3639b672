import type { ZoneOffset } from '@metrics-ai/timeseries';

export interface TimeTick {
  readonly ms: number;
  readonly label: string;
  /** Begins a day among hours, or a year among months. */
  readonly major: boolean;
}

/** A distance of ticks: so many milliseconds, or so many months. */
type TickStep = { readonly ms: number } | { readonly months: number };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30.4 * DAY_MS;
/** Weeks begin on Mondays, and the epoch on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

const STEPS: readonly TickStep[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ({ ms })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ ms: count * SECOND_MS })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ ms: count * MINUTE_MS })),
  ...[1, 2, 3, 6, 12].map((count) => ({ ms: count * HOUR_MS })),
  ...[1, 2, 7, 14].map((count) => ({ ms: count * DAY_MS })),
  ...[1, 3, 6].map((months) => ({ months })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].map((years) => ({ months: 12 * years })),
];

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Round times of a zone's clocks in a range (inclusive), as close as `maxTicks` and `fit` let them be.
 *
 * @param fit whether ticks with such labels can stand side by side.
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  offsetAt: ZoneOffset,
  maxTicks: number,
  fit: (ticks: readonly TimeTick[]) => boolean = () => true,
): TimeTick[] {
  for (const step of STEPS) {
    if ((toMs - fromMs) / approximateMs(step) > maxTicks) continue;
    const ticks = timesOf(step, fromMs, toMs, offsetAt).map((ms) => tick(ms, step, offsetAt));
    if (fit(ticks)) return ticks;
  }
  return [];
}

/** `3 Feb 14:05`, in a zone. */
export function formatMoment(ms: number, offsetAt: ZoneOffset): string {
  const wall = new Date(ms + offsetAt(ms));
  return `${dayAndMonth(wall)} ${clock(wall, MINUTE_MS)}`;
}

/** `3 Feb 2026`, in a zone. */
export function formatDay(ms: number, offsetAt: ZoneOffset): string {
  const wall = new Date(ms + offsetAt(ms));
  return `${dayAndMonth(wall)} ${wall.getUTCFullYear()}`;
}

/** The days of a range in a zone, as short as can be: `Tue 3 Feb 2026`, `2 – 16 Feb 2026`, `30 Jan – 3 Feb 2026`. */
export function formatDays(fromMs: number, toMs: number, offsetAt: ZoneOffset): string {
  const from = new Date(fromMs + offsetAt(fromMs));
  const to = new Date(toMs + offsetAt(toMs));
  const end = formatDay(toMs, offsetAt);
  if (from.getUTCFullYear() !== to.getUTCFullYear()) {
    return `${formatDay(fromMs, offsetAt)} – ${end}`;
  }
  if (from.getUTCMonth() !== to.getUTCMonth()) return `${dayAndMonth(from)} – ${end}`;
  if (from.getUTCDate() !== to.getUTCDate()) return `${from.getUTCDate()} – ${end}`;
  return `${DAYS[to.getUTCDay()]} ${end}`;
}

function approximateMs(step: TickStep): number {
  return 'ms' in step ? step.ms : step.months * MONTH_MS;
}

function timesOf(step: TickStep, fromMs: number, toMs: number, offsetAt: ZoneOffset): number[] {
  if ('ms' in step && step.ms < HOUR_MS) {
    // Clocks are set by whole hours or halves of them, so that one offset serves for parts of those.
    const offset = offsetAt(fromMs);
    return multiples(step.ms, 0, fromMs + offset, toMs + offset).map((wallMs) => wallMs - offset);
  }
  const wallFrom = fromMs + offsetAt(fromMs);
  const wallTo = toMs + offsetAt(toMs);
  const walls =
    'ms' in step
      ? multiples(step.ms, step.ms >= 7 * DAY_MS ? FIRST_MONDAY_MS : 0, wallFrom, wallTo)
      : multiples(step.months, 0, monthsOf(wallFrom), monthsOf(wallTo) + 1).map(startOfMonth);
  return walls
    .map((wallMs) => {
      const guess = wallMs - offsetAt(wallMs);
      const ms = wallMs - offsetAt(guess);
      // Not every hour that a clock could show is one that it did show.
      return ms + offsetAt(ms) === wallMs ? ms : NaN;
    })
    .filter((ms) => ms >= fromMs && ms <= toMs);
}

function multiples(step: number, anchor: number, from: number, to: number): number[] {
  const found: number[] = [];
  for (let k = Math.ceil((from - anchor) / step); anchor + k * step <= to; k++) found.push(anchor + k * step);
  return found;
}

/** Months since the year 0. */
function monthsOf(wallMs: number): number {
  const date = new Date(wallMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function startOfMonth(months: number): number {
  // Date.UTC() takes years below 100 for those of the 20th century.
  return new Date(0).setUTCFullYear(Math.floor(months / 12), months - 12 * Math.floor(months / 12), 1);
}

function tick(ms: number, step: TickStep, offsetAt: ZoneOffset): TimeTick {
  const wall = new Date(ms + offsetAt(ms));
  if ('months' in step) {
    const major = wall.getUTCMonth() === 0;
    return { ms, label: major ? String(wall.getUTCFullYear()) : MONTHS[wall.getUTCMonth()], major };
  }
  if (step.ms >= DAY_MS) return { ms, label: dayAndMonth(wall), major: false };
  if (wall.getTime() % DAY_MS === 0) {
    return { ms, label: `${DAYS[wall.getUTCDay()]} ${dayAndMonth(wall)}`, major: true };
  }
  return { ms, label: clock(wall, step.ms), major: false };
}

function dayAndMonth(wall: Date): string {
  return `${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()]}`;
}

/** As much of the time of day as a step needs. */
function clock(wall: Date, stepMs: number): string {
  const text = wall.toISOString().slice(-13, -1);
  if (stepMs >= MINUTE_MS) return text.slice(0, 5);
  return stepMs >= SECOND_MS ? text.slice(0, 8) : text;
}
