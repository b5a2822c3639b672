import type { MetricEntry, MetricFilter, VectorStore } from '@metrics-ai/vector-store';
import { prepareLookup, type FindParts } from './find-candidates.ts';
import { rankHits, type WordMatch } from './rank-hits.ts';

export interface FoundMetric {
  readonly entry: MetricEntry;
  /** 0 … 1. */
  readonly score: number;
  readonly why: readonly WordMatch[];
}

/** What words and vectors find is ranked anew, so that the best are among many. */
const CANDIDATES = 100;

/**
 * Metrics of the catalogue that a text is about, best first, ingested or not. None for an empty text. Rejects with EmbeddingError,
 * VectorStoreError or the signal's reason.
 */
export async function findMetrics(
  { store, embedder }: Omit<FindParts, 'store'> & { readonly store: Pick<VectorStore, 'searchMetrics'> },
  tenant: string,
  text: string,
  {
    limit,
    filter,
    signal,
  }: { readonly limit: number; readonly filter?: MetricFilter; readonly signal?: AbortSignal },
): Promise<FoundMetric[]> {
  const lookup = await prepareLookup(embedder, text, { signal });
  if (lookup === undefined) return [];
  const topK = Math.max(limit, CANDIDATES);
  const hits = await store.searchMetrics(tenant, { ...lookup, topK, candidates: topK, filter });
  const candidates = hits.map(({ entry, similarity }) => ({ ...entry, similarity, entry }));
  return rankHits(text, candidates)
    .slice(0, limit)
    .map(({ candidate, score, why }) => ({ entry: candidate.entry, score, why }));
}
