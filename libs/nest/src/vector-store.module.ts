import type { Embedder } from '@metrics-ai/embeddings';
import {
  openQdrantStore,
  openSqliteStore,
  type QdrantStoreOptions,
  type SqliteStoreOptions,
  type VectorStore,
} from '@metrics-ai/vector-store';
import { ConfigurableModuleBuilder, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EMBEDDER } from './embeddings.module.ts';

/** Injects the VectorStore. */
export const VECTOR_STORE = Symbol('VectorStore');

export type VectorStoreModuleOptions =
  | ({ readonly kind: 'sqlite' } & Omit<SqliteStoreOptions, 'embedder'>)
  | ({ readonly kind: 'qdrant' } & Omit<QdrantStoreOptions, 'embedder'>);

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<VectorStoreModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/**
 * Provides a VectorStore under the token VECTOR_STORE, for the vectors of the EMBEDDER; closes it at shutdown.
 * `forRoot(options)`, or `forRootAsync` with a factory. Needs the EmbeddingsModule.
 */
@Module({
  providers: [
    {
      provide: VECTOR_STORE,
      inject: [MODULE_OPTIONS_TOKEN, EMBEDDER],
      useFactory: (options: VectorStoreModuleOptions, embedder: Embedder) =>
        options.kind === 'sqlite'
          ? openSqliteStore({ ...options, embedder })
          : openQdrantStore({ ...options, embedder }),
    },
  ],
  exports: [VECTOR_STORE],
})
export class VectorStoreModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(@Inject(VECTOR_STORE) private readonly store: VectorStore) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
