import type { Band } from '../detector.ts';
import { barOf, fadePeaks, onsetOf, peaksPerWeek } from './alarm-bar.ts';
import { at as places, blankMemory, layoutOf } from './detector-memory.ts';
import type { Layout } from './detector-memory.ts';
import type { DetectorSettings, SeriesDetectorOptions } from './detector-options.ts';
import { settingsOf } from './detector-options.ts';
import { beyond, frozenRatio, learnStep, resetRatio, silenceRatio } from './dying-signals.ts';
import type { EngineConstants } from './engine-constants.ts';
import { ENGINE_CONSTANTS, TICK_MS } from './engine-constants.ts';
import { dayBin, forecast, learnForecast, quarterOf, weekBin } from './forecast.ts';
import { markAt } from './marked-periods.ts';
import type { Rates } from './rates.ts';
import { ratesAfter } from './rates.ts';
import { readCounter } from './read-counter.ts';
import { signedRoot, unitOf, valueOf } from './signed-root.ts';
import { SAMPLE_SIGNALS, SIGNALS } from './signals.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';
import type { SignalShare } from './strangeness.ts';
import { jointStrangeness, slowStrangeness, strangenessShares } from './strangeness.ts';
import { CALIBRATION_FLOATS, fetchAhead, learnTail, tailShare, tailValue } from './tail-calibration.ts';
import { collectTick } from './tick-signals.ts';

const at = places;

/** What a detector says of one sample; all NaN where it cannot judge: warm-up, or a gap. */
export interface Verdict extends Band {
  /** How strange it is now: 0 or more; above 1 is anomalous at the configured rate of false alarms. */
  readonly state: number;
  /** Above 1: it is time to say something. 0 in between: a repetition is not said again, a worsening is. */
  readonly onset: number;
}

const WEEK_MS = 604_800_000;
/** What a Date can hold. */
const MAX_TIME_MS = 8.64e15;
/** After a gap of so many ticks, what was the level before it says little of the one after it. */
const LEVEL_TICKS = 12;
const DAILY = SIGNALS.indexOf('daily');
/** An incident goes on as long as the distance from the usual day is among so few of the largest. */
const STILL_AWAY_SHARE = 0.02;
const signals = new Float64Array(SIGNALS.length);
/** The first hour, quarter and day of a series are how it starts, not how it is: what they taught counts a tenth afterwards. */
const FIRST_TICKS = [12, 72, 288];
const FIRST_GROWTH = 10;
const UNKNOWN: Verdict = { state: NaN, onset: NaN, expected: NaN, lower: NaN, upper: NaN };

export class SeriesDetector {
  private readonly settings: DetectorSettings;
  private readonly layout: Layout;
  private readonly scalars: Float64Array;
  private readonly tables: Float32Array;
  /** What was known before the incident that is going on. */
  private beforeIncident: Uint8Array | undefined;

  /** @throws RangeError when falseAlarmsPerWeek is not positive, a least deviation is negative, or the time zone is unknown. */
  constructor(options: SeriesDetectorOptions = {}, constants: EngineConstants = ENGINE_CONSTANTS) {
    this.settings = settingsOf(options);
    this.layout = layoutOf(constants);
    const { scalars, tables } = blankMemory(this.layout);
    this.scalars = scalars;
    this.tables = tables;
  }

  /**
   * Judges the sample by what was learnt from earlier ones, then learns from it. A number that is neither NaN nor infinite is a
   * sample; anything else says that there is none: a silence, which is judged when it lasts. A sample that is not later than the
   * last one counts as one step later.
   *
   * @param timestampMs milliseconds since 1970
   * @param resets of a rate: how often its counter was reset since the sample before. Of a counter they are seen here.
   * @throws RangeError when the time is none that a Date could have.
   */
  update(timestampMs: number, value: number, resets = 0): Verdict {
    if (!(Math.abs(timestampMs) <= MAX_TIME_MS)) {
      throw new RangeError(`timestampMs must be milliseconds since 1970, not ${timestampMs}`);
    }
    const { marked } = this.settings;
    if (marked.length === 0) return this.follow(timestampMs, value, resets);
    const mark = markAt(marked, timestampMs);
    if (mark === 'incident') this.beforeIncident ??= this.bytesOfAll.slice();
    else if (this.beforeIncident !== undefined) this.forgetIncident(timestampMs);
    // What is away in a normal period is known to be: if it stays away, that is said afterwards.
    if (mark === 'maintenance' || (mark === 'normal' && !Number.isFinite(value)))
      return this.skip(timestampMs, value);
    const verdict = this.follow(timestampMs, value, resets);
    if (mark !== 'normal') return verdict;
    // What stands still, too, if it goes on.
    this.scalars[at.anomalousTicks] = this.scalars[at.isDeathSaid] = this.scalars[at.dying] = 0;
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
    s[at.counter] = Number.isFinite(value) ? value : NaN;
    s[at.fast] = s[at.value] = NaN;
    return UNKNOWN;
  }

  private follow(timestampMs: number, value: number, resets: number): Verdict {
    const s = this.scalars;
    if (!Number.isFinite(value)) {
      s[at.resets] += resets;
      return this.absent(timestampMs);
    }
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
    if (this.settings.isCounter) {
      value = readCounter(s, value, elapsedMs, rates);
      if (Number.isNaN(value)) return UNKNOWN;
    } else s[at.resets] = s[at.resets] * rates.resetsLeft + resets;
    return this.judge(timestampMs, value, rates, tickMs);
  }

