const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const HOUR_MS = 3_600_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Writes milliseconds since the epoch as `Tue 21 Oct 14:05 UTC`; `unknown` for NaN and what is no date.
 * @param readMs when it is read: of another year, the year is written as well
 */
export function formatTime(ms: number, readMs = ms): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return 'unknown';
  const year = date.getUTCFullYear();
  const ofYear = year === new Date(readMs).getUTCFullYear() ? '' : ` ${year}`;
  return `${weekday(date)} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${ofYear} ${clock(date)} UTC`;
}

/** The nearest full hour of the day, `14:00 UTC`, or of the week, `Tue 14:00 UTC`. */
export function formatHour(ms: number, within: 'day' | 'week'): string {
  const date = new Date(Math.round(ms / HOUR_MS) * HOUR_MS);
  return within === 'day' ? `${clock(date)} UTC` : `${weekday(date)} ${clock(date)} UTC`;
}

function weekday(date: Date): string {
  return DAYS[date.getUTCDay()];
}

function clock(date: Date): string {
  return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
