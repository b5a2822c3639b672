import { Queue, type Job, type JobState } from 'bullmq';
import type { Redis } from 'ioredis';
import { QueueError, toQueueError } from './queue-error.ts';
import {
  askingClient,
  checkServer,
  connect,
  parseAddress,
  type RedisAddress,
  takingClient,
} from './redis-connection.ts';
import type { QueuedTurn, QueueStatus, TurnHandler, TurnQueue, TurnState } from './turn-queue.ts';
import { startTurnWorker, type TurnWorker } from './turn-worker.ts';
import { checkWhole, newestOfEach, type Turn, turnOf } from './turn.ts';

export interface RedisQueueOptions {
  /** `redis://[user:password@]host[:port][/database]`; `rediss://` for TLS. */
  readonly url: string;
  /** Certificates (PEM) of the authorities to trust for `rediss://`. Default those that Node brings. */
  readonly caFile?: string;
  /** What the names of all keys in Redis begin with. Default `metrics-ai`. */
  readonly prefix?: string;
  /** How long one answer of Redis may take, and a connection to be made, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /** How often a turn is tried before it is a dead letter. Default 5. */
  readonly attempts?: number;
  /** The pause before the second attempt, in milliseconds; it doubles each time, less up to a half at random. Default 2,000. */
  readonly backoffMs?: number;
  /**
   * How long a process keeps a turn without a sign of life, in milliseconds; one is given every third of it. Default 15,000.
   * A process that blocks its event loop, or loses Redis, for two thirds of it gives up its turns.
   */
  readonly lockMs?: number;
  /** How often the processes look for turns whose process gives no sign of life, in milliseconds. Default 5,000. */
  readonly stalledCheckMs?: number;
  /** How many dead letters are kept, the newest. Default 1,000. */
  readonly keepDeadLetters?: number;
  /** How long `close` waits for handlers, in milliseconds. Default 5,000. */
  readonly closeTimeoutMs?: number;
  /**
   * Told of what goes wrong beside any call: connections that break, turns that are lost. The queue goes on by itself.
   * The same message is repeated every 30 s at most.
   */
  readonly onError?: (error: QueueError) => void;
}

const defaults = {
  prefix: 'metrics-ai',
  timeoutMs: 5_000,
  attempts: 5,
  backoffMs: 2_000,
  lockMs: 15_000,
  stalledCheckMs: 5_000,
  keepDeadLetters: 1_000,
  closeTimeoutMs: 5_000,
  onError: () => {},
};
type Settings = Required<Omit<RedisQueueOptions, 'url' | 'caFile'>>;

const queueName = 'turns';
/** Turns added in one go: a few hundred kilobytes, and milliseconds of Redis's time. */
const batchTurns = 500;
/** Nobody needs the events of BullMQ, so few are kept. */
const keepEvents = 100;
/** A watch that got no turn for this long beside others is forgotten: it is gone. */
const keepMarksMs = 30 * 86_400_000;
/** Slots further in the future are the mistake of a clock. Taken in, they would keep all others out until then. */
const furthestAheadMs = 10 * 60_000;
const repeatReportMs = 30_000;
const mostReports = 100;

/**
 * Opens the queue in Redis.
 * @throws TypeError or RangeError for options that cannot be used; QueueError if Redis cannot be reached or used
 */
export async function openRedisQueue(options: RedisQueueOptions): Promise<TurnQueue> {
  const settings: Settings = { ...defaults, ...definedOf(options) };
  if (!/^[\w{}.-]{1,100}$/.test(settings.prefix)) {
    throw new TypeError('prefix must be 1 to 100 letters, digits, or any of _ - . { }');
  }
  for (const name of ['timeoutMs', 'attempts', 'stalledCheckMs', 'keepDeadLetters'] as const) {
    checkWhole(name, settings[name], 1);
  }
  for (const name of ['backoffMs', 'closeTimeoutMs'] as const) checkWhole(name, settings[name], 0);
  checkWhole('lockMs', settings.lockMs, 300);
  const address = parseAddress(options.url, options.caFile);
  const client = askingClient(address, settings.timeoutMs);
  client.on('error', () => {}); // What fails until the queue listens is told by the calls below.
  try {
    await connect(client, address.place);
    await checkServer(client, address.place);
  } catch (error) {
    client.disconnect();
    throw toQueueError(error, address.place);
  }
  return new RedisQueue(address, settings, client);
}

