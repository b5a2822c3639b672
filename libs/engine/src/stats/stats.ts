import type { Embedder } from '@metrics-ai/embeddings';
import type { SeriesRecord, StoreStats, VectorStore } from '@metrics-ai/vector-store';

export interface Stats extends StoreStats {
  readonly store: string;
  readonly embedder: { readonly identity: string; readonly dimensions: number };
  /** The series with the strangest anomalies, strangest first. */
  readonly strangest: readonly SeriesRecord[];
}

/** One incident shows in many series: enough of them that more than one incident does. */
const STRANGEST = 50;

/**
 * What is remembered for one tenant. Rejects with a VectorStoreError.
 * @param limit of the metrics and of the strangest series, 1 … 1,000; by default all metrics that the store gives, and 50 series
 */
export async function readStats(
  tenant: string,
  { store, embedder }: { readonly store: VectorStore; readonly embedder: Embedder },
  { limit }: { readonly limit?: number } = {},
): Promise<Stats> {
  const [stats, strangest] = await Promise.all([
    store.stats(tenant),
    store.strangest(tenant, limit ?? STRANGEST, { minAnomalyScore: 1 }),
  ]);
  const { identity, dimensions } = embedder;
  const byMetric = stats.byMetric.slice(0, limit);
  return { ...stats, byMetric, store: store.kind, embedder: { identity, dimensions }, strangest };
}
