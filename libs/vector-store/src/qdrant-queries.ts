import { resolveMatcher } from './label-matchers.ts';
import { listOf, number, objectOf, string } from './json-shape.ts';
import { pointId, type QdrantCollection, written } from './qdrant-collection.ts';
import { labelCondition, labelPair, type QdrantFilter, recordFilter } from './qdrant-filter.ts';
import { scrollPoints } from './qdrant-scroll.ts';
import type { RecordFilter } from './vector-store.ts';

/** Regexes are matched against at most this many different label pairs. */
const MOST_LABEL_PAIRS = 100_000;

const facet = objectOf<{ hits: { value: string; count: number }[] }>({
  hits: listOf(objectOf({ value: (value) => String(value), count: number })),
});

const recordPoint = objectOf<{ id: string; payload: { record: string } }>({
  id: string,
  payload: objectOf({ record: string }),
});

export async function countPoints(
  { connection, name }: QdrantCollection,
  filter: QdrantFilter,
): Promise<number> {
  const { count } = await connection.call(objectOf<{ count: number }>({ count: number }), (api, init) =>
    api.countPoints({ collection_name: name, filter, exact: true }, init),
  );
  return count;
}

/** Deletes the points that pass. @returns how many there were */
export async function deletePoints(collection: QdrantCollection, filter: QdrantFilter): Promise<number> {
  const { connection, name } = collection;
  const count = await countPoints(collection, filter);
  if (count === 0) return 0;
  await connection.call(written, (api, init) =>
    api.deletePoints({ collection_name: name, wait: true, filter }, init),
  );
  return count;
}

/** How often each value of an indexed field occurs among the points that pass, most often first. */
export async function countValues(
  { connection, name }: QdrantCollection,
  key: string,
  filter: QdrantFilter,
  limit: number,
): Promise<{ value: string; count: number }[]> {
  const { hits } = await connection.call(facet, (api, init) =>
    api.facet({ collection_name: name, key, filter, limit, exact: true }, init),
  );
  return hits;
}

/** The points with these ids that exist, in no order. */
export function getPoints({ connection, name }: QdrantCollection, ids: readonly string[]) {
  return connection.call(listOf(recordPoint), (api, init) =>
    api.getPoints({ collection_name: name, ids: [...ids], with_payload: ['record'] }, init),
  );
}

/**
 * The whole filter of a query. Regexes are resolved over the values that the label has among the records that pass
 * everything else.
 */
export async function makeFilter(
  collection: QdrantCollection,
  tenant: string,
  filter: RecordFilter = {},
): Promise<QdrantFilter> {
  const { must } = recordFilter(tenant, filter);
  const matchers = (filter.matchers ?? []).toSorted((a, b) => a.operator.length - b.operator.length);
  for (const matcher of matchers) {
    const values = matcher.operator.endsWith('~') ? await labelValues(collection, matcher.name, must) : [];
    must.push(labelCondition(resolveMatcher(matcher, () => values)));
  }
  return { must };
}

export async function labelValues(
  collection: QdrantCollection,
  label: string,
  must: NonNullable<QdrantFilter['must']>,
): Promise<string[]> {
  return (await countLabelValues(collection, label, { must })).map(({ value }) => value);
}

/** How often each value of a label occurs among the points that pass, most often first. */
export async function countLabelValues(
  collection: QdrantCollection,
  label: string,
  passing: QdrantFilter,
): Promise<{ value: string; count: number }[]> {
  const named: QdrantFilter = { must: [passing, { key: 'label_names', match: { value: label } }] };
  const pairs = await countValues(collection, 'labels', named, MOST_LABEL_PAIRS);
  if (pairs.length === MOST_LABEL_PAIRS) {
    throw new RangeError(
      `The records have too many label values to tell those of ${label}: narrow the filter`,
    );
  }
  const start = labelPair(label, '');
  return pairs
    .filter(({ value }) => value.startsWith(start))
    .map(({ value, count }) => ({ value: value.slice(start.length), count }));
}

/**
 * The next records or entries, as JSON text, in the order of the points' ids. That order is not theirs, but it is as
 * steady, and a point's id follows from its item's, there or not.
 */
export async function listPoints(
  collection: QdrantCollection,
  tenant: string,
  passing: QdrantFilter,
  { afterId, limit }: { readonly afterId?: string; readonly limit: number },
): Promise<string[]> {
  const offset = afterId === undefined ? undefined : pointId(tenant, afterId);
  const filter = offset === undefined ? passing : { ...passing, must_not: [{ has_id: [offset] }] };
  for await (const points of scrollPoints(collection, { record: string }, { filter, limit, offset })) {
    return points.map(({ payload }) => payload.record);
  }
  return [];
}
