import type { SeriesAnalysis } from '@metrics-ai/insights';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { drawLines } from '../charts/draw-lines.ts';
import { drawPicture } from '../charts/draw-picture.ts';
import { judgeSamples } from '../detect/judge-samples.ts';
import { replay, type Replay } from '../preview/replay.ts';
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
    async replay(tasks, { signal } = {}) {
      const replays: Replay[] = [];
      for (const task of tasks) {
        await nextTurnOf(signal);
        replays.push(replay(task));
      }
      return replays;
    },
    async close() {
      closing.abort(new CharacterizerClosedError());
      await nextTurn();
    },
  };
}
