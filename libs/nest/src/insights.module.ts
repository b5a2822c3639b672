import { ollamaLanguageModel, type OllamaLanguageModelOptions } from '@metrics-ai/insights';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';

/** Injects the LanguageModel, or undefined where the deterministic narrator writes everything. */
export const LANGUAGE_MODEL = Symbol('LanguageModel');

export type InsightsModuleOptions =
  { readonly kind: 'narrator' } | ({ readonly kind: 'ollama' } & OllamaLanguageModelOptions);

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<InsightsModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Provides a LanguageModel under the token LANGUAGE_MODEL. `forRoot(options)`, or `forRootAsync` with a factory. */
@Module({
  providers: [
    {
      provide: LANGUAGE_MODEL,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: InsightsModuleOptions) =>
        options.kind === 'narrator' ? undefined : ollamaLanguageModel(options),
    },
  ],
  exports: [LANGUAGE_MODEL],
})
export class InsightsModule extends ConfigurableModuleClass {}
