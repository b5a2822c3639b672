import type { EmbedderIdentity } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

export const isSameEmbedder = (a: EmbedderIdentity, b: EmbedderIdentity): boolean =>
  a.identity === b.identity && a.dimensions === b.dimensions;

/** The error that says whose vectors the store holds, whose were asked for, and what mends it. */
export function embedderMismatch(stored: EmbedderIdentity, wanted: EmbedderIdentity): VectorStoreError {
  const name = ({ identity, dimensions }: EmbedderIdentity) => `${identity} (${dimensions} dimensions)`;
  return new VectorStoreError(
    'embedder-mismatch',
    `The vector store holds vectors of ${name(stored)}, which cannot be compared with those of ${name(wanted)}. ` +
      'To embed everything anew: npm run reindex',
  );
}
