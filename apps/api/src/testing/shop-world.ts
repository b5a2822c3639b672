import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { startPrometheus, type PrometheusServer } from '@metrics-ai/prometheus-client/testing';
import { shopSeries } from './shop-series.ts';

/** A real Prometheus that holds the shop's last two weeks. */
export async function startShopPrometheus(): Promise<PrometheusServer> {
  const prometheus = await startPrometheus();
  await new RemoteWriter({ url: `${prometheus.url}/api/v1/write` }).write(shopSeries(Date.now()));
  return prometheus;
}