  private judge(timestampMs: number, value: number, rates: Rates, tickMs: number): Verdict {
    const { scalars: s, tables, layout, constants } = this;
    fetchAhead(tables, layout.calibrations, SAMPLE_SIGNALS * CALIBRATION_FLOATS);
    if (s[at.unit] === 0 && value !== 0) s[at.unit] = unitOf(value);
    const root = signedRoot(value, s[at.unit]);
    const quarter = quarterOf(this.settings.clock.localMs(timestampMs));
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
    const sinceMs = rates.ticks * tickMs;
    const hasTicked = collectTick(
      s,
      tables,
      layout,
      constants,
      root,
      residual,
      deviation,
      sinceMs,
      tickMs,
      signals,
    );
    if (hasTicked) {
      this.compare(SAMPLE_SIGNALS, SIGNALS.length);
      s[at.slowStrangeness] = slowStrangeness(s, constants);
    }

    const outageTicks = this.isOutage ? s[at.anomalousTicks] : 0;
    const onset = this.weigh(value, rates);
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
    return s[at.count] > constants.warmupPoints ? this.verdict(value, expected, onset) : UNKNOWN;
  }

  private raiseBar(): void {
    const { scalars: s, constants } = this;
    const { falseAlarmsPerWeek } = this.settings;
    s[at.bar] = barOf(s, constants, Math.max(TICK_MS, s[at.stepMs]), falseAlarmsPerWeek);
    s[at.onsetsPerWeek] = falseAlarmsPerWeek;
  }

  private get constants(): EngineConstants {
    return this.layout.constants;
  }

  /** Something strange is going on, and not for so long that it is the new normal. */
  private get isOutage(): boolean {
    const ticks = this.scalars[at.anomalousTicks];
    return ticks > 0 && ticks < this.constants.newNormalTicks;
  }

  /** How rare each signal is in its own past. A signal that is not there yet (NaN) is not rare. */
  private compare(from: number, to: number): void {
    const { scalars: s, tables, layout, constants } = this;
    for (let i = from; i < to; i++) {
      const share = tailShare(tables, layout.calibrations + i * CALIBRATION_FLOATS, signals[i]);
      s[at.shares + i] = Math.max(share, constants.leastShare);
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

  /** From the rarity of all signals to the state, and the onset, which is returned. */
  private weigh(value: number, rates: Rates): number {
    const { scalars: s, constants } = this;
    fadePeaks(s, rates);
    const dying = this.dyingRatio(value, rates);
    // That it dies is said once, though it had been said to be strange: it is another thing.
    const isNewlyDying = dying > 1 && s[at.dying] <= 1 && s[at.isDeathSaid] === 0;
    s[at.dying] = dying;
    s[at.strangeness] = Math.max(jointStrangeness(s, constants), s[at.slowStrangeness]);
    if (s[at.count] <= constants.warmupPoints) return 0;
    const worse = onsetOf(s, constants, s[at.strangeness]) / s[at.bar];
    const state = Math.max(s[at.strangeness] / s[at.bar], dying);
    const onset = Math.max(worse, isNewlyDying ? dying : 0);
    s[at.state] = state;
    const goesOn = s[at.anomalousTicks] > 0 && (state > 0.5 || s[at.shares + DAILY] < STILL_AWAY_SHARE);
    s[at.anomalousTicks] = state > 1 || goesOn ? s[at.anomalousTicks] + rates.ticks : 0;
    if (s[at.anomalousTicks] === 0) s[at.isDeathSaid] = 0;
    else if (isNewlyDying) s[at.isDeathSaid] = 1;
    return onset;
  }

  private verdict(value: number, expectedRoot: number, onset: number): Verdict {
    const s = this.scalars;
    const expected = valueOf(expectedRoot, s[at.unit]);
    const { absolute, relative } = this.settings.minDeviation;
    const least = Math.max(absolute, relative * Math.abs(expected));
    const isStorm = s[at.dying] > 1 && this.isStorm;
    const isRelevant = least === 0 || isStorm || Math.abs(value - expected) >= least;
    return {
      state: isRelevant ? s[at.state] : Math.min(s[at.state], 1),
      onset: isRelevant ? onset : 0,
      expected,
      lower: valueOf(expectedRoot - s[at.reach], s[at.unit]),
      upper: valueOf(expectedRoot + s[at.reach], s[at.unit]),
    };
  }

  private dyingRatio(value: number, rates: Rates): number {
    const s = this.scalars;
    const frozen = frozenRatio(s, value, rates.ticks, this.constants);
    return beyond(s[at.resets] > 0 ? Math.max(frozen, resetRatio(s, rates, this.constants)) : frozen);
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
    // That it is dead matters more than how strange it was when it died.
    if (s[at.dying] > 1 || (s[at.dying] > 0 && s[at.dying] >= s[at.state]))
      return [{ name: this.isStorm ? 'resets' : 'frozen', share: 1 }];
    return strangenessShares(s, this.constants);
  }

  private get isStorm(): boolean {
    const s = this.scalars;
    return s[at.resets] > this.constants.stormResets || (s[at.resets] > 0 && s[at.run] === 0);
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
    if (detector.scalars[at.onsetsPerWeek] !== detector.settings.falseAlarmsPerWeek) detector.raiseBar();
    return detector;
  }

  private get bytesOfAll(): Uint8Array {
    return new Uint8Array(this.scalars.buffer);
  }
}
