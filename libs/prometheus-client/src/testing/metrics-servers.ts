import { findPrometheus, type PrometheusServer, startPrometheus } from './prometheus-server.ts';
import { findVictoriaMetrics, startVictoriaMetrics } from './victoria-metrics-server.ts';

export interface MetricsServer extends PrometheusServer {
  /** Resolves when all that was written before can be queried. */
  flush(): Promise<void>;
}

export interface MetricsServerKind {
  readonly name: 'Prometheus' | 'VictoriaMetrics';
  readonly isInstalled: boolean;
  readonly start: () => Promise<MetricsServer>;
}

/** The servers of Prometheus' HTTP API that end-to-end tests run against, each of them where it is installed. */
export const METRICS_SERVERS: readonly MetricsServerKind[] = [
  {
    name: 'Prometheus',
    isInstalled: findPrometheus() !== undefined,
    start: async () => ({ ...(await startPrometheus()), flush: () => Promise.resolve() }),
  },
  {
    name: 'VictoriaMetrics',
    isInstalled: findVictoriaMetrics() !== undefined,
    start: () => startVictoriaMetrics(),
  },
];
