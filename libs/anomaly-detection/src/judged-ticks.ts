import type { Series } from '@metrics-ai/timeseries';
import { medianStepMs } from '@metrics-ai/timeseries';
import type { EngineJudgements } from './engine-detector.ts';
import { TICK_MS } from './online/engine-constants.ts';
import { isDyingSignal } from './online/signals.ts';

/** A grid finer than this has been asked of a series with a step and a span that do not belong together. */
const MAX_TICKS = 4_000_000;

/** A judged series on a regular grid, as columns of one value a tick. */
export interface JudgedTicks {
  readonly startMs: number;
  readonly tickMs: number;
  /** Mean of the tick's finite values; NaN where there is none. */
  readonly values: Float64Array;
  /** The place of the tick's first sample; of the last tick's successor: the number of samples. */
  readonly first: Int32Array;
  /** 1 where a sample was strange, … */
  readonly isStrange: Uint8Array;
  /** … where one was an alarm, */
  readonly isAlarm: Uint8Array;
  /** … and where what made it strange was that the signal died. */
  readonly isDying: Uint8Array;
}

/** Ticks are the engine's own: five minutes, or the step of the series where that is longer. */
export function judgedTicks(
  { timestamps, values }: Pick<Series, 'timestamps' | 'values'>,
  { score, onset, evidence }: Pick<EngineJudgements, 'score' | 'onset' | 'evidence'>,
): JudgedTicks {
  const startMs = timestamps[0];
  const spanMs = timestamps[timestamps.length - 1] - startMs;
  const tickMs = Math.max(TICK_MS, medianStepMs(timestamps) || 0, spanMs / MAX_TICKS);
  const tickOf = (i: number) => tickAt({ startMs, tickMs }, timestamps[i]);
  const count = tickOf(timestamps.length - 1) + 1;
  const ticks = {
    startMs,
    tickMs,
    values: new Float64Array(count),
    first: new Int32Array(count + 1).fill(timestamps.length),
    isStrange: new Uint8Array(count),
    isAlarm: new Uint8Array(count),
    isDying: new Uint8Array(count),
  };
  const counts = new Int32Array(count);
  for (let i = 0; i < values.length; i++) {
    const tick = tickOf(i);
    if (i < ticks.first[tick]) ticks.first[tick] = i;
    if (Number.isFinite(values[i])) {
      counts[tick]++;
      ticks.values[tick] += (values[i] - ticks.values[tick]) / counts[tick];
    }
    if (onset[i] > 1) ticks.isAlarm[tick] = 1;
    if (!(score[i] > 1)) continue;
    ticks.isStrange[tick] = 1;
    if (isDyingSignal(evidence.get(i)?.signals[0]?.name)) ticks.isDying[tick] = 1;
  }
  for (let tick = count - 1; tick >= 0; tick--) {
    if (counts[tick] === 0) ticks.values[tick] = NaN;
    ticks.first[tick] = Math.min(ticks.first[tick], ticks.first[tick + 1]);
  }
  return ticks;
}

/** Which tick a moment belongs to; steps are rarely exact to the last bit. */
export function tickAt({ startMs, tickMs }: Pick<JudgedTicks, 'startMs' | 'tickMs'>, ms: number): number {
  return Math.floor((ms - startMs) / tickMs + 1e-6);
}
