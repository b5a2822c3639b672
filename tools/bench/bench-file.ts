/**
 * What a benchmark, a file `x.bench.ts` beside the code that it measures, is to the runner: two texts, and a generator of
 * cases. The file measures nothing itself and imports nothing from here, so that a library's benchmark stays on its floor.
 * Between two cases the generator may set up what the next one needs; what it opened it closes in a `finally`.
 */
export interface BenchFile {
  readonly title: string;
  /** What the inputs are, and what the peers leave out: a paragraph above the table. */
  readonly about: string;
  bench(context: BenchContext): AsyncIterable<BenchCase> | Iterable<BenchCase>;
}

export interface BenchContext {
  /** Smaller inputs, to see that everything runs. */
  readonly quick: boolean;
  /** A temporary folder of this file's own, removed when it is done. */
  readonly folder: string;
}

export type BenchCase = TimedCase | KnownFigure;

/** Work to be timed, in turns with its peers. */
export interface TimedCase {
  readonly name: string;
  /** What a figure counts: a unit of time a call; with `work`, pieces of work a second, such as `records/s`. */
  readonly unit: 'ns' | 'µs' | 'ms' | 's' | `${string}/s`;
  /** Pieces of work in one call. */
  readonly work?: number;
  /** One call; awaited where it gives a promise. `round` counts from 0. */
  readonly run: (round: number) => unknown;
  readonly peers?: readonly (InProcessPeer | PythonPeer)[];
  /** CPU time of the whole process, or time by the clock. Default CPU time, which a busy machine disturbs less. */
  readonly clock?: 'cpu' | 'wall';
  /** Default 11; in a quick run at most 3. */
  readonly rounds?: number;
  /** A round is one call, without warming up, because each call does something else. Default: calls of about 50 ms a round. */
  readonly single?: boolean;
  /** The goal for ours, in `unit`. */
  readonly goal?: Goal;
  /** How far the answers of ours and of the first peer agree: a row of its own. */
  readonly agreement?: {
    readonly name: string;
    /** Of one round: 1 when they agree fully. */
    readonly of: (ours: never, theirs: never) => number;
    readonly goal?: Goal;
  };
}

/** At least, or at most, so much. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

interface Peer {
  readonly name: string;
  /** At least so many times better than this peer. */
  readonly goal?: number;
}

export interface InProcessPeer extends Peer {
  readonly run: (round: number) => unknown;
}

/** The peer is in `x.bench.py` beside `x.bench.ts`: `JOBS[job](input)` gives what is called in each round. */
export interface PythonPeer extends Peer {
  readonly job: string;
  /** Sent as JSON; read before the clock runs. */
  readonly input?: unknown;
}

/** What the generator has found out by itself. */
export interface KnownFigure {
  readonly name: string;
  readonly unit: string;
  /** One value a round. */
  readonly values: readonly number[];
  readonly goal?: Goal;
}

/** @throws TypeError where the module is no benchmark. */
export function asBenchFile(module: object): BenchFile {
  const { title, about, bench } = module as Partial<BenchFile>;
  if (typeof title !== 'string' || typeof about !== 'string' || typeof bench !== 'function') {
    throw new TypeError('a benchmark exports `title` and `about`, both strings, and a generator `bench`');
  }
  return { title, about, bench };
}
