import type { Embedder } from '@metrics-ai/embeddings';
import { openSqliteStore, type MetricEntry, type VectorStore } from '@metrics-ai/vector-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As many as a store takes at once. */
const METRICS_A_BATCH = 1_000;

/** Opens an embedded store in a temporary folder, which is gone when `use` has ended. */
export async function withScratchStore<T>(
  { identity, dimensions }: Embedder,
  use: (store: VectorStore) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
  try {
    const store = await openSqliteStore({
      path: join(folder, 'store.db'),
      embedder: { identity, dimensions },
    });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Embeds metrics and puts them into the catalogue of a tenant. */
export async function storeMetrics(
  { store, embedder }: { readonly store: VectorStore; readonly embedder: Embedder },
  tenant: string,
  metrics: readonly MetricEntry[],
  progress: (text: string) => void,
): Promise<void> {
  for (let start = 0; start < metrics.length; start += METRICS_A_BATCH) {
    progress(`embedding and storing metrics: ${start} of ${metrics.length}`);
    const batch = metrics.slice(start, start + METRICS_A_BATCH);
    const vectors = await embedder.embedDocuments(batch.map(({ text }) => text));
    await store.putMetrics(
      tenant,
      batch.map((entry, i) => ({ ...entry, vector: vectors[i] })),
    );
  }
}
