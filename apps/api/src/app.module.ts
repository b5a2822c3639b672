import {
  AskModule,
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
import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { AboutController } from './about/about.controller.ts';
import { AnomaliesController } from './anomalies/anomalies.controller.ts';
import { AskController } from './ask/ask.controller.ts';
import { CatalogueController } from './catalogue/catalogue.controller.ts';
import { AnalysisChartsController } from './charts/analysis-charts.controller.ts';
import { AnomalyChartsController } from './charts/anomaly-charts.controller.ts';
import { CONFIG, type Config } from './config.ts';
import { DetectController } from './detect/detect.controller.ts';
import { PreviewController } from './detect/preview.controller.ts';
import { ExportController } from './export/export.controller.ts';
import { ExpositionController } from './exposition/exposition.controller.ts';
import { RequestMetricsMiddleware } from './exposition/request-metrics.middleware.ts';
import { RequestMetrics } from './exposition/request-metrics.ts';
import { HealthController } from './health/health.controller.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { MetricsController } from './metrics/metrics.controller.ts';
import { PromqlController } from './promql/promql.controller.ts';
import { SimilarController } from './similar/similar.controller.ts';

@Module({
  imports: [ExpositionModule],
  controllers: [
    AboutController,
    HealthController,
    ExpositionController,
    MetricsController,
    SimilarController,
    CatalogueController,
    ExportController,
    AnomaliesController,
    AnomalyChartsController,
    AnalysisChartsController,
    DetectController,
    PreviewController,
    PromqlController,
    AskController,
    JobsController,
  ],
  providers: [RequestMetrics],
})
export class AppModule implements NestModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PrometheusModule.forRoot(config.prometheus),
        EmbeddingsModule.forRoot(config.embedder),
        VectorStoreModule.forRoot(config.store),
        InsightsModule.forRoot(config.insights),
        WorkQueueModule.forRoot(config.queue),
        CatalogueModule.forRoot(config.catalogue),
        EngineModule.forRoot(config.engine),
        AskModule,
        ...(config.watcher ? [WatchModule.forRoot(config.watcher)] : []),
      ],
      providers: [{ provide: CONFIG, useValue: config }],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestMetricsMiddleware).forRoutes('{*path}');
  }
}
