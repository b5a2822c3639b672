import { createHash } from 'node:crypto';
import { embedderMismatch, isSameEmbedder } from './embedder-mismatch.ts';
import { mapOf, number, objectOf, optional, type Parse, string } from './json-shape.ts';
import { type QdrantConnection, QdrantRefusal } from './qdrant-connection.ts';
import { PAYLOAD_INDEXES, type QdrantFilter } from './qdrant-filter.ts';
import type { EmbedderIdentity } from './vector-store.ts';
import { VectorStoreError } from './vector-store-error.ts';

/** The named sparse vector of a record's words. */
export const WORDS_VECTOR = 'words';

/** Version of the payload and vectors that this code writes; raised when code that knows only the old would go wrong. */
export const COLLECTION_SCHEMA = 3;

/** Where things are, and whose vectors the collection holds. */
export interface QdrantCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
}

/** Dense vectors carry their embedder in their name: those of two can stand side by side, and none can be mistaken. */
export function denseVectorName({ identity, dimensions }: EmbedderIdentity): string {
  const hash = createHash('sha256').update(`${identity}\0${dimensions}`).digest('hex');
  return `dense-${hash.slice(0, 12)}`;
}

/** A point's id: the tenant is in it, so that a record's id alone reaches nothing of another tenant's. */
export function pointId(tenant: string, id: string): string {
  const hex = createHash('sha256').update(`${tenant}\0${id}`).digest('hex');
  // RFC 9562 §5.8: version 8, for custom data.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What a write answers. */
export const written: Parse<void> = (value, path) => {
  const { status } = objectOf<{ status: string }>({ status: string })(value, path);
  if (status === 'wait_timeout') {
    throw new VectorStoreError('timeout', 'Qdrant did not apply the change in time.');
  }
};

/** What a change of the collection itself answers. */
export const done: Parse<true> = (value, path) => {
  if (value !== true) throw new TypeError(`${path}: expected true`);
  return value;
};

const infoShape = objectOf<{
  config: {
    params: { vectors: Record<string, unknown> };
    metadata: { schema: number; embedder: string | undefined; dimensions: number } | undefined;
  };
  payload_schema: Record<string, unknown>;
}>({
  config: objectOf({
    params: objectOf({ vectors: mapOf((value) => value) }),
    metadata: optional(objectOf({ schema: number, embedder: optional(string), dimensions: number })),
  }),
  payload_schema: mapOf((value) => value),
});

type CollectionInfo = ReturnType<typeof infoShape>;

/**
 * Creates the collection and its payload indexes where they are missing; others may do the same at the same time.
 * The graph for search is built for each tenant, not over all of them (qdrant.tech/documentation/guides/multitenancy).
 */
export async function prepareCollection(
  collection: QdrantCollection,
  embedder: EmbedderIdentity,
): Promise<EmbedderIdentity> {
  const { connection, name } = collection;
  const info = (await readInfo(collection)) ?? (await createCollection(collection, embedder));
  const stored = storedEmbedder(name, info);
  for (const [field, schema] of Object.entries(PAYLOAD_INDEXES)) {
    if (field in info.payload_schema) continue;
    await connection.call(written, (api, init) =>
      api.createFieldIndex(
        { collection_name: name, wait: true, field_name: field, field_schema: schema },
        init,
      ),
    );
  }
  return stored;
}

async function createCollection(
  collection: QdrantCollection,
  embedder: EmbedderIdentity,
): Promise<CollectionInfo> {
  try {
    await collection.connection.call(done, (api, init) =>
      api.createCollection(
        {
          collection_name: collection.name,
          vectors: { [denseVectorName(embedder)]: { size: embedder.dimensions, distance: 'Cosine' } },
          sparse_vectors: { [WORDS_VECTOR]: { modifier: 'idf' } },
          hnsw_config: { m: 0, payload_m: 16 },
          metadata: metadataOf(embedder),
        },
        init,
      ),
    );
  } catch (error) {
    // Another process was quicker; whatever else it is shows below.
    if (!(error instanceof QdrantRefusal && (error.status === 409 || error.status === 400))) throw error;
    const info = await readInfo(collection);
    if (!info) throw error;
    return info;
  }
  const info = await readInfo(collection);
  if (!info) throw new VectorStoreError('server', `The collection ${collection.name} is gone again.`);
  return info;
}

/** Rejects with kind `embedder-mismatch` when the collection holds another embedder's vectors. */
export async function assertEmbedder(
  collection: QdrantCollection,
  embedder: EmbedderIdentity,
): Promise<void> {
  const info = await readInfo(collection);
  if (!info) throw new VectorStoreError('server', `There is no collection ${collection.name} any more.`);
  const stored = storedEmbedder(collection.name, info);
  if (!isSameEmbedder(stored, embedder)) throw embedderMismatch(stored, embedder);
}

/**
 * Embeds every point anew as a second named vector, names its embedder as the collection's own, and drops the old
 * vector: until then that stays in use. Points without the new vector are those still to do, so an interrupted run is
 * taken up where it ended.
 * @param embedPage embeds a page of points and writes their vectors
 */
export async function replaceDenseVector(
  collection: QdrantCollection,
  embedder: EmbedderIdentity,
  embedPage: (filter: QdrantFilter | undefined) => Promise<void>,
): Promise<void> {
  const { connection, name } = collection;
  const vectorName = denseVectorName(embedder);
  const info = await readInfo(collection);
  if (!info) throw new VectorStoreError('server', `There is no collection ${name} any more.`);
  const stored = storedEmbedder(name, info);
  if (isSameEmbedder(stored, embedder)) return embedPage(undefined);
  const dropVector = (vector: string) =>
    connection.call(written, (api, init) =>
      api.deleteVectorName({ collection_name: name, vector_name: vector, wait: true }, init),
    );
  for (const other of Object.keys(info.config.params.vectors)) {
    // Of a reindex for a third embedder that was given up.
    if (other !== vectorName && other !== denseVectorName(stored)) await dropVector(other);
  }
  if (!(vectorName in info.config.params.vectors)) {
    await connection.call(written, (api, init) =>
      api.createVectorName(
        {
          collection_name: name,
          vector_name: vectorName,
          wait: true,
          dense: { size: embedder.dimensions, distance: 'Cosine' },
        },
        init,
      ),
    );
  }
  const missing: QdrantFilter = { must_not: [{ has_vector: vectorName }] };
  await embedPage(missing);
  await connection.call(done, (api, init) =>
    api.updateCollection({ collection_name: name, metadata: metadataOf(embedder) }, init),
  );
  await dropVector(denseVectorName(stored));
  // What others stored with the old embedder until just now.
  await embedPage(missing);
}

export async function readInfo(collection: QdrantCollection): Promise<CollectionInfo | undefined> {
  try {
    return await collection.connection.call(infoShape, (api, init) =>
      api.getCollection({ collection_name: collection.name }, init),
    );
  } catch (error) {
    if (error instanceof QdrantRefusal && error.status === 404) return undefined;
    throw error;
  }
}

const metadataOf = ({ identity, dimensions }: EmbedderIdentity) => ({
  schema: COLLECTION_SCHEMA,
  embedder: identity,
  dimensions,
});

function storedEmbedder(name: string, info: CollectionInfo): EmbedderIdentity {
  const { metadata } = info.config;
  if (metadata?.embedder === undefined) {
    throw new VectorStoreError(
      'incompatible',
      `The collection ${name} was made by another program, or by a Qdrant older than 1.19.`,
    );
  }
  if (metadata.schema > COLLECTION_SCHEMA) {
    throw new VectorStoreError(
      'incompatible',
      `The collection ${name} was written by a newer release (schema ${metadata.schema}, this one knows ${COLLECTION_SCHEMA}).`,
    );
  }
  return { identity: metadata.embedder, dimensions: metadata.dimensions };
}
