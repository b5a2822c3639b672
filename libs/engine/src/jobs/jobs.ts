export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'stopped';

export interface JobProgress {
  readonly seriesDone: number;
  readonly seriesTotal: number;
}

/** A piece of work that goes on after the request that asked for it was answered. */
export interface Job<Result> {
  readonly id: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  /** What came of it, when it succeeded. */
  readonly result?: Result;
  /** Why it failed. */
  readonly error?: unknown;
}

export interface JobsOptions {
  /** Jobs that run at the same time, over all tenants. */
  readonly concurrency: number;
  /** Jobs of one tenant that may wait; more are refused. */
  readonly maxQueued: number;
  /** Finished jobs of one tenant that are remembered. */
  readonly maxFinished: number;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

/** Too much work waits already: the caller should come back later. */
export class TooManyJobsError extends Error {
  override readonly name = 'TooManyJobsError';
}

type Work<Result> = (context: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}) => Promise<Result>;

interface Entry<Result> {
  job: Job<Result>;
  readonly work: Work<Result>;
  readonly abort: AbortController;
}

/** Runs jobs in the order in which they came, a few at a time, each visible only to the tenant that started it. */
export class Jobs<Result> {
  private readonly tenants = new Map<string, Map<string, Entry<Result>>>();
  private readonly queue: Entry<Result>[] = [];
  private readonly running = new Map<Entry<Result>, Promise<void>>();
  private readonly options: JobsOptions;

  constructor(options: JobsOptions) {
    this.options = options;
  }

  /** Queues the work; throws TooManyJobsError when the tenant has too many waiting jobs. */
  start(tenant: string, work: Work<Result>): Job<Result> {
    const entries = this.tenants.get(tenant) ?? new Map<string, Entry<Result>>();
    const queued = [...entries.values()].filter(({ job }) => job.state === 'queued').length;
    if (queued >= this.options.maxQueued) {
      throw new TooManyJobsError(`${queued} jobs are waiting already, at most ${this.options.maxQueued} may`);
    }
    const job: Job<Result> = {
      id: this.options.newId(),
      state: 'queued',
      progress: { seriesDone: 0, seriesTotal: 0 },
      createdAtMs: this.options.nowMs(),
    };
    const entry: Entry<Result> = { job, work, abort: new AbortController() };
    this.tenants.set(tenant, entries.set(job.id, entry));
    this.forgetOldest(entries);
    this.queue.push(entry);
    this.runNext();
    return entry.job;
  }

  get(tenant: string, id: string): Job<Result> | undefined {
    return this.tenants.get(tenant)?.get(id)?.job;
  }

  /** The tenant's jobs, newest first. */
  list(tenant: string): Job<Result>[] {
    return [...(this.tenants.get(tenant)?.values() ?? [])].map(({ job }) => job).reverse();
  }

  /** Stops a job that waits or runs; a finished one stays as it is. Undefined when there is no such job. */
  stop(tenant: string, id: string): Job<Result> | undefined {
    const entry = this.tenants.get(tenant)?.get(id);
    if (entry === undefined) return undefined;
    if (entry.job.state === 'queued') this.queue.splice(this.queue.indexOf(entry), 1);
    if (entry.job.state === 'queued' || entry.job.state === 'running') {
      entry.job = { ...entry.job, state: 'stopped', finishedAtMs: this.options.nowMs() };
      entry.abort.abort();
    }
    return entry.job;
  }

  /** Stops everything, and resolves when nothing runs any more. */
  async close(): Promise<void> {
    for (const [tenant, entries] of this.tenants) for (const id of entries.keys()) this.stop(tenant, id);
    await Promise.all(this.running.values());
  }

  private runNext(): void {
    while (this.running.size < this.options.concurrency) {
      const entry = this.queue.shift();
      if (entry === undefined) return;
      this.running.set(entry, this.run(entry));
    }
  }

  private async run(entry: Entry<Result>): Promise<void> {
    entry.job = { ...entry.job, state: 'running', startedAtMs: this.options.nowMs() };
    const end = (outcome: Partial<Job<Result>>): void => {
      // A stopped job stays stopped, whatever its work makes of the abort.
      if (entry.job.state === 'stopped') return;
      entry.job = { ...entry.job, ...outcome, finishedAtMs: this.options.nowMs() };
    };
    try {
      const context = {
        signal: entry.abort.signal,
        onProgress: (progress: JobProgress) => {
          if (entry.job.state === 'running') entry.job = { ...entry.job, progress };
        },
      };
      // Inside a promise, so that work which throws at once still ends after it was counted as running.
      const result = await new Promise<Result>((resolve) => resolve(entry.work(context)));
      end({ state: 'succeeded', result });
    } catch (error) {
      end({ state: 'failed', error });
    } finally {
      this.running.delete(entry);
      this.runNext();
    }
  }

  private forgetOldest(entries: Map<string, Entry<Result>>): void {
    const finished = [...entries.values()].filter(({ job }) => job.finishedAtMs !== undefined);
    for (const { job } of finished.slice(0, Math.max(0, finished.length - this.options.maxFinished))) {
      entries.delete(job.id);
    }
  }
}
