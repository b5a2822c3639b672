import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { openSqliteStore, type SeriesRecord } from '@metrics-ai/vector-store';
import { Ingest } from '../ingest/ingest.ts';
import type { PrometheusReader } from '../reading/plan-reading.ts';
import { SampleWindows } from '../reading/sample-windows.ts';
import { labelsKey } from '../series-id.ts';
import { newAnomalies } from '../watches/new-anomalies.ts';
import { Turns } from '../watches/turns.ts';
import type { Watch } from '../watches/watch.ts';

export interface ToldAnomaly {
  readonly turnMs: number;
  /** Of the labels of its series. */
  readonly series: string;
  readonly anomaly: Anomaly;
}

/**
 * Runs the turns of a watch as the worker does, at given times by Prometheus' clock, and notes in each what is new in the records that
 * it leaves. The first turn is told nothing: it is there to know the past.
 */
export async function runTurns(
  watch: Watch,
  turnsMs: readonly number[],
  clock: { readonly prometheus: PrometheusReader; setTime(nowMs: number): void },
): Promise<ToldAnomaly[]> {
  const embedder = builtinEmbedder();
  const store = await openSqliteStore({ path: ':memory:', embedder });
  const { prometheus } = clock;
  const limits = { maxSeries: 100, maxAnalyzedSeries: 100, maxPoints: 11_000 };
  const windows = new SampleWindows(1e8);
  const ingest = new Ingest({ prometheus, store, embedder, limits, windows, nowMs: () => NaN });
  const turns = new Turns({ prometheus, ingest, store });
  const told: ToldAnomaly[] = [];
  let records = new Map<string, SeriesRecord>();
  let readToMs = Infinity;
  try {
    for (const turnMs of turnsMs) {
      clock.setTime(turnMs);
      const { range } = await turns.run(watch);
      const page = await store.list(watch.tenant, { limit: 1_000 });
      for (const { labels, anomalies, ingestedAtMs } of page) {
        if (ingestedAtMs !== turnMs) continue;
        const series = labelsKey(labels);
        const known = records.get(series)?.anomalies ?? [];
        for (const anomaly of newAnomalies(known, anomalies, readToMs))
          told.push({ turnMs, series, anomaly });
      }
      records = new Map(page.map((record) => [labelsKey(record.labels), record]));
      readToMs = range.endMs;
    }
    return told;
  } finally {
    await store.close();
  }
}
