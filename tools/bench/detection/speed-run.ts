import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describeMachine } from '../machine.ts';
import { spreadOf } from '../row.ts';
import { CONTESTANTS, type Contestant, type OnlineContestant } from './contestants.ts';
import type { DetectionBenchOptions } from './options.ts';
import { SpeedLoad } from './speed-load.ts';
import { stopwatch, type Taken } from './stopwatch.ts';
import { alignColumns, counted } from './text-table.ts';

const MINUTE_MS = 60_000;

/** How much is measured. */
export interface SpeedSizes {
  readonly rounds: number;
  /** Followed sample by sample, and saved. */
  readonly fleet: number;
  /** So many samples a series each round, after as many that warm up. */
  readonly fleetSteps: number;
  /** Kept alive for two weeks at five minutes, to be weighed. */
  readonly weighed: number;
  /** Replayed for so many days at a minute. */
  readonly replayed: number;
  readonly replayedDays: number;
}

const FULL: SpeedSizes = {
  rounds: 3,
  fleet: 20_000,
  fleetSteps: 100,
  weighed: 2_000,
  replayed: 1_000,
  replayedDays: 30,
};

/** What one kind of work took in each of the rounds. */
interface Measured {
  readonly name: string;
  /** Points or detectors. */
  readonly count: number;
  readonly unit: string;
  readonly taken: Taken[];
}

/** @returns what is to be printed. */
export function runSpeed(
  { detector }: Pick<DetectionBenchOptions, 'detector'>,
  progress: (text: string) => void,
  sizes: SpeedSizes = FULL,
  contestant: Contestant = CONTESTANTS[detector](),
): string {
  const collectGarbage = garbageCollector();
  progress('weighing');
  const weight = weigh(contestant, sizes.weighed, collectGarbage);
  const measured = measure(contestant, sizes, collectGarbage, progress);
  return [
    describeMachine().join('\n'),
    `detector ${detector}; medians of ${sizes.rounds} rounds in which the kinds take turns, lowest and highest in brackets`,
    alignColumns([
      ['', 'a core, by CPU time', 'CPU seconds', 'seconds by the clock'],
      ...measured.map(({ name, count, unit, taken }) => [
        name,
        `${spread(taken.map(({ cpu }) => count / cpu / 1e6))} M ${unit}/s`,
        spread(taken.map(({ cpu }) => cpu)),
        spread(taken.map(({ wall }) => wall)),
      ]),
    ]),
    weight,
  ].join('\n\n');
}

function measure(
  contestant: Contestant,
  { rounds, fleet, fleetSteps, replayed, replayedDays }: SpeedSizes,
  collectGarbage: () => void,
  progress: (text: string) => void,
): Measured[] {
  const month = new SpeedLoad(MINUTE_MS, replayedDays * 1_440);
  progress(`warming up ${counted(fleet)} series`);
  const alive = Array.from({ length: fleet }, () => contestant.start());
  month.roundRobin(alive, 0, fleetSteps);
  const results: Measured[] = [];
  const time = (name: string, unit: string, work: () => number): void => {
    progress(name);
    // Nobody pays for what another has left behind.
    collectGarbage();
    const watch = stopwatch();
    const count = work();
    const taken = watch();
    const known = results.find((one) => one.name === name);
    if (known === undefined) results.push({ name, count, unit, taken: [taken] });
    else known.taken.push(taken);
  };
  for (let round = 1; round <= rounds; round++) {
    time(`${counted(fleet)} series, a sample of each in turn`, 'points', () =>
      month.roundRobin(alive, round * fleetSteps, fleetSteps),
    );
    if (contestant.restore !== undefined) {
      time(`${counted(fleet)} detectors saved and restored`, 'detectors', () => {
        for (const one of alive) contestant.restore?.(saved(one));
        return fleet;
      });
    }
    time(
      `${counted(replayed)} series of ${replayedDays} days at a minute, one after the other`,
      'points',
      () => month.sequentially(contestant, replayed),
    );
  }
  return results;
}

/** Memory that detectors hold after two weeks, and the size of their snapshots. */
function weigh(contestant: Contestant, series: number, collectGarbage: () => void): string {
  const twoWeeks = new SpeedLoad(5 * MINUTE_MS, 14 * 288);
  const alive: OnlineContestant[] = [];
  // Code that is compiled as it runs is not a detector's.
  twoWeeks.roundRobin([contestant.start()], 0, twoWeeks.length);
  const before = memoryBytes(collectGarbage);
  for (let s = 0; s < series; s++) alive.push(contestant.start());
  twoWeeks.roundRobin(alive, 0, twoWeeks.length);
  const bytes = (memoryBytes(collectGarbage) - before) / alive.length;
  const kib = (size: number): string => `${(size / 1_024).toFixed(2)} KiB`;
  const held = `${kib(bytes)} of memory a series (${counted(series)} series, two weeks at five minutes)`;
  if (contestant.restore === undefined) return `${held}; no snapshots`;
  const snapshots = spreadOf(alive.map((one) => saved(one).length));
  return `${held}; snapshot ${kib(snapshots.median)} (${kib(snapshots.min)} to ${kib(snapshots.max)})`;
}

function saved(online: OnlineContestant): Uint8Array {
  if (online.save === undefined) throw new TypeError('a contestant that can restore must be able to save');
  return online.save();
}

/** Of the heap, and of buffers outside of it, once nothing is left that nobody needs. */
function memoryBytes(collectGarbage: () => void): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function spread(values: readonly number[]): string {
  const { median, min, max } = spreadOf(values);
  return `${significant(median)} (${significant(min)}–${significant(max)})`;
}

function significant(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
