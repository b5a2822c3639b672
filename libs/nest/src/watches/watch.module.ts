import { Ingest, Turns } from '@metrics-ai/engine';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import type { TurnQueue } from '@metrics-ai/work-queue';
import {
  ConfigurableModuleBuilder,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ExpositionModule } from '../exposition/exposition.module.ts';
import { VECTOR_STORE } from '../vector-store.module.ts';
import { TURN_QUEUE } from '../work-queue.module.ts';
import { WatchMetrics } from './watch-metrics.ts';
import { Watcher, type WatcherOptions } from './watcher.ts';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<WatcherOptions>()
  .setClassMethodName('forRoot')
  .setExtras({}, (definition) => ({ ...definition, global: true }))
  .build();

/**
 * Provides the Watcher, which runs the watches of a file from the start of the application to its end.
 * `forRoot(options)`, or `forRootAsync`. Needs the PrometheusModule, VectorStoreModule and EngineModule; with a
 * WorkQueueModule that has a queue, other processes share the turns.
 */
@Module({
  imports: [ExpositionModule],
  providers: [
    WatchMetrics,
    {
      provide: Turns,
      inject: [PrometheusClient, Ingest, VECTOR_STORE],
      useFactory: (prometheus: PrometheusClient, ingest: Ingest, store: VectorStore) =>
        new Turns({ prometheus, ingest, store }),
    },
    {
      provide: Watcher,
      inject: [MODULE_OPTIONS_TOKEN, Turns, WatchMetrics, { token: TURN_QUEUE, optional: true }],
      useFactory: (options: WatcherOptions, turns: Turns, metrics: WatchMetrics, queue?: TurnQueue) =>
        new Watcher(options, turns, metrics, queue),
    },
  ],
  exports: [Watcher],
})
export class WatchModule extends ConfigurableModuleClass implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly watcher: Watcher) {
    super();
  }

  onApplicationBootstrap(): void {
    this.watcher.start();
  }

  /** Before the store is closed. */
  async onModuleDestroy(): Promise<void> {
    await this.watcher.close();
  }
}
