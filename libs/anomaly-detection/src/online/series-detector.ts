import type { Band } from '../detector.ts';
import { barOf, onsetOf, peaksPerWeek } from './alarm-bar.ts';
import { at, DAY_BINS, layoutOf, SCALARS, WEEK_BINS } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import type { EngineConstants } from './engine-constants.ts';
import { ENGINE_CONSTANTS, TICK_MS } from './engine-constants.ts';
import { dayBin, forecast, learnForecast, quarterOf, weekBin } from './forecast.ts';
import { LocalTime } from './local-time.ts';
import type { Rates } from './rates.ts';
import { ratesAfter } from './rates.ts';
import { MEAN_SIGNALS, SAMPLE_SIGNALS, SIGNALS } from './signals.ts';
import type { Signal } from './signals.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';
import { CALIBRATION_FLOATS, learnTail, tailShare, tailValue } from './tail-calibration.ts';
import { tickSignals } from './tick-signals.ts';

/** What a detector says of one sample; all NaN where it cannot judge: warm-up, or a gap. */
export interface Verdict extends Band {
  /** How strange it is now: 0 or more; above 1 is anomalous at the configured rate of false alarms. */
  readonly state: number;
  /** Above 1: it is time to say something. 0 in between: a repetition is not said again, a worsening is. */
  readonly onset: number;
}

/** How much one signal has to do with the strangeness of the last sample. */
export interface SignalShare {
  readonly name: Signal | 'silence' | 'frozen' | 'resets';
  /** 0…1; the shares of all signals sum up to 1. */
  readonly share: number;
}

export interface SeriesDetectorOptions {
  /** False alarms that a clean series may raise in a week, on average. Default 1. */
  falseAlarmsPerWeek?: number;
  /** IANA name of the time zone whose days and weeks the profiles follow, daylight saving included. Default `UTC`. */
  timeZone?: string;
  /**
   * What is nearer to the expected value is never anomalous: `absolute` in the unit of the values, `relative` as a share of what
   * was expected; the larger of both counts. Default 0.
   */
  minDeviation?: { absolute?: number; relative?: number };
  /** The samples are those of a counter, not yet a rate: the detector takes the rate a second, and watches its resets. Default false. */
  counter?: boolean;
}

const WEEK_MS = 604_800_000;
/** Its square is well within single precision. */
const MAX_ROOT = 1e15;
/** After a gap of so many ticks, what was the level before it says little of the one after it. */
const LEVEL_TICKS = 12;
const signals = new Float64Array(SIGNALS.length);
const UNKNOWN: Verdict = { state: NaN, onset: NaN, expected: NaN, lower: NaN, upper: NaN };

export class SeriesDetector {
  private readonly constants: EngineConstants;
  private readonly layout: Layout;
  private readonly scalars: Float64Array;
  private readonly tables: Float32Array;
  private readonly clock: LocalTime;
  private readonly onsetsPerWeek: number;
  private readonly leastAbsolute: number;
  private readonly leastRelative: number;
  private readonly isCounter: boolean;

  /** @throws RangeError when falseAlarmsPerWeek is not positive, a least deviation is negative, or the time zone is unknown. */
  constructor(options: SeriesDetectorOptions = {}, constants: EngineConstants = ENGINE_CONSTANTS) {
    requireOptions(options);
    this.constants = constants;
    this.layout = layoutOf(constants);
    this.onsetsPerWeek = options.falseAlarmsPerWeek ?? 1;
    this.clock = clockOf(options.timeZone ?? 'UTC');
    this.leastAbsolute = options.minDeviation?.absolute ?? 0;
    this.leastRelative = options.minDeviation?.relative ?? 0;
    this.isCounter = options.counter ?? false;
    const buffer = new ArrayBuffer(SCALARS * 8 + this.layout.floats * 4);
    this.scalars = new Float64Array(buffer, 0, SCALARS);
    this.tables = new Float32Array(buffer, SCALARS * 8);
    const s = this.scalars;
    s[at.lastMs] = s[at.lastFiniteMs] = s[at.counter] = s[at.fast] = s[at.value] = NaN;
    this.tables.fill(NaN, this.layout.day, this.layout.day + DAY_BINS);
    this.tables.fill(NaN, this.layout.week, this.layout.week + WEEK_BINS);
    s.fill(-1, at.errors, at.errors + 4);
    s.fill(1, at.shares, at.shares + SIGNALS.length);
  }

