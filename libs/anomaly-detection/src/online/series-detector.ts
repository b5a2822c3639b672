import type { Band } from '../detector.ts';
import { barOf, fadePeaks, onsetOf, peaksPerWeek } from './alarm-bar.ts';
import { at, DAY_BINS, layoutOf, SCALARS, WEEK_BINS } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import { beyond, frozenRatio, learnStep, resetRatio, silenceRatio } from './dying-signals.ts';
import type { EngineConstants } from './engine-constants.ts';
import { ENGINE_CONSTANTS, TICK_MS } from './engine-constants.ts';
import { dayBin, forecast, learnForecast, quarterOf, weekBin } from './forecast.ts';
import { LocalTime } from './local-time.ts';
import type { MarkedPeriod } from './marked-periods.ts';
import { markAt, requirePeriods } from './marked-periods.ts';
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
  /** What somebody knows of some periods: maintenance, confirmed incidents, and what is not an anomaly. They must not overlap. */
  marked?: readonly MarkedPeriod[];
}

const WEEK_MS = 604_800_000;
/** Its square is well within single precision. */
const MAX_ROOT = 1e15;
/** After a gap of so many ticks, what was the level before it says little of the one after it. */
const LEVEL_TICKS = 12;
const DAILY = SIGNALS.indexOf('daily');
/** An incident goes on as long as the distance from the usual day is among so few of the largest. */
const STILL_AWAY_SHARE = 0.02;
const signals = new Float64Array(SIGNALS.length);
/** The first hour, quarter and day of a series are how it starts, not how it is: what they taught counts a tenth afterwards. */
const FIRST_TICKS = [12, 72, 288];
const FIRST_GROWTH = 10;
const NOTHING_MARKED: readonly MarkedPeriod[] = [];
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
  private readonly marked: readonly MarkedPeriod[];
  /** What was known before the incident that is going on. */
  private beforeIncident: Uint8Array | undefined;

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
    this.marked = options.marked === undefined ? NOTHING_MARKED : requirePeriods(options.marked);
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

  /**
   * Judges the sample by what was learnt from earlier ones, then learns from it. A number that is neither NaN nor infinite is a
   * sample; anything else says that there is none: a silence, which is judged when it lasts. A sample that is not later than the
   * last one counts as one step later.
   */
  update(timestampMs: number, value: number): Verdict {
    if (this.marked.length === 0) return this.follow(timestampMs, value);
    const mark = markAt(this.marked, timestampMs);
    if (mark === 'incident') this.beforeIncident ??= this.bytesOfAll.slice();
    else if (this.beforeIncident !== undefined) this.forgetIncident(timestampMs);
    if (mark === 'maintenance') return this.skip(timestampMs, value);
    const verdict = this.follow(timestampMs, value);
    if (mark !== 'normal') return verdict;
    this.scalars[at.anomalousTicks] = 0;
    return { ...verdict, state: Math.min(verdict.state, 1), onset: Math.min(verdict.onset, 0) };
  }

  private forgetIncident(timestampMs: number): void {
    if (this.beforeIncident !== undefined) this.bytesOfAll.set(this.beforeIncident);
    this.beforeIncident = undefined;
    this.skip(timestampMs - this.scalars[at.stepMs], NaN);
  }

  /** Time passes, and nothing is learnt; the levels of before say little of what comes after. */
  private skip(timestampMs: number, value: number): Verdict {
    const s = this.scalars;
    if (!Number.isNaN(s[at.lastMs])) s[at.lastMs] = s[at.lastFiniteMs] = timestampMs;
    s[at.counter] = value;
    s[at.fast] = s[at.value] = NaN;
    return UNKNOWN;
  }

  private follow(timestampMs: number, value: number): Verdict {
    const s = this.scalars;
    if (!Number.isFinite(value)) return this.absent(timestampMs);
    let elapsedMs = timestampMs - s[at.lastFiniteMs];
    if (Number.isNaN(elapsedMs)) elapsedMs = 0;
    else {
      // A clock that was set back: what comes next is one step later.
      if (!(elapsedMs > 0)) elapsedMs = s[at.stepMs];
      learnStep(s, elapsedMs);
    }
    const tickMs = Math.max(TICK_MS, s[at.stepMs]);
    const rates = ratesAfter(this.constants, elapsedMs, tickMs);
    s[at.lastMs] = s[at.lastFiniteMs] = timestampMs;
    if (this.isCounter) {
      const last = s[at.counter];
      s[at.counter] = value;
      if (Number.isNaN(last)) return UNKNOWN;
      // A counter that is smaller than before started again from 0.
      const hasReset = value < last;
      s[at.resets] = s[at.resets] * rates.resetsLeft + (hasReset ? 1 : 0);
      value = ((hasReset ? value : value - last) / elapsedMs) * 1_000;
    }
    return this.judge(timestampMs, value, rates, tickMs);
  }

  private judge(timestampMs: number, value: number, rates: Rates, tickMs: number): Verdict {
    const { scalars: s, tables, layout, constants } = this;
    if (s[at.unit] === 0 && value !== 0) s[at.unit] = unitOf(value);
    const root = this.rootOf(value);
    const quarter = quarterOf(this.clock.localMs(timestampMs));
    const day = dayBin(quarter);
    const week = weekBin(quarter);
    const ofDay = tables[layout.day + day];
    s[at.count]++;
    if (Number.isNaN(s[at.fast]) || rates.ticks > LEVEL_TICKS) {
      s[at.fast] = s[at.slow] = ofDay === ofDay ? ofDay : root;
      s[at.drift] = s[at.daily] = s[at.ticksSinceGap] = 0;
    }
    const expected = forecast(s, tables, layout, day, week);
    const residual = root - expected;
    const deviation = ofDay === ofDay ? root - ofDay : 0;
    s[at.drift] += rates.smooth * (residual - s[at.drift]);
    s[at.daily] += rates.smooth * (deviation - s[at.daily]);
    signals[0] = Math.abs(residual);
    signals[1] = Math.abs(s[at.drift]);
    signals[2] = Math.abs(s[at.daily]);
    this.compare(0, SAMPLE_SIGNALS);
    const hasTicked = this.collectTick(root, residual, deviation, tickMs, rates);
    if (hasTicked) this.compare(SAMPLE_SIGNALS, SIGNALS.length);

    const outageTicks = this.isOutage ? s[at.anomalousTicks] : 0;
    this.weigh(value, rates);
    // Judged first, learnt afterwards: not even the first sample of an outage is learnt like any other.
    const profilePace = this.isOutage ? constants.outagePace : 1;
    learnForecast(s, tables, layout, day, week, root, rates, constants, profilePace);
    // The first one belongs to the calibration: what is rare must be known to be possible.
    const pace = 1 / (1 + constants.calibrationPace * outageTicks);
    const first = hasTicked && FIRST_TICKS.includes(s[at.ticks]) ? FIRST_GROWTH : 1;
    this.learn(0, SAMPLE_SIGNALS, first * rates.calibrationGrowth, pace);
    if (hasTicked) {
      this.learn(
        SAMPLE_SIGNALS,
        SIGNALS.length,
        first * (rates.ticks < 1 ? layout.tickGrowth : rates.calibrationGrowth),
        pace,
      );
      this.raiseBar();
      s[at.reach] = tailValue(tables, layout.calibrations, constants.bandShare);
    }
    return s[at.count] > constants.warmupPoints ? this.verdict(value, expected) : UNKNOWN;
  }

  private raiseBar(): void {
    const { scalars: s, constants } = this;
    s[at.bar] = barOf(s, constants, Math.max(TICK_MS, s[at.stepMs]), this.onsetsPerWeek);
    s[at.onsetsPerWeek] = this.onsetsPerWeek;
  }

  /** Something strange is going on, and not for so long that it is the new normal. */
  private get isOutage(): boolean {
    const ticks = this.scalars[at.anomalousTicks];
    return ticks > 0 && ticks < this.constants.newNormalTicks;
  }

  /** The signed root, in a unit that is a power of two near the first value: the tables hold single-precision numbers. */
  private rootOf(value: number): number {
    const root = Math.sqrt(Math.abs(value)) * this.scalars[at.unit];
    return Math.sign(value) * Math.min(root, MAX_ROOT);
  }

  /** Whether a tick is full: then its signals are new. */
  private collectTick(
    root: number,
    residual: number,
    deviation: number,
    tickMs: number,
    rates: Rates,
  ): boolean {
    const { scalars: s, tables, layout, constants } = this;
    s[at.tickSum] += root;
    s[at.tickSquares] += residual * residual;
    s[at.tickDeviation] += deviation;
    s[at.tickMs] += rates.ticks * tickMs;
    const n = ++s[at.tickCount];
    if (s[at.ticks] > 0 && s[at.tickMs] < tickMs - s[at.stepMs] / 2) return false;
    const squares = s[at.tickSquares] / n;
    tickSignals(s, tables, layout, constants, s[at.tickSum] / n, squares, s[at.tickDeviation] / n, signals);
    s[at.tickSum] = s[at.tickSquares] = s[at.tickDeviation] = s[at.tickCount] = s[at.tickMs] = 0;
    return true;
  }

  /** How rare each signal is in its own past. A signal that is not there yet (NaN) is not rare. */
  private compare(from: number, to: number): void {
    const { scalars: s, tables, layout } = this;
    for (let i = from; i < to; i++) {
      s[at.shares + i] = tailShare(tables, layout.calibrations + i * CALIBRATION_FLOATS, signals[i]);
    }
  }

  private learn(from: number, to: number, growth: number, pace: number): void {
    const { tables, layout } = this;
    for (let i = from; i < to; i++) {
      if (signals[i] === signals[i]) {
        learnTail(tables, layout.calibrations + i * CALIBRATION_FLOATS, signals[i], growth, pace);
      }
    }
  }

  /** From the rarity of all signals to state and onset. */
  private weigh(value: number, rates: Rates): void {
    const { scalars: s, constants } = this;
    fadePeaks(s, rates);
    const dying = this.dyingRatio(value, rates);
    // What has been said to be strange is not said again because it also stands still.
    const isNewlyDying = dying > 1 && s[at.dying] <= 1 && s[at.isSaid] === 0;
    s[at.dying] = dying;
    s[at.strangeness] = this.strangeness();
    if (s[at.count] <= constants.warmupPoints) return;
    const onset = onsetOf(s, constants, s[at.strangeness]) / s[at.bar];
    const state = Math.max(s[at.strangeness] / s[at.bar], dying);
    s[at.onset] = Math.max(onset, isNewlyDying ? dying : 0);
    s[at.state] = state;
    const goesOn = s[at.anomalousTicks] > 0 && (state > 0.5 || s[at.shares + DAILY] < STILL_AWAY_SHARE);
    s[at.anomalousTicks] = state > 1 || goesOn ? s[at.anomalousTicks] + rates.ticks : 0;
    s[at.isSaid] = s[at.anomalousTicks] > 0 && (s[at.isSaid] === 1 || s[at.onset] > 1) ? 1 : 0;
  }

  /** The mean rarity of the first signals with the loudest one's, in powers of ten; or one of the slow signals alone. */
  private strangeness(): number {
    const { scalars: s, constants } = this;
    const least = this.layout.leastShare;
    let product = 1;
    let loudest = 1;
    for (let i = 0; i < MEAN_SIGNALS; i++) {
      const share = Math.max(s[at.shares + i], least);
      product *= share;
      if (share < loudest) loudest = share;
    }
    let slow = 1;
    for (let i = MEAN_SIGNALS; i < SIGNALS.length; i++) slow = Math.min(slow, s[at.shares + i]);
    const meanWeight = (1 - constants.loudest) / MEAN_SIGNALS;
    const mixture = -meanWeight * Math.log10(product) - constants.loudest * Math.log10(loudest);
    return Math.max(mixture, -constants.alone * Math.log10(Math.max(slow, least)));
  }

  private verdict(value: number, expectedRoot: number): Verdict {
    const s = this.scalars;
    const unit = s[at.unit] || 1;
    const expected = square(expectedRoot / unit);
    const least = Math.max(this.leastAbsolute, this.leastRelative * Math.abs(expected));
    const isRelevant = least === 0 || Math.abs(value - expected) >= least;
    return {
      state: isRelevant ? s[at.state] : Math.min(s[at.state], 1),
      onset: isRelevant ? s[at.onset] : 0,
      expected,
      lower: square((expectedRoot - s[at.reach]) / unit),
      upper: square((expectedRoot + s[at.reach]) / unit),
    };
  }

  private dyingRatio(value: number, rates: Rates): number {
    const s = this.scalars;
    const frozen = frozenRatio(s, value, rates.ticks, this.constants);
    return beyond(this.isCounter ? Math.max(frozen, resetRatio(s, rates, this.constants)) : frozen);
  }

  private absent(timestampMs: number): Verdict {
    const s = this.scalars;
    const ratio = silenceRatio(s, timestampMs, this.constants);
    const wasSilent = silenceRatio(s, s[at.lastMs], this.constants) > 1;
    s[at.lastMs] = timestampMs;
    if (!(ratio > 1) || s[at.count] <= this.constants.warmupPoints) return UNKNOWN;
    const state = beyond(ratio);
    return { ...UNKNOWN, state, onset: wasSilent ? 0 : state };
  }

  /** How long it takes on average, in milliseconds, until ordinary behaviour is as strange as the last sample; 0 where it is ordinary. */
  get onceInMs(): number {
    const s = this.scalars;
    return WEEK_MS / peaksPerWeek(s, this.constants, Math.max(TICK_MS, s[at.stepMs]), s[at.strangeness]);
  }

  /** What the last sample's strangeness is made of, the largest share first; empty before the first verdict. */
  get signals(): SignalShare[] {
    const s = this.scalars;
    if (s[at.count] <= this.constants.warmupPoints) return [];
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
    if (this.beforeIncident === undefined) return packSnapshot(this.bytesOfAll);
    const both = new Uint8Array(2 * this.bytesOfAll.length);
    both.set(this.bytesOfAll);
    both.set(this.beforeIncident, this.bytesOfAll.length);
    return packSnapshot(both);
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
    const length = detector.bytesOfAll.length;
    const memory = unpackSnapshot(snapshot, length);
    detector.bytesOfAll.set(memory.subarray(0, length));
    if (memory.length > length) detector.beforeIncident = memory.slice(length);
    if (detector.scalars[at.onsetsPerWeek] !== detector.onsetsPerWeek) detector.raiseBar();
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
