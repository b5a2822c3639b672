/**
 * Turns text into vectors of unit length. Documents and queries may be embedded differently by the same model.
 * Every vector has `dimensions` components; vectors of different `identity` must never be compared.
 */
export interface Embedder {
  /** Names the model and its version: `builtin-3`, `ollama/nomic-embed-text`. */
  readonly identity: string;
  readonly dimensions: number;
  /** One vector a text, in order; an empty list gives an empty list. */
  embedDocuments(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  embedQuery(text: string, options?: EmbedOptions): Promise<Float32Array>;
  /** Resolves with the version of what answers, rejects with an EmbeddingError that says why it cannot. */
  check(options?: EmbedOptions): Promise<{ readonly version: string }>;
}

export interface EmbedOptions {
  readonly signal?: AbortSignal;
}
