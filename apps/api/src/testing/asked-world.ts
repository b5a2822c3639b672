import { RemoteWriter } from '@metrics-ai/prometheus-client';
import { findFreePort, startPrometheus, type PrometheusServer } from '@metrics-ai/prometheus-client/testing';
import { shopSeries } from './shop-series.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** When the last sample of the backup's size is from. */
export const BACKUP_ENDED_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 3 * HOUR_MS;

/**
 * A real Prometheus to ask about: the shop's last two weeks, a backup that is gone for three hours, a target that is down, and itself,
 * of which it knows types and help texts. Resolves when it has scraped.
 */
export async function startAskedPrometheus(): Promise<PrometheusServer> {
  const port = await findFreePort();
  const targets = (target: string) => ({ static_configs: [{ targets: [target] }] });
  const prometheus = await startPrometheus({
    port,
    scrapeInterval: '1s',
    scrapeConfigs: [
      { job_name: 'prometheus', ...targets(`127.0.0.1:${port}`) },
      { job_name: 'mail', ...targets('127.0.0.1:1') },
    ],
  });
  const timestamps = Float64Array.from({ length: 120 }, (_, i) => BACKUP_ENDED_MS - (119 - i) * MINUTE_MS);
  const backup = {
    labels: { __name__: 'nightly_backup_size_bytes', job: 'backup', instance: 'backup-0' },
    timestamps,
    values: timestamps.map(() => 5 * 2 ** 30),
  };
  await new RemoteWriter({ url: `${prometheus.url}/api/v1/write` }).write([
    backup,
    ...shopSeries(Date.now()),
  ]);
  const isScraped = async (): Promise<boolean> => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=count(up)%20==%202`);
    return (await answer.text()).includes('"2"');
  };
  const deadlineMs = Date.now() + 30_000;
  while (!(await isScraped())) {
    if (Date.now() > deadlineMs) throw new Error('Prometheus has not scraped its targets');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return prometheus;
}
