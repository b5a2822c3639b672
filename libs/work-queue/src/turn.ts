/** A piece of work that several processes share: what it is for, which part of it, and for which time slot. */
export interface Turn {
  /** Names the watch; at most 300 characters. */
  readonly watch: string;
  /** Which part of the watch's series, from 0 to `shards` - 1. */
  readonly shard: number;
  /** Into how many parts the watch's series are divided. */
  readonly shards: number;
  /** When the slot begins, in milliseconds since the epoch. */
  readonly slotMs: number;
}

const longestName = 300;

/** @throws TypeError or RangeError that names what is wrong with a turn */
export function checkTurn(turn: Turn): void {
  const { watch, shard, shards, slotMs } = turn;
  if (typeof watch !== 'string' || watch === '' || watch.length > longestName || !watch.isWellFormed()) {
    throw new TypeError(`watch must be a text of 1 to ${longestName} characters`);
  }
  checkWhole('shards', shards, 1);
  checkWhole('shard', shard, 0);
  if (shard >= shards) throw new RangeError(`shard must be below shards, ${shards}, not ${shard}`);
  checkWhole('slotMs', slotMs, 0);
}

/** @throws RangeError unless the value is a whole number of at least `least` */
export function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of at least ${least}, not ${String(value)}`);
  }
}

/** The turn in what a job of the queue carries. @throws TypeError or RangeError if it is none */
export function turnOf(data: unknown): Turn {
  const { watch, shard, shards, slotMs } = (data ?? {}) as Turn;
  const turn = { watch, shard, shards, slotMs };
  checkTurn(turn);
  return turn;
}

/** What a turn has in common with those of other slots: its watch and shard. Without a colon, which BullMQ keeps for itself. */
export function partOf(turn: Turn): string {
  return `${encodeURIComponent(turn.watch)}/${turn.shard}`;
}

/** Of the turns with the same watch and shard, the one with the newest slot. */
export function newestOfEach(turns: readonly Turn[]): Map<string, Turn> {
  const newest = new Map<string, Turn>();
  for (const turn of turns) {
    checkTurn(turn);
    const part = partOf(turn);
    if ((newest.get(part)?.slotMs ?? -1) < turn.slotMs) newest.set(part, turn);
  }
  return newest;
}
