import { setTimeout as sleep } from 'node:timers/promises';

import { matchersOf, PrometheusClient, selector } from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';

/** So many series are counted; the rest was written in the same requests. */
const checkedSeries = 5;
const timeoutMs = 20_000;

/**
 * Waits until Prometheus gives back every sample of a few series, spread over all, and knows the type of `metric`.
 *
 * @throws Error saying what is missing, if it is not there after 20 s.
 */
export async function checkHistory(
  prometheusUrl: string,
  series: readonly Series[],
  metric: string,
  signal: AbortSignal,
): Promise<void> {
  const client = new PrometheusClient({ url: prometheusUrl });
  const deadline = performance.now() + timeoutMs;
  const untilEqual = async (what: string, expected: number, read: () => Promise<number>) => {
    for (;;) {
      const found = await read();
      if (found === expected) return;
      if (performance.now() > deadline)
        throw new Error(`Prometheus has ${found} ${what} instead of ${expected}`);
      await sleep(200, undefined, { signal });
    }
  };
  for (let i = 0; i < checkedSeries; i++) {
    const { labels, timestamps, values } = series[Math.floor((i * series.length) / checkedSeries)];
    const samples = values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
    const selected = selector(undefined, matchersOf(labels));
    const timeMs = timestamps[timestamps.length - 1];
    await untilEqual(`samples of ${selected}`, samples, async () => {
      const { data } = await client.query(`count_over_time(${selected}[29d])`, { timeMs, signal });
      return data.type === 'vector' ? (data.samples[0]?.value ?? 0) : NaN;
    });
  }
  await untilEqual(`types of ${metric}`, 1, async () => {
    const { data } = await client.metadata({ metric, signal });
    return data.get(metric)?.length ?? 0;
  });
}
