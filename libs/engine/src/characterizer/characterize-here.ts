import type { SeriesAnalysis } from '@metrics-ai/insights';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { drawLines } from '../charts/draw-lines.ts';
import { drawPicture } from '../charts/draw-picture.ts';
import { judgeSamples } from '../detect/judge-samples.ts';
import { replay } from '../preview/replay.ts';
import { refineSketches, scanSketches } from '../similar/search-sketches.ts';
import { characterize } from './characterize.ts';
import { CharacterizerClosedError, type Characterizer } from './characterizer.ts';

/**
 * Characterizes and draws on the thread that calls it: nothing to start, nothing to close. Between two series others get their turn,
 * but each keeps the event loop for as long as it takes, tens of milliseconds for some thousands of samples.
 */
export function characterizeHere(): Characterizer {
  const closing = new AbortController();
  const nextTurnOf = async (signal: AbortSignal | undefined): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    closing.signal.throwIfAborted();
  };
  const inTurn = async <Task, Result>(
    tasks: readonly Task[],
    run: (task: Task) => Result,
    signal: AbortSignal | undefined,
  ): Promise<Result[]> => {
    const results: Result[] = [];
    for (const task of tasks) {
      await nextTurnOf(signal);
      results.push(run(task));
    }
    return results;
  };
  return {
    async characterize(series, { detection, signal } = {}) {
      const analyses: SeriesAnalysis[] = [];
      for (const read of series) {
        await nextTurnOf(signal);
        analyses.push(characterize(read, detection));
      }
      return analyses;
    },
    async draw(picture, { signal } = {}) {
      await nextTurnOf(signal);
      return drawPicture(picture);
    },
    async drawLines(picture, { signal } = {}) {
      await nextTurnOf(signal);
      return drawLines(picture);
    },
    async judge(samples, { signal } = {}) {
      await nextTurnOf(signal);
      return judgeSamples(samples);
    },
    replay: (tasks, { signal } = {}) => inTurn(tasks, replay, signal),
    scanSketches: (tasks, { signal } = {}) => inTurn(tasks, scanSketches, signal),
    refineSketches: (tasks, { signal } = {}) => inTurn(tasks, refineSketches, signal),
    async close() {
      closing.abort(new CharacterizerClosedError());
      await nextTurn();
    },
  };
}
