import {
  CatalogueModule,
  EmbeddingsModule,
  EngineModule,
  ExpositionModule,
  InsightsModule,
  PrometheusModule,
  VectorStoreModule,
  WatchModule,
  WorkQueueModule,
} from '@metrics-ai/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './config.ts';
import { ProbesController } from './probes.controller.ts';

@Module({ imports: [ExpositionModule], controllers: [ProbesController] })
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PrometheusModule.forRoot(config.prometheus),
        EmbeddingsModule.forRoot(config.embedder),
        VectorStoreModule.forRoot(config.store),
        InsightsModule.forRoot(config.insights),
        WorkQueueModule.forRoot(config.queue),
        CatalogueModule.forRoot(config.catalogue),
        EngineModule.forRoot(config.engine),
        WatchModule.forRoot(config.watcher),
      ],
    };
  }
}
