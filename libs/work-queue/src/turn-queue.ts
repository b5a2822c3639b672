import type { Turn } from './turn.ts';

export interface TurnContext {
  /** Fires when the queue closes (QueueError `closed`) or another process may have been given the turn (`lost`). */
  readonly signal: AbortSignal;
  /** From 1; one more each time the turn is tried again after a failure. */
  readonly attempt: number;
}

/** Does a turn. What it rejects with becomes the reason of the retry or of the dead letter. */
export type TurnHandler = (turn: Turn, context: TurnContext) => Promise<void>;

/** How many turns are in which state. */
export interface QueueStatus {
  readonly waiting: number;
  readonly active: number;
  /** Failed, and waiting for their next attempt. */
  readonly delayed: number;
  readonly deadLetters: number;
}

export type TurnState = 'active' | 'waiting' | 'delayed' | 'dead';

/**
 * A turn as the queue sees it. Times are in milliseconds since the epoch. Of a turn under way, `slotMs` is that of the newer
 * slot where one has been added meanwhile.
 */
export interface QueuedTurn extends Turn {
  readonly state: TurnState;
  /** How often it was tried and failed. */
  readonly failures: number;
  /** Why it failed last. */
  readonly reason?: string;
  readonly addedAtMs: number;
  /** When its last attempt began. */
  readonly startedAtMs?: number;
  /** When it is tried again; of delayed turns. */
  readonly retryAtMs?: number;
  /** When it became a dead letter. */
  readonly failedAtMs?: number;
}

/**
 * Shares turns among processes.
 *
 * Of one watch and shard at most one turn is under way and at most one waits, in all processes together. A newer slot takes
 * the place of one that waits or is to be retried, so that turns never pile up: what is overtaken is not done any more.
 *
 * A turn is done at least once: if it fails or its process dies, it or its newer slot is done again, now and then twice. So a handler must be
 * idempotent, and stop when its signal fires: only then no two processes do turns of the same watch and shard at once.
 */
export interface TurnQueue {
  /**
   * Adds turns. One whose slot is not newer than the newest added before for its watch and shard is passed over, in
   * whatever state that one is: added by several processes, a turn is there once.
   * @returns how many were new
   * @throws QueueError within a bounded time; the turns may have been added then, and may be added again
   */
  add(turns: readonly Turn[]): Promise<number>;

  /**
   * Begins to take turns, at most `concurrency` at once, until the queue is closed. To be called once.
   * A handler that rejects is tried again with exponential back-off; after its last attempt the turn is a dead letter.
   */
  process(handler: TurnHandler, options: { readonly concurrency: number }): void;

  status(): Promise<QueueStatus>;

  /** The turns of each state, at most `limit` of each: active, waiting and delayed ones (next first), dead letters (newest first). */
  list(limit: number): Promise<QueuedTurn[]>;

  /** @returns the server's version. @throws QueueError if the server is out of reach or not fit for use */
  check(): Promise<{ readonly version: string }>;

  /**
   * Takes no more turns, aborts those under way, and waits for their handlers to end, for a bounded time. Those not
   * completed are left to other processes, without counting as failed. May be called again.
   */
  close(): Promise<void>;
}