  update(timestampMs: number, value: number): Verdict {
    const s = this.scalars;
    if (!Number.isFinite(value)) return this.absent(timestampMs);
    let elapsedMs = timestampMs - s[at.lastFiniteMs];
    if (s[at.count] > 0) {
      if (!(elapsedMs > 0)) elapsedMs = s[at.stepMs];
      this.learnStep(elapsedMs);
    } else elapsedMs = 0;
    const tickMs = Math.max(TICK_MS, s[at.stepMs]);
    const rates = ratesAfter(this.constants, elapsedMs, tickMs);
    s[at.lastMs] = s[at.lastFiniteMs] = timestampMs;
    if (this.isCounter) {
      const last = s[at.counter];
      s[at.counter] = value;
      if (last !== last) {
        s[at.count]++;
        return UNKNOWN;
      }
      s[at.resets] *= rates.resetsLeft;
      if (value < last) s[at.resets]++;
      value = elapsedMs > 0 ? ((value < last ? value : value - last) / elapsedMs) * 1_000 : 0;
    }
    return this.judge(timestampMs, value, rates, tickMs);
  }

  private judge(timestampMs: number, value: number, rates: Rates, tickMs: number): Verdict {
    const { scalars: s, tables, layout, constants } = this;
    if (s[at.unit] === 0 && value !== 0) s[at.unit] = unitOf(value);
    const root = this.rootOf(value);
    const count = s[at.count]++;
    const quarter = quarterOf(this.clock.localMs(timestampMs));
    const day = dayBin(quarter);
    const week = weekBin(quarter);
    const ofDay = tables[layout.day + day];
    const isFirst = Number.isNaN(s[at.fast]);
    if (isFirst || rates.ticks > LEVEL_TICKS) s[at.fast] = s[at.slow] = ofDay === ofDay ? ofDay : root;
    const expected = forecast(s, tables, layout, day, week);
    const residual = root - expected;
    const deviation = ofDay === ofDay ? root - ofDay : 0;
    const pace =
      s[at.anomalousTicks] > 0 && s[at.anomalousTicks] < constants.newNormalTicks ? constants.outagePace : 1;
    learnForecast(s, tables, layout, day, week, root, rates, constants, pace);

    s[at.drift] += rates.smooth * (residual - s[at.drift]);
    s[at.daily] += rates.smooth * (deviation - s[at.daily]);
    signals[0] = Math.abs(residual);
    signals[1] = Math.abs(s[at.drift]);
    signals[2] = Math.abs(s[at.daily]);
    for (let i = 0; i < SAMPLE_SIGNALS; i++)
      this.calibrate(i, rates.calibrationGrowth, pace < 1 ? constants.calibrationPace : 1);
    this.collectTick(root, residual, deviation, tickMs, rates, isFirst, pace);
    const strangeness = this.strangeness();

    s[at.peak] *= rates.peakLeft;
    s[at.onsets] *= rates.onsetsLeft;
    s[at.excess] *= rates.onsetsLeft;
    s[at.watchedTicks] = s[at.watchedTicks] * rates.onsetsLeft + rates.ticks;
    if (count < constants.warmupPoints) return UNKNOWN;
    const bar = s[at.bar];
    s[at.strangeness] = strangeness;
    let onset = onsetOf(s, constants, strangeness) / bar;
    let state = strangeness / bar;
    const dying = this.dying(value, rates);
    if (dying > state) {
      state = dying;
      if (dying > 1 && s[at.dying] <= 1) onset = Math.max(onset, dying);
    }
    s[at.dying] = dying;
    s[at.state] = state;
    const isStrange = state > 1 || (s[at.anomalousTicks] > 0 && (state > 0.5 || s[at.shares + 2] < 0.02));
    s[at.anomalousTicks] = isStrange ? s[at.anomalousTicks] + rates.ticks : 0;

    const reach = s[at.reach];
    const unit = s[at.unit] || 1;
    const center = square(expected / unit);
    if (Math.abs(value - center) < Math.max(this.leastAbsolute, this.leastRelative * Math.abs(center))) {
      state = Math.min(state, 1);
      onset = 0;
    }
    return {
      state,
      onset,
      expected: center,
      lower: square((expected - reach) / unit),
      upper: square((expected + reach) / unit),
    };
  }

