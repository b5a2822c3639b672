import type { Embedder } from '@metrics-ai/embeddings';
import { Search } from '@metrics-ai/engine';
import { storeMetrics, withScratchStore } from '../scratch-store.ts';
import { readMetrics, readQuestions } from './metrics-data.ts';

const TENANT = 'default';
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
  return withScratchStore(embedder, async (store) => {
    await storeMetrics({ store, embedder }, TENANT, metrics, progress);
    const search = new Search({ store, embedder, nowMs: () => nowMs });
    const rankings = new Map<string, string[]>();
    for (const [done, { id, query }] of questions.entries()) {
      if (done % QUESTIONS_A_NOTE === 0) progress(`asking questions: ${done} of ${questions.length}`);
      const { hits } = await search.run(TENANT, { query, topK, groupBy: 'metric' });
      const names = hits.map((hit) => (hit.kind === 'series' ? hit.record.metric : hit.entry.metric));
      rankings.set(id, [...new Set(names)]);
    }
    return Object.fromEntries(rankings);
  });
}
