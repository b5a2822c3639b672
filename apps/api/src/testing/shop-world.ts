import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  METRICS_SERVERS,
  type MetricsServer,
  type MetricsServerKind,
} from '@metrics-ai/prometheus-client/testing';
import { shopSeries } from './shop-series.ts';

/** A real server that holds the shop's last two weeks. */
export async function startShopServer(kind: MetricsServerKind): Promise<MetricsServer> {
  const server = await kind.start();
  await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(shopSeries(Date.now()));
  await server.flush();
  return server;
}

/** A real Prometheus that holds the shop's last two weeks. */
export const startShopPrometheus = (): Promise<MetricsServer> => startShopServer(METRICS_SERVERS[0]);