  /** The signed root, in a unit that is a power of two near the first value: the tables hold single-precision numbers. */
  private rootOf(value: number): number {
    const root = Math.sqrt(Math.abs(value)) * this.scalars[at.unit];
    return Math.sign(value) * Math.min(root, MAX_ROOT);
  }

  private calibrate(signal: number, growth: number, pace: number): void {
    const { scalars: s, tables, layout } = this;
    const table = layout.calibrations + signal * CALIBRATION_FLOATS;
    const value = signals[signal];
    if (value !== value) return;
    s[at.shares + signal] = tailShare(tables, table, value);
    learnTail(tables, table, value, growth, pace);
  }

  private collectTick(
    root: number,
    residual: number,
    deviation: number,
    tickMs: number,
    rates: Rates,
    isFirst: boolean,
    pace: number,
  ): void {
    const { scalars: s, tables, layout, constants } = this;
    s[at.tickSum] += root;
    s[at.tickSquares] += residual * residual;
    s[at.tickDeviation] += deviation;
    s[at.tickCount]++;
    s[at.tickMs] += rates.ticks * tickMs;
    if (!isFirst && s[at.tickMs] < tickMs - s[at.stepMs] / 2) return;
    const n = s[at.tickCount];
    tickSignals(
      s,
      tables,
      layout,
      constants,
      s[at.tickSum] / n,
      s[at.tickSquares] / n,
      s[at.tickDeviation] / n,
      signals,
    );
    s[at.tickSum] = s[at.tickSquares] = s[at.tickDeviation] = s[at.tickCount] = 0;
    s[at.tickMs] = 0;
    const growth = rates.ticks < 1 ? layout.tickGrowth : rates.calibrationGrowth;
    for (let i = SAMPLE_SIGNALS; i < SIGNALS.length; i++)
      this.calibrate(i, growth, pace < 1 ? constants.calibrationPace : 1);
    s[at.bar] = barOf(s, constants, tickMs, this.onsetsPerWeek);
    s[at.reach] = tailValue(tables, layout.calibrations, constants.bandShare);
  }

  private strangeness(): number {
    const { scalars: s, constants } = this;
    const least = this.layout.leastShare;
    let product = 1;
    let loudest = 1;
    let slowest = 1;
    for (let i = 0; i < SIGNALS.length; i++) {
      const share = Math.max(s[at.shares + i], least);
      if (i < MEAN_SIGNALS) product *= share;
      if (i < MEAN_SIGNALS) loudest = Math.min(loudest, share);
      else slowest = Math.min(slowest, share);
    }
    const mixture =
      ((1 - constants.loudest) / MEAN_SIGNALS) * Math.log10(product) +
      constants.loudest * Math.log10(loudest);
    return Math.max(-mixture, -constants.alone * Math.log10(slowest));
  }

  private dying(value: number, rates: Rates): number {
    const { scalars: s, constants } = this;
    if (value === s[at.value]) s[at.run] += rates.ticks;
    else {
      if (s[at.value] === s[at.value]) {
        s[at.changes]++;
        s[at.longestRun] = Math.max(s[at.longestRun], s[at.run]);
      }
      s[at.run] = 0;
      s[at.value] = value;
    }
    const frozen =
      s[at.changes] >= 100 ? s[at.run] / Math.max(constants.frozenTicks, 3 * s[at.longestRun]) : 0;
    if (!this.isCounter) return beyond(frozen);
    const storm = s[at.resets] / Math.max(constants.stormResets, 2 * s[at.mostResets]);
    if (s[at.resets] > s[at.mostResets])
      s[at.mostResets] += (rates.ticks / 2_016) * (s[at.resets] - s[at.mostResets]);
    return beyond(Math.max(frozen, storm));
  }

  private absent(timestampMs: number): Verdict {
    const s = this.scalars;
    if (s[at.count] < this.constants.warmupPoints) return UNKNOWN;
    const tickMs = Math.max(TICK_MS, s[at.stepMs]);
    const limitMs = Math.max(this.constants.gapTicks * tickMs, 2 * s[at.longestGap]);
    const gapMs = timestampMs - s[at.lastFiniteMs];
    const wasStopped = s[at.lastMs] - s[at.lastFiniteMs] > limitMs;
    s[at.lastMs] = timestampMs;
    if (gapMs <= limitMs) return UNKNOWN;
    const state = beyond(gapMs / limitMs);
    return { ...UNKNOWN, state, onset: wasStopped ? 0 : state };
  }

