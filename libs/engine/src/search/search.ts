import type { Embedder } from '@metrics-ai/embeddings';
import type { RecordFilter, SearchHit, VectorStore } from '@metrics-ai/vector-store';
import { InvalidRequestError } from '../invalid-request-error.ts';

export interface SearchRequest {
  /** What to look for, in plain words. */
  readonly query: string;
  readonly topK: number;
  readonly filter?: RecordFilter;
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

  /** Best first. Rejects with InvalidRequestError, EmbeddingError or VectorStoreError. */
  async run(
    tenant: string,
    { query, topK, filter }: SearchRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<SearchHit[]> {
    const vector = await this.parts.embedder.embedQuery(query, options);
    try {
      return await this.parts.store.search(tenant, { vector, text: query, topK, filter });
    } catch (error) {
      // The store names the argument; what the caller of a search knows of it is the filter.
      if (error instanceof RangeError) throw new InvalidRequestError('filters', error.message);
      throw error;
    }
  }
}
