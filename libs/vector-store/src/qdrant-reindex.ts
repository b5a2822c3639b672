import { checkEmbeddings } from './check-arguments.ts';
import { string } from './json-shape.ts';
import { denseVectorName, type QdrantCollection, replaceDenseVector, written } from './qdrant-collection.ts';
import { shortNumbers, unchangedSince } from './qdrant-points.ts';
import { countPoints } from './qdrant-queries.ts';
import { scrollPoints } from './qdrant-scroll.ts';
import { itemText } from './shelf-item.ts';
import type { EmbedderIdentity, VectorStore } from './vector-store.ts';

/** Texts embedded at once, and written in one request. */
const BATCH_POINTS = 64;

/** Embeds every point anew; see `replaceDenseVector` for how the old vectors stay in use until all is done. */
export async function reindexQdrant(
  collection: QdrantCollection,
  embedder: EmbedderIdentity,
  embed: Parameters<VectorStore['reindex']>[1],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { connection, name } = collection;
  let done = 0;
  await replaceDenseVector(collection, embedder, async (filter) => {
    const total = await countPoints(collection, {});
    done = filter ? total - (await countPoints(collection, filter)) : 0;
    const pages = scrollPoints(collection, { record: string }, { filter, limit: BATCH_POINTS });
    for await (const points of pages) {
      const texts = points.map(({ payload }) => itemText(payload.record));
      const vectors = await embed(texts);
      checkEmbeddings(vectors, texts, embedder.dimensions);
      await connection.call(written, (api, init) =>
        api.updateVectors(
          {
            collection_name: name,
            wait: true,
            points: points.map(({ id }, i) => ({
              id,
              vector: { [denseVectorName(embedder)]: shortNumbers(vectors[i]) },
            })),
            update_filter: unchangedSince(
              points.map(({ id }) => id),
              texts,
            ),
          },
          init,
        ),
      );
      done += points.length;
      onProgress(Math.min(done, total), total);
    }
  });
}
