import { builtinEmbedder } from '@metrics-ai/embeddings';
import { openSqliteStore, type SeriesRecord, type VectorStore } from '@metrics-ai/vector-store';

const embedder = builtinEmbedder();

/** Every record, by its id. */
export type Records = ReadonlyMap<string, SeriesRecord>;

export interface StoreContents {
  readonly records: Records;
  /** What some searches find, in order: by meaning and by words. */
  readonly found: readonly (readonly string[])[];
}

/** All that a store file holds for a tenant, as a reader beside the worker sees it. */
export async function readStore(path: string): Promise<StoreContents> {
  const store = await openSqliteStore({ path, embedder });
  try {
    return { records: await readRecords(store), found: await searchThrice(store) };
  } finally {
    await store.close();
  }
}

export async function readRecords(store: VectorStore): Promise<Records> {
  const records = new Map<string, SeriesRecord>();
  for (;;) {
    const page = await store.list('default', { limit: 1_000, afterId: [...records.keys()].at(-1) });
    if (page.length === 0) return records;
    for (const record of page) {
      if (records.has(record.id)) throw new Error(`${record.id} is there twice`);
      records.set(record.id, record);
    }
  }
}

async function searchThrice(store: VectorStore): Promise<string[][]> {
  const found: string[][] = [];
  for (const text of ['cpu usage of service-3', 'memory that climbs', 'requests host-12:8080']) {
    const vector = await embedder.embedQuery(text);
    const hits = await store.search('default', { vector, text, topK: 20 });
    found.push(hits.map(({ record }) => record.id));
  }
  return found;
}
