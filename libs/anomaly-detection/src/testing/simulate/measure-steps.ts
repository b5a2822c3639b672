import { START_MS } from '../synthetic-series.ts';
import { Draws } from './draws.ts';
import type { Alarming } from './measure-calibration.ts';
import { meanRevertingWalk } from './noises.ts';
import { DAY_MS, depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES, WEEK_MS } from './rhythm.ts';

const SECOND_MS = 1_000;
/** Each divides the next: what one step sees, all shorter ones see, too. */
export const STEPS_MS = [15 * SECOND_MS, 60 * SECOND_MS, 300 * SECOND_MS, HOUR_MS] as const;
const FINEST_MS = STEPS_MS[0];
const DAYS = 21;
/** Nothing counts before, as in calibration. */
const WARM_UP_MS = WEEK_MS;
/** An alarm for the return to normal belongs to the incident. */
const AFTERMATH_MS = DAY_MS;

/**
 * Long enough for an hourly step, σ being the deviation of all noise: `spike` and `drop` of 10 σ for two hours, `level_shift` of 6 σ to
 * the end, `trend_change` of 20 σ a day for a day, `stopped` at 0 for six hours.
 */
export const STEP_INCIDENTS = ['spike', 'drop', 'level_shift', 'trend_change', 'stopped'] as const;
export type StepIncident = (typeof STEP_INCIDENTS)[number];

export interface StepDetector {
  update(timestampMs: number, value: number): Alarming & { readonly state: number };
}

/** What one signal with one incident gave at one step. */
export interface StepOutcome {
  readonly incident: StepIncident;
  readonly seed: number;
  readonly stepMs: number;
  /** From the incident's beginning, which need not be a sample's time, to the first alarm; NaN: missed. */
  readonly delayMs: number;
  /** The highest state in the incident's first day. */
  readonly peakState: number;
  readonly falseAlarms: number;
  /** Without warm-up and incident. */
  readonly quietWeeks: number;
}

/** One signal in continuous time, looked at every 15 seconds. */
export interface ContinuousSignal {
  readonly values: Float64Array;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Three weeks at 15 seconds: a rhythm, noise that lasts for ten minutes to an hour, as much noise of each moment, and an
 * incident on the third week's first or second day.
 */
export function continuousSignal(incident: StepIncident, seed: number): ContinuousSignal {
  const draws = new Draws(seed * 7_919 + 500 + STEP_INCIDENTS.indexOf(incident));
  const cycle = rhythm(draws, draws.pick(RHYTHM_SHAPES), draws.pick([1, 0.6]));
  const amplitude = draws.between(1, 6);
  const walk = meanRevertingWalk(draws, draws.magnitude(1 / 6, 1) * HOUR_MS, FINEST_MS);
  const level = 15 + amplitude * depthOf(cycle);
  const startMs = START_MS + 2 * WEEK_MS + draws.between(0, 2) * DAY_MS;
  const endOfSeriesMs = START_MS + DAYS * DAY_MS;
  const hours = { spike: 2, drop: 2, level_shift: Infinity, trend_change: 24, stopped: 6 }[incident];
  const endMs = Math.min(startMs + hours * HOUR_MS, endOfSeriesMs);
  const sign = incident === 'drop' || (incident !== 'spike' && draws.chance(0.5)) ? -1 : 1;
  const values = Float64Array.from({ length: (DAYS * DAY_MS) / FINEST_MS }, (_, i) => {
    const ms = START_MS + i * FINEST_MS;
    const value = level + amplitude * cycle(ms) + Math.SQRT1_2 * (walk() + draws.normal());
    if (ms < startMs || ms >= endMs) return value;
    if (incident === 'stopped') return 0;
    if (incident === 'level_shift') return value + sign * 6;
    if (incident === 'trend_change') return value + (sign * 20 * (ms - startMs)) / DAY_MS;
    return value + sign * 10;
  });
  return { values, startMs, endMs };
}

/** Shows the same signals at each step to a detector of its own. */
export function measureSteps(
  makeDetector: (stepMs: number) => StepDetector,
  {
    perIncident,
    incidents = STEP_INCIDENTS,
  }: { readonly perIncident: number; readonly incidents?: readonly StepIncident[] },
): StepOutcome[] {
  const outcomes: StepOutcome[] = [];
  for (const incident of incidents) {
    for (let seed = 0; seed < perIncident; seed++) {
      const signal = continuousSignal(incident, seed);
      for (const stepMs of STEPS_MS) {
        outcomes.push({ incident, seed, stepMs, ...follow(makeDetector(stepMs), signal, stepMs) });
      }
    }
  }
  return outcomes;
}

function follow(detector: StepDetector, { values, startMs, endMs }: ContinuousSignal, stepMs: number) {
  const every = stepMs / FINEST_MS;
  const lastMs = START_MS + values.length * FINEST_MS;
  let delayMs = NaN;
  let peakState = NaN;
  let falseAlarms = 0;
  for (let i = 0; i < values.length; i += every) {
    const ms = START_MS + i * FINEST_MS;
    const { onset, state } = detector.update(ms, values[i]);
    const isWithin = ms >= startMs && ms < endMs;
    if (isWithin && ms < startMs + DAY_MS && (state > peakState || Number.isNaN(peakState))) {
      peakState = state;
    }
    if (!(onset > 1)) continue;
    if (isWithin && Number.isNaN(delayMs)) delayMs = ms - startMs;
    if (ms >= START_MS + WARM_UP_MS && (ms < startMs || ms >= endMs + AFTERMATH_MS)) falseAlarms++;
  }
  const quietMs = startMs - START_MS - WARM_UP_MS + Math.max(0, lastMs - endMs - AFTERMATH_MS);
  return { delayMs, peakState, falseAlarms, quietWeeks: quietMs / WEEK_MS };
}

/** What an incident gives at a step. */
export interface StepSummary {
  readonly incident: StepIncident;
  readonly stepMs: number;
  readonly cases: number;
  readonly foundShare: number;
  readonly medianDelayMs: number;
  readonly medianPeakState: number;
  readonly falseAlarmsPerWeek: number;
}

export function summariseSteps(outcomes: readonly StepOutcome[]): StepSummary[] {
  const groups = Map.groupBy(outcomes, ({ incident, stepMs }) => `${incident} ${stepMs}`);
  return Array.from(groups.values(), (cases) => {
    const delays = cases.map(({ delayMs }) => delayMs).filter((ms) => !Number.isNaN(ms));
    return {
      incident: cases[0].incident,
      stepMs: cases[0].stepMs,
      cases: cases.length,
      foundShare: delays.length / cases.length,
      medianDelayMs: middle(delays),
      medianPeakState: middle(cases.map(({ peakState }) => peakState)),
      falseAlarmsPerWeek:
        cases.reduce((sum, one) => sum + one.falseAlarms, 0) /
        cases.reduce((sum, one) => sum + one.quietWeeks, 0),
    };
  });
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
