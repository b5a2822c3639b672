import { builtinEmbedder, type Embedder } from '@metrics-ai/embeddings';
import { Ingest, Search, seriesId } from '@metrics-ai/engine';
import { withScratchStore } from '../scratch-store.ts';
import { readBehaviourData } from './behaviour-data.ts';
import { dataPrometheus } from './data-prometheus.ts';

const TENANT = 'default';
const TOP_K = 10;

/**
 * Ingests the series of a folder into an embedded store of its own, as the API would, and asks its questions as POST /metrics/query
 * does. Resolves with the ids of the series found for each question, best first, as the files name them.
 */
export async function runBehaviour(
  directory: string,
  progress: (text: string) => void,
  embedder: Embedder = builtinEmbedder(),
): Promise<Record<string, string[]>> {
  const { series, queries, range } = readBehaviourData(directory);
  const nowMs = range.endMs;
  return withScratchStore(embedder, async (store) => {
    const ingest = new Ingest({
      prometheus: dataPrometheus(series, nowMs),
      store,
      embedder,
      limits: { maxSeries: 1e6, maxAnalyzedSeries: 1e6, maxPoints: 1e6 },
      nowMs: () => nowMs,
    });
    for (const metricName of new Set(series.map(({ labels }) => labels['__name__']))) {
      progress(`ingesting ${metricName}`);
      await ingest.run(TENANT, { source: { kind: 'metric', metricName }, range });
    }
    progress(`asking ${queries.length} questions`);
    const nameOf = new Map(series.map(({ id, labels }) => [seriesId(TENANT, labels), id]));
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const rankings = new Map<string, string[]>();
    for (const { id, query } of queries) {
      const { hits } = await search.run(TENANT, { query, topK: TOP_K });
      const ids = hits.flatMap((hit) =>
        hit.kind === 'series' ? [nameOf.get(hit.record.id) ?? hit.record.id] : [],
      );
      rankings.set(id, ids);
    }
    return Object.fromEntries(rankings);
  });
}