function definedOf(options: RedisQueueOptions): Partial<Settings> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * A job of BullMQ carries a turn. BullMQ's deduplication by watch and shard keeps turns of different slots from waiting or
 * running side by side; it holds what comes while one runs, the last of it, until that one has ended. Beside it, a sorted set
 * marks the newest slot of each watch and shard, so that a finished job need not be kept to be known as done.
 */
class RedisQueue implements TurnQueue {
  readonly #address: RedisAddress;
  readonly #settings: Settings;
  readonly #client: Redis;
  readonly #queue: Queue;
  readonly #marks: string;
  readonly #reportedAt = new Map<string, number>();
  #worker?: TurnWorker;
  #closing?: Promise<void>;

  constructor(address: RedisAddress, settings: Settings, client: Redis) {
    this.#address = address;
    this.#settings = settings;
    this.#client = client;
    this.#marks = `${settings.prefix}:${queueName}:newest-slots`;
    this.#queue = new Queue(queueName, {
      connection: client,
      prefix: settings.prefix,
      streams: { events: { maxLen: keepEvents } },
      defaultJobOptions: {
        attempts: settings.attempts,
        backoff: { type: 'exponential', delay: settings.backoffMs, jitter: 0.5 },
        stackTraceLimit: 0,
      },
    });
    // Both tell the same; without a listener, one would throw and the other print.
    this.#queue.on('error', (error) => this.#report(error));
    client.on('error', (error) => this.#report(error));
  }

  async add(turns: readonly Turn[]): Promise<number> {
    const newest = [...newestOfEach(turns)];
    return this.#ask(async () => {
      let added = 0;
      for (let i = 0; i < newest.length; i += batchTurns) {
        added += await this.#addBatch(newest.slice(i, i + batchTurns));
      }
      return added;
    });
  }

  async #addBatch(batch: readonly [string, Turn][]): Promise<number> {
    const fresh = await this.#withoutMarked(batch);
    if (fresh.length === 0) return 0;
    await Promise.all(fresh.map(([part, turn]) => this.#moveOn(part, turn)));
    await this.#queue.addBulk(
      fresh.map(([part, turn]) => ({
        name: 'turn',
        data: turnOf(turn),
        opts: { jobId: `${part}/${turn.slotMs}`, deduplication: { id: part, keepLastIfActive: true } },
      })),
    );
    // Last, so that turns are added again if something fails before.
    const marks = fresh.flatMap(([part, turn]) => [turn.slotMs, part]);
    const added = await this.#client.zadd(this.#marks, 'GT', 'CH', ...marks);
    const newestMs = Math.max(...fresh.map(([, turn]) => turn.slotMs));
    await this.#client.zremrangebyscore(this.#marks, '-inf', newestMs - keepMarksMs);
    return Number(added);
  }

  async #withoutMarked(batch: readonly [string, Turn][]): Promise<[string, Turn][]> {
    const [seconds] = await this.#client.time();
    const latestMs = Number(seconds) * 1000 + furthestAheadMs;
    for (const [, { watch, slotMs }] of batch) {
      if (slotMs <= latestMs) continue;
      const minutes = Math.round((slotMs - latestMs + furthestAheadMs) / 60_000);
      throw new QueueError(
        'clock',
        `A slot of watch ${JSON.stringify(watch)} is ${minutes} minutes ahead of Redis's clock`,
      );
    }
    // Marks of a time when Redis's own clock was ahead.
    await this.#client.zremrangebyscore(this.#marks, latestMs + 1, '+inf');
    const marks = await this.#client.zmscore(this.#marks, ...batch.map(([part]) => part));
    return batch.filter(([, turn], i) => Number(marks[i] ?? -1) < turn.slotMs);
  }

  /**
   * Moves the turn of this part that is there to the newer slot, for whoever takes it from now on. One under way is moved
   * too, since it may fall back to waiting before the next line of `add`, where BullMQ would then drop the newer slot.
   */
  async #moveOn(part: string, turn: Turn): Promise<void> {
    const id = await this.#queue.getDeduplicationJobId(part);
    if (id === null) return;
    const job = (await this.#queue.getJob(id)) as Job | undefined;
    if (job === undefined || turnOf(job.data).slotMs >= turn.slotMs) return;
    await job.updateData(turnOf(turn)).catch((error: unknown) => {
      if (toQueueError(error, this.#address.place).kind !== 'lost') throw error; // It has just ended.
    });
  }

  process(handler: TurnHandler, { concurrency }: { readonly concurrency: number }): void {
    this.#assertOpen();
    checkWhole('concurrency', concurrency, 1);
    if (this.#worker !== undefined) throw new TypeError('process must be called once');
    const { prefix, lockMs, stalledCheckMs, keepDeadLetters, timeoutMs } = this.#settings;
    const onError = (error: unknown) => this.#report(error);
    const client = takingClient(this.#address, timeoutMs);
    client.on('error', onError);
    this.#worker = startTurnWorker(client, handler, {
      queueName,
      prefix,
      concurrency,
      lockMs,
      stalledCheckMs,
      keepDeadLetters,
      onError,
    });
  }

  status(): Promise<QueueStatus> {
    return this.#ask(async () => {
      const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, deadLetters: failed };
    });
  }

  list(limit: number): Promise<QueuedTurn[]> {
    checkWhole('limit', limit, 1);
    const jobsOf = async (jobState: JobState, state: TurnState, isOldestFirst: boolean) => {
      const jobs = (await this.#queue.getJobs([jobState], 0, limit - 1, isOldestFirst)) as Job[];
      return jobs.map((job) => queuedTurn(job, state));
    };
    return this.#ask(async () =>
      (
        await Promise.all([
          jobsOf('active', 'active', true),
          jobsOf('waiting', 'waiting', true),
          jobsOf('delayed', 'delayed', true),
          jobsOf('failed', 'dead', false),
        ])
      ).flat(),
    );
  }

  check(): Promise<{ version: string }> {
    return this.#ask(async () => ({ version: await checkServer(this.#client, this.#address.place) }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#worker?.close(this.#settings.closeTimeoutMs);
    await this.#queue.close().catch(() => undefined);
    await this.#client.quit().catch(() => undefined); // Fails at once without Redis, and in time if that is silent.
    this.#client.disconnect();
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await question();
    } catch (error) {
      throw toQueueError(error, this.#address.place);
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new QueueError('closed', 'The queue was closed');
  }

  #report(error: unknown): void {
    if (this.#closing !== undefined) return;
    const failure = toQueueError(error, this.#address.place);
    const now = performance.now();
    const lastAt = this.#reportedAt.get(failure.message);
    if (lastAt !== undefined && now - lastAt < repeatReportMs) return;
    if (this.#reportedAt.size >= mostReports) this.#reportedAt.clear();
    this.#reportedAt.set(failure.message, now);
    this.#settings.onError(failure);
  }
}

function queuedTurn(job: Job, state: TurnState): QueuedTurn {
  const { attemptsMade, failedReason, timestamp, processedOn, finishedOn, delay } = job;
  return {
    ...turnOf(job.data),
    state,
    failures: attemptsMade,
    ...(failedReason !== undefined && { reason: failedReason }),
    addedAtMs: timestamp,
    ...(processedOn !== undefined && { startedAtMs: processedOn }),
    ...(state === 'delayed' && { retryAtMs: (processedOn ?? timestamp) + delay }),
    ...(finishedOn !== undefined && { failedAtMs: finishedOn }),
  };
}
