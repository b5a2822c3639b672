import type { Embedder } from '@metrics-ai/embeddings';
import { passesAnomaly, type RecordFilter, type SearchHit, type VectorStore } from '@metrics-ai/vector-store';
import { InvalidRequestError } from '../invalid-request-error.ts';

/**
 * In which order the hits come. `relevance`: the best first. `score`: the strangest anomaly first. `time`: the latest
 * anomaly first.
 */
export type SearchSort = 'relevance' | 'score' | 'time';

export interface SearchRequest {
  /** What to look for, in plain words. */
  readonly query: string;
  readonly topK: number;
  readonly filter?: RecordFilter;
  /** Default `relevance`. */
  readonly sort?: SearchSort;
}

/** What searching needs. */
export interface SearchParts {
  readonly store: VectorStore;
  readonly embedder: Embedder;
}

/** Finds series by meaning and by words. */
export class Search {
  private readonly parts: SearchParts;

  constructor(parts: SearchParts) {
    this.parts = parts;
  }

  /**
   * The most relevant series, whatever the order that they come in. Of their anomalies, an order looks at those that pass
   * the filter; series without one come last. Rejects with InvalidRequestError, EmbeddingError or VectorStoreError.
   */
  async run(
    tenant: string,
    { query, topK, filter, sort = 'relevance' }: SearchRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<SearchHit[]> {
    const vector = await this.parts.embedder.embedQuery(query, options);
    try {
      const hits = await this.parts.store.search(tenant, { vector, text: query, topK, filter });
      return sort === 'relevance' ? hits : sortByAnomaly(hits, sort, filter ?? {});
    } catch (error) {
      // The store names the argument; what the caller of a search knows of it is the filter.
      if (error instanceof RangeError) throw new InvalidRequestError('filters', error.message);
      throw error;
    }
  }
}

/** Highest first; equals stay in the order of relevance. */
function sortByAnomaly(
  hits: readonly SearchHit[],
  sort: 'score' | 'time',
  filter: RecordFilter,
): SearchHit[] {
  const places = new Map(
    hits.map((hit) => {
      const values = hit.record.anomalies
        .filter((anomaly) => passesAnomaly(anomaly, filter))
        .map(({ score, startMs }) => (sort === 'score' ? score : startMs))
        .filter((value) => !Number.isNaN(value));
      return [hit, Math.max(-Infinity, ...values)];
    }),
  );
  const placeOf = (hit: SearchHit): number => places.get(hit) ?? -Infinity;
  // Not by the difference, which of two infinities is NaN.
  return hits.toSorted((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) > placeOf(b) ? -1 : 1));
}