  private learnStep(elapsedMs: number): void {
    const s = this.scalars;
    const stepMs = s[at.stepMs];
    if (stepMs === 0) s[at.stepMs] = elapsedMs;
    else if (elapsedMs < 0.67 * stepMs || elapsedMs > 1.5 * stepMs) {
      if (elapsedMs > 1.5 * stepMs) s[at.longestGap] = Math.max(s[at.longestGap], elapsedMs);
      if (++s[at.oddSteps] > 5) {
        s[at.stepMs] = elapsedMs;
        s[at.oddSteps] = 0;
        s[at.longestGap] = 0;
      }
    } else s[at.oddSteps] = 0;
  }

  /** How long it takes on average, in milliseconds, until ordinary behaviour is as strange as the last sample; 0 where it is ordinary. */
  get onceInMs(): number {
    const s = this.scalars;
    return WEEK_MS / peaksPerWeek(s, this.constants, Math.max(TICK_MS, s[at.stepMs]), s[at.strangeness]);
  }

  /** What the last sample's strangeness is made of, the largest share first; empty before the first verdict. */
  get signals(): SignalShare[] {
    const s = this.scalars;
    if (s[at.bar] === 0) return [];
    if (s[at.lastMs] > s[at.lastFiniteMs]) return [{ name: 'silence', share: 1 }];
    if (s[at.dying] > 0 && s[at.dying] >= s[at.state])
      return [{ name: this.isStorm ? 'resets' : 'frozen', share: 1 }];
    const rarities = SIGNALS.map((_, i) => -Math.log10(Math.max(s[at.shares + i], this.layout.leastShare)));
    const loudest = rarities.indexOf(Math.max(...rarities));
    const parts = rarities.map(
      (rarity, i) =>
        (i < MEAN_SIGNALS ? (rarity * (1 - this.constants.loudest)) / MEAN_SIGNALS : 0) +
        (i === loudest ? rarity * this.constants.loudest : 0),
    );
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return SIGNALS.map((name, i) => ({ name, share: parts[i] / whole }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share);
  }

  private get isStorm(): boolean {
    return this.isCounter && this.scalars[at.run] === 0;
  }

  /** Everything that it has learnt, as bytes that never change; {@link restore} continues from there bit for bit. */
  save(): Uint8Array {
    return packSnapshot(this.bytesOfAll);
  }

  /**
   * Continues from a snapshot. The options are not in it: give the same ones, or others from here on.
   *
   * @throws RangeError when the bytes are not a snapshot, or one of another version or other constants.
   */
  static restore(
    snapshot: Uint8Array,
    options: SeriesDetectorOptions = {},
    constants: EngineConstants = ENGINE_CONSTANTS,
  ): SeriesDetector {
    const detector = new SeriesDetector(options, constants);
    detector.bytesOfAll.set(unpackSnapshot(snapshot, detector.bytesOfAll.length));
    return detector;
  }

  private get bytesOfAll(): Uint8Array {
    return new Uint8Array(this.scalars.buffer);
  }
}

function requireOptions({ falseAlarmsPerWeek = 1, minDeviation = {} }: SeriesDetectorOptions): void {
  if (!(falseAlarmsPerWeek > 0 && falseAlarmsPerWeek < Infinity)) {
    throw new RangeError(`falseAlarmsPerWeek must be a positive number, not ${falseAlarmsPerWeek}`);
  }
  for (const [name, deviation = 0] of Object.entries(minDeviation)) {
    if (!(deviation >= 0)) throw new RangeError(`minDeviation.${name} must be 0 or more, not ${deviation}`);
  }
}

/** A ratio beyond 1 counts by its logarithm: what has been dead for long is not ever stranger. */
function beyond(ratio: number): number {
  return ratio > 1 ? 1 + Math.log2(ratio) : ratio;
}

function unitOf(value: number): number {
  return 2 ** -Math.round(Math.log2(Math.abs(value)) / 2);
}

function square(root: number): number {
  return root * Math.abs(root);
}

const clocks = new Map<string, LocalTime>();
function clockOf(timeZone: string): LocalTime {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new LocalTime(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}
