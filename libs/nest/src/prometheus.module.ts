import { PrometheusClient, type PrometheusClientOptions } from '@metrics-ai/prometheus-client';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PrometheusClientOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Provides a PrometheusClient. `forRoot(options)`, or `forRootAsync` with a factory. */
@Module({
  providers: [
    {
      provide: PrometheusClient,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PrometheusClientOptions) => new PrometheusClient(options),
    },
  ],
  exports: [PrometheusClient],
})
export class PrometheusModule extends ConfigurableModuleClass {}
