import { PrometheusClient, type PrometheusClientOptions } from '@metrics-ai/prometheus-client';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';

/** Injects a PrometheusClient whose questions never wait for the queries of others: it asks whether the server is there. */
export const PROMETHEUS_PROBE = Symbol('PrometheusProbe');

const PROBE_CONCURRENCY = 4;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PrometheusClientOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Provides a PrometheusClient, and another as PROMETHEUS_PROBE. `forRoot(options)`, or `forRootAsync` with a factory. */
@Module({
  providers: [
    {
      provide: PrometheusClient,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PrometheusClientOptions) => new PrometheusClient(options),
    },
    {
      provide: PROMETHEUS_PROBE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PrometheusClientOptions) =>
        new PrometheusClient({ ...options, maxConcurrency: PROBE_CONCURRENCY, retries: 0 }),
    },
  ],
  exports: [PrometheusClient, PROMETHEUS_PROBE],
})
export class PrometheusModule extends ConfigurableModuleClass {}
