import { isNativeError } from 'node:util/types';
import { type Job, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { QueueError } from './queue-error.ts';
import type { TurnHandler } from './turn-queue.ts';
import { turnOf } from './turn.ts';

export interface TurnWorkerOptions {
  readonly queueName: string;
  readonly prefix: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  readonly keepDeadLetters: number;
  readonly onError: (error: unknown) => void;
}

export interface TurnWorker {
  /** Resolves when all that was under way has ended, or after `graceMs` at the latest; then the connections are cut. */
  close(graceMs: number): Promise<void>;
}

/** A turn that made its process die this often is not given to another one. */
const mostStalls = 3;
const retryTakingMs = 1_000;
const longestReason = 1_000;

/** A turn under way. */
interface Held {
  readonly controller: AbortController;
  /** Fires when the lock has not been confirmed for so long that it may run out. */
  readonly lockTimer: NodeJS.Timeout;
  /** Settles with the handler. */
  readonly ended: Promise<void>;
}

/** Takes turns over this connection and a second one that BullMQ makes from it to wait for work. */
export function startTurnWorker(client: Redis, handler: TurnHandler, options: TurnWorkerOptions): TurnWorker {
  const { lockMs, onError } = options;
  const held = new Map<string, Held>();
  const duplicates = collectDuplicates(client);
  let isClosing = false;

  const lose = (jobId: string) => {
    held
      .get(jobId)
      ?.controller.abort(new QueueError('lost', 'Another process may have been given this turn'));
  };

  async function process(job: Job, token?: string): Promise<void> {
    const id = job.id ?? '';
    const controller = new AbortController();
    // The lock is renewed every third of its time. After two thirds without word that it was, one third is left to end.
    const lockTimer = setTimeout(() => lose(id), (lockMs * 2) / 3);
    const { signal } = controller;
    if (isClosing) controller.abort(closed());
    const ended = (async () => {
      signal.throwIfAborted();
      await handler(turnOf(job.data), { signal, attempt: job.attemptsMade + 1 });
    })();
    held.set(id, { controller, lockTimer, ended });
    try {
      await ended;
    } catch (error) {
      if (isClosing && signal.aborted) {
        await job.moveToWait(token); // Ahead of the others, and not as a failure.
        throw new WaitingError();
      }
      // An error of BullMQ's own classes or a long text has no way in.
      throw new Error(reasonOf(error));
    } finally {
      clearTimeout(lockTimer);
      held.delete(id);
    }
  }

  const worker = new Worker(options.queueName, process, {
    connection: client,
    prefix: options.prefix,
    concurrency: options.concurrency,
    lockDuration: lockMs,
    lockRenewTime: lockMs / 3,
    stalledInterval: options.stalledCheckMs,
    maxStalledCount: mostStalls,
    runRetryDelay: retryTakingMs,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: options.keepDeadLetters },
  });
  worker.on('locksRenewed', ({ jobIds }) => {
    for (const id of jobIds) held.get(id)?.lockTimer.refresh();
  });
  worker.on('lockRenewalFailed', (jobIds) => jobIds.forEach(lose));
  worker.on('error', (error) => {
    if (!isClosing) onError(error);
  });

  return {
    async close(graceMs) {
      isClosing = true;
      for (const { controller } of held.values()) controller.abort(closed());
      const inOrder = worker.close().catch(() => undefined);
      // Without Redis, BullMQ would wait for its return; then only the handlers are worth waiting for.
      const handlers = Promise.allSettled([...held.values()].map(({ ended }) => ended));
      await settledWithin(client.status === 'ready' ? inOrder : handlers, graceMs);
      for (const connection of [client, ...duplicates]) cut(connection);
      await settledWithin(inOrder, 500);
      for (const { lockTimer } of held.values()) clearTimeout(lockTimer);
    },
  };
}

/**
 * The connections that are made from this one by `duplicate`, from now on: an array that grows. Waiting for work is being
 * silent, which they may be; BullMQ sees by itself to those that are silent for too long.
 */
function collectDuplicates(client: Redis): Redis[] {
  const duplicates: Redis[] = [];
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (override) => {
    const copy = duplicate({ ...override, socketTimeout: undefined });
    duplicates.push(copy);
    return copy;
  };
  return duplicates;
}

/**
 * Ends a connection, and with it what waits for an answer. One that is between two attempts to connect would stay so for
 * ever when told to disconnect, as BullMQ has done by now: it ends after one attempt more.
 */
function cut(connection: Redis): void {
  connection.options.retryStrategy = () => null;
  if (connection.status !== 'reconnecting') return connection.disconnect();
  connection.once('connect', () => connection.disconnect());
  connection.connect().catch(() => undefined);
}

function closed(): QueueError {
  return new QueueError('closed', 'The queue was closed');
}

function reasonOf(error: unknown): string {
  const text = isNativeError(error) ? error.message || error.name : String(error);
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
}

async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
