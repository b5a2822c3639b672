import type { TurnReport } from '@metrics-ai/engine';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Exposition } from '../exposition/exposition.ts';

export type TurnResult = 'succeeded' | 'partial' | 'failed';

const ofWatch = ['watch'] as const;

/** What the worker tells Prometheus of its watches. */
@Injectable()
export class WatchMetrics {
  private readonly exposition: Exposition;
  private readonly turns: Counter<'watch' | 'result'>;
  private readonly missed: Counter<'watch'>;
  private readonly expired: Counter<'watch'>;
  private readonly series: Gauge<'watch'>;
  private readonly lastSuccess: Gauge<'watch'>;
  private readonly duration: Histogram;
  private readonly reloadSucceeded: Gauge;
  private readonly lastReload: Gauge;

  constructor(exposition: Exposition) {
    this.exposition = exposition;
    const registers = [exposition.registry];
    this.turns = new Counter({
      name: 'metrics_ai_watch_turns_total',
      help: 'Turns of a watch by result: succeeded, partial (some queries failed) or failed.',
      labelNames: ['watch', 'result'],
      registers,
    });
    this.missed = new Counter({
      name: 'metrics_ai_watch_missed_turns_total',
      help: 'Turns left out because the one before them took too long.',
      labelNames: ofWatch,
      registers,
    });
    this.expired = new Counter({
      name: 'metrics_ai_watch_expired_series_total',
      help: 'Series forgotten because they are gone.',
      labelNames: ofWatch,
      registers,
    });
    this.series = new Gauge({
      name: 'metrics_ai_watch_series',
      help: 'Series that the last turn brought up to date, or that of the last shard.',
      labelNames: ofWatch,
      registers,
    });
    this.lastSuccess = new Gauge({
      name: 'metrics_ai_watch_last_success_timestamp_seconds',
      help: 'When a turn of the watch last succeeded.',
      labelNames: ofWatch,
      registers,
    });
    this.duration = new Histogram({
      name: 'metrics_ai_watch_turn_duration_seconds',
      help: 'Time that a turn took.',
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800],
      registers,
    });
    this.reloadSucceeded = new Gauge({
      name: 'metrics_ai_config_last_reload_successful',
      help: 'Whether the last reading of the watch file succeeded.',
      registers,
    });
    this.lastReload = new Gauge({
      name: 'metrics_ai_config_last_reload_success_timestamp_seconds',
      help: 'When the watch file was last read with success.',
      registers,
    });
  }

  observeTurn(watch: string, result: TurnResult, seconds: number, report?: TurnReport): void {
    this.turns.inc({ watch, result });
    this.duration.observe(seconds);
    if (report === undefined) return;
    this.exposition.observeIngest(report);
    this.expired.inc({ watch }, report.expired);
    this.series.set({ watch }, report.series);
    if (result === 'succeeded') this.lastSuccess.setToCurrentTime({ watch });
  }

  observeMissed(watch: string, turns: number): void {
    this.missed.inc({ watch }, turns);
  }

  observeReload(succeeded: boolean): void {
    this.reloadSucceeded.set(succeeded ? 1 : 0);
    if (succeeded) this.lastReload.setToCurrentTime();
  }

  /** A watch that is not there any more must not look like one that has stopped working. */
  forget(watch: string): void {
    this.series.remove({ watch });
    this.lastSuccess.remove({ watch });
  }
}
