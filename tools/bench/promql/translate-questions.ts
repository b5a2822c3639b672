import { builtinEmbedder } from '@metrics-ai/embeddings';
import {
  findMetrics,
  KnownMetrics,
  metricText,
  translateQuestion,
  type Translation,
} from '@metrics-ai/engine';
import type { MetricEntry } from '@metrics-ai/vector-store';
import { storeMetrics, withScratchStore } from '../scratch-store.ts';
import type { DescribedMetric, Question } from './read-lines.ts';

const TENANT = 'bench';
/** As POST /ask has it. */
const MAX_CANDIDATES = 50;
/** No question of a file is about the time at which it is measured. */
const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** What the translator makes of questions: retrieval over an embedded store of its own, then the translator, as POST /ask does. */
export function translateQuestions(
  metrics: readonly DescribedMetric[],
  questions: readonly Question[],
  progress: (text: string) => void,
): Promise<Map<string, Translation>> {
  const embedder = builtinEmbedder();
  const entries = metrics.map((metric): MetricEntry => {
    const described = { ...metric, labels: {} };
    return { ...described, series: NaN, text: metricText(described), seenAtMs: NOW_MS };
  });
  const catalogue = new KnownMetrics(entries);
  return withScratchStore(embedder, async (store) => {
    await storeMetrics({ store, embedder }, TENANT, entries, progress);
    const translations = new Map<string, Translation>();
    for (const { id, question } of questions) {
      const found = await findMetrics({ store, embedder }, TENANT, question, { limit: MAX_CANDIDATES });
      const candidates = found.flatMap(({ entry, score }) => {
        const metric = catalogue.find(entry.metric);
        return metric === undefined ? [] : [{ metric, score }];
      });
      translations.set(id, translateQuestion(question, { candidates, catalogue, nowMs: NOW_MS }));
    }
    return translations;
  });
}
