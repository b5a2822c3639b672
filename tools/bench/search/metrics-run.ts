import type { Embedder } from '@metrics-ai/embeddings';
import { Search } from '@metrics-ai/engine';
import { openSqliteStore, type MetricEntry, type VectorStore } from '@metrics-ai/vector-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetrics, readQuestions } from './metrics-data.ts';

const TENANT = 'default';
/** As many as a store takes at once. */
const METRICS_A_BATCH = 1_000;
const QUESTIONS_A_NOTE = 100;

/**
 * Puts the metrics of a file into the catalogue of an embedded store of its own, and asks the questions of another as POST
 * /metrics/query does. Resolves with the names of the metrics found for each question, best first, each once.
 */
export async function runMetrics(
  files: { readonly metrics: string; readonly queries: string },
  { embedder, topK }: { readonly embedder: Embedder; readonly topK: number },
  progress: (text: string) => void,
): Promise<Record<string, string[]>> {
  const nowMs = Date.now();
  const metrics = readMetrics(files.metrics, nowMs);
  const questions = readQuestions(files.queries);
  const folder = mkdtempSync(join(tmpdir(), 'bench-search-'));
  const { identity, dimensions } = embedder;
  const store = await openSqliteStore({ path: join(folder, 'store.db'), embedder: { identity, dimensions } });
  try {
    await storeMetrics(store, embedder, metrics, progress);
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const rankings: Record<string, string[]> = {};
    for (const [done, { id, query }] of questions.entries()) {
      if (done % QUESTIONS_A_NOTE === 0) progress(`asking questions: ${done} of ${questions.length}`);
      const { hits } = await search.run(TENANT, { query, topK, groupBy: 'metric' });
      const names = hits.map((hit) => (hit.kind === 'series' ? hit.record.metric : hit.entry.metric));
      rankings[id] = [...new Set(names)];
    }
    return rankings;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function storeMetrics(
  store: VectorStore,
  embedder: Embedder,
  metrics: readonly MetricEntry[],
  progress: (text: string) => void,
): Promise<void> {
  for (let start = 0; start < metrics.length; start += METRICS_A_BATCH) {
    progress(`embedding and storing metrics: ${start} of ${metrics.length}`);
    const batch = metrics.slice(start, start + METRICS_A_BATCH);
    const vectors = await embedder.embedDocuments(batch.map(({ text }) => text));
    await store.putMetrics(
      TENANT,
      batch.map((entry, i) => ({ ...entry, vector: vectors[i] })),
    );
  }
}
