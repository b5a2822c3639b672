import type { BenchCase, InProcessPeer, KnownFigure, PythonPeer, TimedCase } from './bench-file.ts';
import { MissingPeer, type PythonHost } from './python-host.ts';
import { spreadOf, type Row } from './row.ts';

/** What some calls took, in seconds, and what the last of them gave. */
export interface Timing {
  readonly cpu: number;
  readonly wall: number;
  readonly result: unknown;
}

/** Makes so many calls. */
export type Timer = (calls: number, round: number) => Promise<Timing>;

const ROUNDS = 11;
const QUICK_ROUNDS = 3;
/** Long enough for clocks that tick in milliseconds, and for a garbage collection to be spread over the calls. */
const BATCH_SECONDS = 0.05;
const WARM_UP_SECONDS = 1;
const PER_SECOND = { s: 1, ms: 1e3, µs: 1e6, ns: 1e9 } as const;

/**
 * Ours and the peers take turns, call by call or batch by batch: what slows the machine down slows all of them, and the
 * ratio is taken round by round.
 *
 * @returns a row a peer, or one alone; one more for the agreement.
 */
export async function measure(
  benchCase: BenchCase,
  python: Pick<PythonHost, 'prepare'>,
  { quick }: { readonly quick: boolean },
): Promise<Row[]> {
  if ('values' in benchCase) return [rowOfKnown(benchCase)];
  const { single = false, clock = 'cpu', peers = [] } = benchCase;
  const rounds = Math.min(benchCase.rounds ?? ROUNDS, quick && !single ? QUICK_ROUNDS : Infinity);
  const ours = await contestantOf(callTimer(benchCase.run), single);
  const theirs: (Contestant | Missing)[] = [];
  for (const peer of peers) theirs.push(await peerContestant(peer, python, single));
  const present = theirs.filter((one) => 'timer' in one);
  const shareHeap = peers.some((peer) => 'run' in peer);
  for (let round = 0; round < rounds; round++) {
    for (const contestant of [ours, ...present]) {
      // Nobody pays for what another has left behind in the same heap.
      if (shareHeap) globalThis.gc?.();
      const { calls, timer } = contestant;
      const timing = await timer(calls, round);
      contestant.perCall.push(timing[clock] / calls);
      contestant.results.push(timing.result);
    }
  }
  return rowsOf(benchCase, ours, theirs);
}

interface Contestant {
  readonly timer: Timer;
  readonly calls: number;
  readonly perCall: number[];
  readonly results: unknown[];
}

interface Missing {
  readonly missing: string;
}

async function contestantOf(timer: Timer, single: boolean): Promise<Contestant> {
  return { timer, calls: single ? 1 : await callsOfABatch(timer), perCall: [], results: [] };
}

async function peerContestant(
  peer: InProcessPeer | PythonPeer,
  python: Pick<PythonHost, 'prepare'>,
  single: boolean,
): Promise<Contestant | Missing> {
  if ('run' in peer) return contestantOf(callTimer(peer.run), single);
  try {
    return await contestantOf(await python.prepare(peer.job, peer.input), single);
  } catch (error) {
    if (error instanceof MissingPeer) return { missing: error.message };
    throw error;
  }
}

/** Warms up until compilers have done what they do on the first calls, and counts the calls of a batch at the speed reached. */
async function callsOfABatch(timer: Timer): Promise<number> {
  let calls = 1;
  for (let warmUp = 0; ;) {
    const { wall } = await timer(calls, 0);
    warmUp += wall;
    calls = Math.ceil(calls * Math.min(10, BATCH_SECONDS / Math.max(wall, 1e-9)));
    if (warmUp >= WARM_UP_SECONDS) return calls;
  }
}

function callTimer(run: (round: number) => unknown): Timer {
  return async (calls, round) => {
    let result: unknown;
    const cpuStart = process.cpuUsage();
    const wallStart = performance.now();
    for (let i = 0; i < calls; i++) {
      result = run(round);
      // Waiting for what is no promise would cost more than many a call.
      if (result instanceof Promise) result = (await result) as unknown;
    }
    const wall = (performance.now() - wallStart) / 1e3;
    const { user, system } = process.cpuUsage(cpuStart);
    return { cpu: (user + system) / 1e6, wall, result };
  };
}

function rowsOf(benchCase: TimedCase, ours: Contestant, theirs: readonly (Contestant | Missing)[]): Row[] {
  const { name, unit, goal, agreement, peers = [] } = benchCase;
  const figure = ({ perCall }: Contestant) => spreadOf(perCall.map((seconds) => inUnit(seconds, benchCase)));
  const alone = { name, unit, ours: figure(ours), goal: goal && { of: 'ours' as const, ...goal } };
  if (peers.length === 0) return [alone];
  const rows: Row[] = peers.map((peer, i) => {
    const their = theirs[i];
    const wanted = peer.goal === undefined ? undefined : { of: 'ratio' as const, atLeast: peer.goal };
    // A case's own goal is shown once.
    const row = { ...alone, goal: wanted ?? (i === 0 ? alone.goal : undefined) };
    if ('missing' in their) return { ...row, peer: { name: peer.name, missing: their.missing } };
    const ratio = spreadOf(ours.perCall.map((seconds, round) => their.perCall[round] / seconds));
    return { ...row, peer: { name: peer.name, figure: figure(their), ratio } };
  });
  if (agreement === undefined) return rows;
  const row = {
    name: agreement.name,
    unit: '',
    goal: agreement.goal && { of: 'ours' as const, ...agreement.goal },
  };
  const judge = theirs[0];
  if ('missing' in judge) return [...rows, { ...row, peer: { name: peers[0].name, missing: judge.missing } }];
  const shares = ours.results.map((result, round) =>
    agreement.of(result as never, judge.results[round] as never),
  );
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return [...rows, { ...row, ours: spreadOf([mean]), peer: { name: peers[0].name } }];
}

function inUnit(seconds: number, { unit, work = 1 }: TimedCase): number {
  return isTimeUnit(unit) ? (seconds / work) * PER_SECOND[unit] : work / seconds;
}

function isTimeUnit(unit: string): unit is keyof typeof PER_SECOND {
  return Object.hasOwn(PER_SECOND, unit);
}

function rowOfKnown({ name, unit, values, goal }: KnownFigure): Row {
  return { name, unit, ours: spreadOf(values), goal: goal && { of: 'ours', ...goal } };
}
