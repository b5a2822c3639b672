import type { Embedder } from '@metrics-ai/embeddings';
import { Catalogue } from '@metrics-ai/engine';
import { PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import {
  ConfigurableModuleBuilder,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { CatalogueModuleOptions } from '../configuration/catalogue-config.ts';
import { EMBEDDER } from '../embeddings.module.ts';
import { ExpositionModule } from '../exposition/exposition.module.ts';
import { VECTOR_STORE } from '../vector-store.module.ts';
import { Watcher } from '../watches/watcher.ts';
import { CatalogueMetrics } from './catalogue-metrics.ts';
import { CatalogueRefresher } from './catalogue-refresher.ts';
import { tellRefresh } from './tell-refresh.ts';

/** A catalogue that nobody refreshed for so long is stale. */
const LEAST_STALE_MS = 3_600_000;
const MISSED_REFRESHES = 3;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<CatalogueModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/**
 * Provides the Catalogue, and the CatalogueRefresher that keeps it fresh from the start of the application to its end.
 * `forRoot(options)`, or `forRootAsync`. Needs the PrometheusModule, EmbeddingsModule and VectorStoreModule; with a WatchModule, the
 * tenants of the watches have a catalogue as well.
 */
@Module({
  imports: [ExpositionModule],
  providers: [
    CatalogueMetrics,
    {
      provide: Catalogue,
      inject: [MODULE_OPTIONS_TOKEN, PrometheusClient, VECTOR_STORE, EMBEDDER, CatalogueMetrics],
      useFactory: (
        { keepMs, maxMetrics, everyMs = 0 }: CatalogueModuleOptions,
        prometheus: PrometheusClient,
        store: VectorStore,
        embedder: Embedder,
        metrics: CatalogueMetrics,
      ) =>
        new Catalogue({
          prometheus,
          store,
          embedder,
          options: { keepMs, maxMetrics, staleMs: Math.max(LEAST_STALE_MS, MISSED_REFRESHES * everyMs) },
          nowMs: Date.now,
          onRefreshed: tellRefresh(metrics),
        }),
    },
    {
      provide: CatalogueRefresher,
      inject: [MODULE_OPTIONS_TOKEN, Catalogue, CatalogueMetrics, { token: Watcher, optional: true }],
      useFactory: (
        { everyMs, isStandIn, tenants }: CatalogueModuleOptions,
        catalogue: Catalogue,
        metrics: CatalogueMetrics,
        watcher?: Watcher,
      ) => {
        const ofWatches = (): string[] => watcher?.states().map(({ watch }) => watch.tenant) ?? [];
        const options = { everyMs, isStandIn, tenants: () => [...tenants, ...ofWatches()] };
        return new CatalogueRefresher(options, catalogue, metrics);
      },
    },
  ],
  exports: [Catalogue, CatalogueRefresher],
})
export class CatalogueModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnModuleDestroy
{
  constructor(private readonly refresher: CatalogueRefresher) {
    super();
  }

  onApplicationBootstrap(): void {
    this.refresher.start();
  }

  /** Before the store is closed. */
  async onModuleDestroy(): Promise<void> {
    await this.refresher.close();
  }
}
