import { middleOf } from './centred-median.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** A daily profile needs so much of the past, and a weekly one nearly two weeks. */
const DAILY_FROM_MS = 3 * DAY_MS;
const WEEKLY_FROM_MS = 1.9 * WEEK_MS;
/** Half an hour is one value of a profile; it says nothing of steps of more than two hours. */
const BIN_MS = 1_800_000;
const MAX_TICK_MS = 4 * BIN_MS;
const DAY_BINS = DAY_MS / BIN_MS;
/** A weekly profile must tell one week from the other by so much less of an error than the daily one. */
const WEEKLY_GAIN = 0.7;

/** What was usual at each half hour of the day or of the week, whichever tells more; nothing (0) where the past is too short. */
export class UsualProfile {
  readonly isEmpty: boolean;
  readonly mean: number;
  private readonly bins: Float64Array;

  /** @param past values at ticks from `startMs` on; NaN is unknown. */
  constructor(past: Float64Array, startMs: number, tickMs: number) {
    this.bins = binsOf(past, startMs, tickMs);
    this.isEmpty = this.bins.length === 0;
    this.mean = this.bins.reduce((sum, value) => sum + value / this.bins.length, 0);
  }

  /** At the ticks from `startMs` on: between the middles of two half hours it is a straight line. */
  atTicks(startMs: number, tickMs: number, count: number): Float64Array {
    const values = new Float64Array(count);
    const { length } = this.bins;
    if (length === 0) return values;
    for (let tick = 0; tick < count; tick++) {
      const place = (startMs + (tick + 0.5) * tickMs) / BIN_MS - 0.5;
      const whole = Math.floor(place);
      const bin = modulo(whole, length);
      const before = this.bins[bin];
      const after = this.bins[bin + 1 === length ? 0 : bin + 1];
      values[tick] = before + (place - whole) * (after - before);
    }
    return values;
  }
}

function binsOf(past: Float64Array, startMs: number, tickMs: number): Float64Array {
  const spanMs = past.length * tickMs;
  if (spanMs < DAILY_FROM_MS || tickMs > MAX_TICK_MS) return new Float64Array();
  const daily = mediansByBin(past, startMs, tickMs, DAY_BINS);
  if (spanMs < WEEKLY_FROM_MS) return daily;
  const half = past.length - Math.round(WEEK_MS / tickMs);
  const [former, latter] = [past.subarray(0, half), past.subarray(half)].map((part, i) =>
    mediansByBin(part, startMs + i * half * tickMs, tickMs, 7 * DAY_BINS),
  );
  let [ofWeek, ofDay] = [0, 0];
  for (let bin = 0; bin < latter.length; bin++) {
    const difference = (latter[bin] - former[bin]) ** 2 / 2;
    if (Number.isNaN(difference)) continue;
    ofWeek += difference;
    ofDay += (latter[bin] - daily[bin % DAY_BINS]) ** 2;
  }
  if (!(ofWeek < WEEKLY_GAIN ** 2 * ofDay)) return daily;
  return latter.map((value, bin) => {
    const mean = (value + former[bin]) / 2;
    return Number.isNaN(mean) ? daily[bin % DAY_BINS] : mean;
  });
}

function mediansByBin(values: Float64Array, startMs: number, tickMs: number, bins: number): Float64Array {
  const binOf = (i: number) => modulo(Math.floor((startMs + (i + 0.5) * tickMs) / BIN_MS), bins);
  // Sorted by bin: that of bin b ends before ends[b].
  const ends = new Int32Array(bins + 1);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) ends[binOf(i) + 1]++;
  for (let bin = 0; bin < bins; bin++) ends[bin + 1] += ends[bin];
  const sorted = new Float64Array(ends[bins]);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) sorted[ends[binOf(i)]++] = values[i];
  const medians = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    const group = sorted.subarray(bin === 0 ? 0 : ends[bin - 1], ends[bin]).sort();
    medians[bin] = middleOf(group, group.length);
  }
  // Where the step is longer than a bin, its neighbour knows more.
  for (let bin = 0; bin < 2 * bins; bin++) {
    if (Number.isNaN(medians[bin % bins])) medians[bin % bins] = medians[(bin + bins - 1) % bins];
  }
  return medians;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
