import {
  WatchSchedule,
  type Shard,
  type TurnReport,
  type Turns,
  type Watch,
  type WatchState,
} from '@metrics-ai/engine';
import type { Turn, TurnContext, TurnQueue } from '@metrics-ai/work-queue';
import { Logger } from '@nestjs/common';
import { unwatchFile, watchFile } from 'node:fs';
import { readWatchFile } from '../configuration/watch-file.ts';
import { queuedName } from './queued-name.ts';
import type { TurnResult, WatchMetrics } from './watch-metrics.ts';

export interface WatcherOptions {
  /** The watch file. */
  readonly path: string;
  /** Turns that run at the same time. */
  readonly concurrency: number;
}

/** Not a file system's notification: those miss what network file systems and mounted config maps change. */
const LOOK_EVERY_MS = 2_000;

const MAX_REASONS = 3;

/** Runs the watches of a file, and takes them anew when the file changes or the process is told to (SIGHUP). */
export class Watcher {
  private readonly logger = new Logger('Watcher');
  private readonly options: WatcherOptions;
  private readonly turns: Turns;
  private readonly metrics: WatchMetrics;
  private readonly schedule: WatchSchedule;
  private readonly queue?: TurnQueue;
  private watches: readonly Watch[];

  /**
   * With a queue, this process shares the turns with all others that have it; without one it runs all of them itself.
   * Throws a ConfigError for a file that cannot be used. Nothing runs before `start`.
   */
  constructor(options: WatcherOptions, turns: Turns, metrics: WatchMetrics, queue?: TurnQueue) {
    this.options = options;
    this.turns = turns;
    this.metrics = metrics;
    this.queue = queue;
    this.watches = readWatchFile(options.path);
    this.schedule = new WatchSchedule({
      run: (watch, signal) =>
        queue === undefined ? this.runTurn(watch, { signal }) : this.addTurns(queue, watch),
      concurrency: options.concurrency,
      onMissed: ({ name }, turns) => {
        this.metrics.observeMissed(name, turns);
        this.logger.warn({ event: 'missed', watch: name, turns });
      },
    });
  }

  start(): void {
    this.metrics.observeReload(true);
    this.schedule.set(this.watches);
    this.queue?.process((turn, context) => this.runQueued(turn, context), {
      concurrency: this.options.concurrency,
    });
    watchFile(this.options.path, { interval: LOOK_EVERY_MS }, this.reload);
    process.on('SIGHUP', this.reload);
  }

  states(): WatchState[] {
    return this.schedule.states();
  }

  /** Breaks off what runs, and resolves when it has ended. */
  async close(): Promise<void> {
    unwatchFile(this.options.path, this.reload);
    process.off('SIGHUP', this.reload);
    await Promise.all([this.schedule.close(), this.queue?.close()]);
  }

  private readonly reload = (): void => {
    try {
      const watches = readWatchFile(this.options.path);
      const names = new Set(watches.map(({ name }) => name));
      for (const { name } of this.watches) if (!names.has(name)) this.metrics.forget(name);
      this.watches = watches;
      this.schedule.set(watches);
      this.metrics.observeReload(true);
      this.logger.log({ event: 'reload', result: 'succeeded', watches: watches.length });
    } catch (error) {
      this.metrics.observeReload(false);
      const { message } = error as Error;
      this.logger.error({ event: 'reload', result: 'failed', kept: this.watches.length, reason: message });
    }
  };

  /** All workers add the same turns, of which the queue takes each once. */
  private async addTurns(queue: TurnQueue, watch: Watch): Promise<void> {
    const { everyMs, shards } = watch;
    const slotMs = Math.floor(Date.now() / everyMs) * everyMs;
    try {
      await queue.add(
        Array.from({ length: shards }, (_, shard) => ({ watch: queuedName(watch), shard, shards, slotMs })),
      );
    } catch (error) {
      const { message } = error as Error;
      this.logger.warn({ event: 'enqueue', watch: watch.name, result: 'failed', reason: message });
      throw error;
    }
  }

  private async runQueued({ watch: name, shard, shards }: Turn, { signal }: TurnContext): Promise<void> {
    const watch = this.watches.find((each) => queuedName(each) === name);
    if (watch === undefined) throw new Error(`there is no watch ${name} in ${this.options.path}`);
    await this.runTurn(watch, { shard: { index: shard, of: shards }, signal });
  }

  /** One turn, told in the log and in the metrics however it ends; rejects when it failed. */
  private async runTurn(
    watch: Watch,
    options: { readonly shard?: Shard; readonly signal: AbortSignal },
  ): Promise<void> {
    const startedMs = performance.now();
    const secondsSoFar = (): number => (performance.now() - startedMs) / 1000;
    try {
      const report = await this.turns.run(watch, options);
      const result = report.failed.length > 0 ? 'partial' : 'succeeded';
      this.metrics.observeTurn(watch.name, result, secondsSoFar(), report);
      this.logger.log(turnLine(watch, result, options.shard, secondsSoFar(), report));
    } catch (error) {
      // A turn that was broken off has not failed.
      if (options.signal.aborted) throw error;
      this.metrics.observeTurn(watch.name, 'failed', secondsSoFar());
      const { message } = error as Error;
      this.logger.warn({ ...turnLine(watch, 'failed', options.shard, secondsSoFar()), reason: message });
      throw error;
    }
  }
}

function turnLine(
  { name, tenant }: Watch,
  result: TurnResult,
  shard: Shard | undefined,
  seconds: number,
  report?: TurnReport,
): Record<string, unknown> {
  return {
    event: 'turn',
    watch: name,
    tenant,
    result,
    ...(shard && { shard: shard.index, shards: shard.of }),
    seconds: Math.round(seconds * 1000) / 1000,
    ...(report && {
      series: report.series,
      points: report.points,
      anomalies: report.anomalies,
      expired: report.expired,
      skipped: report.skipped.length,
      failed: report.failed.length,
      // A few say what is wrong; a line holds no more.
      ...(report.failed.length > 0 && {
        reasons: [...new Set(report.failed.map(({ reason }) => reason))].slice(0, MAX_REASONS),
      }),
      ...(report.warnings.length > 0 && { warnings: report.warnings.slice(0, MAX_REASONS) }),
      start: new Date(report.range.startMs).toISOString(),
      end: new Date(report.range.endMs).toISOString(),
    }),
  };
}
