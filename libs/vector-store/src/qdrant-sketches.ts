import { createHash } from 'node:crypto';
import { listOf, objectOf, optional, string } from './json-shape.ts';
import { pointId, type QdrantCollection } from './qdrant-collection.ts';
import type { QdrantFilter } from './qdrant-filter.ts';
import { scrollPoints } from './qdrant-scroll.ts';
import type { RecordSketch, SketchVersion } from './record-sketch.ts';

const PAGE_POINTS = 1_000;
/** Sketches are asked for in parts, whose answers stay below some megabytes. */
const PART_POINTS = 250;

/** A sketch as a point's payload carries it. */
export interface SketchPayload {
  readonly sketch: string;
  readonly sketch_version: string;
  /** The record's id, which its point's id does not tell. */
  readonly sketch_of: string;
}

export function sketchPayload(id: string, sketch: Uint8Array): SketchPayload {
  return {
    sketch: Buffer.from(sketch.buffer, sketch.byteOffset, sketch.byteLength).toString('base64'),
    sketch_version: createHash('sha256').update(sketch).digest('hex').slice(0, 16),
    sketch_of: id,
  };
}

/** Which points that pass have a sketch. */
export async function listSketchPoints(
  collection: QdrantCollection,
  passing: QdrantFilter,
): Promise<SketchVersion[]> {
  const filter: QdrantFilter = { must: [passing], must_not: [{ is_empty: { key: 'sketch_of' } }] };
  const fields = { sketch_of: string, sketch_version: string };
  const versions: SketchVersion[] = [];
  for await (const points of scrollPoints(collection, fields, { filter, limit: PAGE_POINTS })) {
    versions.push(
      ...points.map(({ payload }) => ({ id: payload.sketch_of, version: payload.sketch_version })),
    );
  }
  return versions;
}

const sketchPoint = objectOf<{ payload: { [Key in keyof SketchPayload]: string | undefined } }>({
  payload: objectOf({
    sketch: optional(string),
    sketch_version: optional(string),
    sketch_of: optional(string),
  }),
});

export async function readSketchPoints(
  { connection, name }: QdrantCollection,
  tenant: string,
  ids: readonly string[],
): Promise<RecordSketch[]> {
  const found = new Map<string, RecordSketch>();
  for (let from = 0; from < ids.length; from += PART_POINTS) {
    const points = await connection.call(listOf(sketchPoint), (api, init) =>
      api.getPoints(
        {
          collection_name: name,
          ids: ids.slice(from, from + PART_POINTS).map((id) => pointId(tenant, id)),
          with_payload: ['sketch', 'sketch_version', 'sketch_of'],
        },
        init,
      ),
    );
    for (const { payload } of points) {
      const { sketch, sketch_version: version, sketch_of: id } = payload;
      if (sketch === undefined || version === undefined || id === undefined) continue;
      found.set(id, { id, version, sketch: new Uint8Array(Buffer.from(sketch, 'base64')) });
    }
  }
  return ids.map((id) => found.get(id)).filter((sketch) => sketch !== undefined);
}
