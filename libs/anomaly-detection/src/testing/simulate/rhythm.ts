import type { Draws } from './draws.ts';

// Looked up once: inside a sandbox (a test runner, say) reaching for a global costs more than the arithmetic.
const { cos, exp, max, min, sqrt } = Math;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Of a moment; repeats every week, with mean 0 and deviation 1 over it. */
export type Rhythm = (timestampMs: number) => number;

export const RHYTHM_SHAPES = ['smooth', 'peaky', 'office', 'double'] as const;
export type RhythmShape = (typeof RHYTHM_SHAPES)[number];

/**
 * A daily cycle at a random time of day: `smooth` (three harmonics), `peaky` (one narrow peak), `double` (a peak in the
 * morning, one in the evening) or `office` (on for some hours, off for the rest). On Saturday and Sunday it is `weekend` times
 * as high: 1 is a week of equal days.
 */
export function rhythm(draws: Draws, shape: RhythmShape, weekend: number): Rhythm {
  const day = dailyShape(draws, shape);
  const raw = (timestampMs: number) =>
    day((timestampMs % DAY_MS) / HOUR_MS) * (1 + (weekend - 1) * shareOfWeekend(timestampMs));
  const quarters = Float64Array.from({ length: WEEK_MS / (HOUR_MS / 4) }, (_, i) => raw((i * HOUR_MS) / 4));
  const mean = quarters.reduce((sum, value) => sum + value, 0) / quarters.length;
  const variance = quarters.reduce((sum, value) => sum + (value - mean) ** 2, 0) / quarters.length;
  const factor = 1 / sqrt(variance);
  return (timestampMs) => (raw(timestampMs) - mean) * factor;
}

/** How far below its mean a rhythm goes. */
export function depthOf(of: Rhythm): number {
  let lowest = 0;
  for (let ms = 0; ms < WEEK_MS; ms += HOUR_MS / 4) lowest = min(lowest, of(ms));
  return -lowest;
}

/** 1 on Saturday and Sunday UTC, 0 on other days, and on its way for three hours before and after. */
function shareOfWeekend(timestampMs: number): number {
  // Since a Saturday; the epoch was on a Thursday.
  const hour = ((timestampMs + 5 * DAY_MS) % WEEK_MS) / HOUR_MS;
  const toMonday = 48 - hour;
  const toSaturday = hour > 48 ? hour - 168 : hour;
  return max(0, min(1, 0.5 + min(toMonday, toSaturday) / 6));
}

/** 0 or more, by the hour of the day. */
function dailyShape(draws: Draws, shape: RhythmShape): (hour: number) => number {
  const phase = draws.between(0, 24);
  const angle = (hour: number, at: number) => (2 * Math.PI * (hour - at)) / 24;
  switch (shape) {
    case 'smooth': {
      const second = draws.between(0, 0.4);
      const third = draws.between(0, 0.2);
      const late = draws.between(0, 12);
      return (hour) =>
        1.6 +
        cos(angle(hour, phase)) +
        second * cos(2 * angle(hour, late)) +
        third * cos(3 * angle(hour, late));
    }
    case 'peaky': {
      const sharpness = draws.between(3, 12);
      return (hour) => exp(sharpness * (cos(angle(hour, phase)) - 1));
    }
    case 'double': {
      const sharpness = draws.between(3, 10);
      const apart = draws.between(6, 11);
      const second = draws.between(0.4, 1);
      return (hour) =>
        exp(sharpness * (cos(angle(hour, phase)) - 1)) +
        second * exp(sharpness * (cos(angle(hour, phase + apart)) - 1));
    }
    case 'office': {
      const halfHours = draws.between(3, 6);
      const steepness = draws.between(4, 20);
      const threshold = cos((2 * Math.PI * halfHours) / 24);
      return (hour) => 1 / (1 + exp(-steepness * (cos(angle(hour, phase)) - threshold)));
    }
  }
}
