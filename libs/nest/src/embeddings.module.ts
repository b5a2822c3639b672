import { builtinEmbedder, ollamaEmbedder, type OllamaEmbedderOptions } from '@metrics-ai/embeddings';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';

/** Injects the Embedder. */
export const EMBEDDER = Symbol('Embedder');

export type EmbeddingsModuleOptions =
  { readonly kind: 'builtin' } | ({ readonly kind: 'ollama' } & OllamaEmbedderOptions);

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<EmbeddingsModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Provides an Embedder under the token EMBEDDER. `forRoot(options)`, or `forRootAsync` with a factory. */
@Module({
  providers: [
    {
      provide: EMBEDDER,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: EmbeddingsModuleOptions) =>
        options.kind === 'builtin' ? builtinEmbedder() : ollamaEmbedder(options),
    },
  ],
  exports: [EMBEDDER],
})
export class EmbeddingsModule extends ConfigurableModuleClass {}
