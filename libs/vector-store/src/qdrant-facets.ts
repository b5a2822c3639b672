import { MAX_PER_CALL } from './check-arguments.ts';
import type { QdrantCollection } from './qdrant-collection.ts';
import type { QdrantFilter } from './qdrant-filter.ts';
import { countLabelValues, countValues } from './qdrant-queries.ts';
import type { Facet, FacetField } from './vector-store.ts';

/** Counts the points that pass by the values of each field. */
export function countFacets(
  collection: QdrantCollection,
  fields: readonly FacetField[],
  passing: QdrantFilter,
): Promise<Facet[]> {
  const countsOf = (field: FacetField) =>
    field === 'metric' || field === 'tag'
      ? countValues(collection, field === 'tag' ? 'tags' : field, passing, MAX_PER_CALL)
      : countLabelValues(collection, field.slice('label:'.length), passing);
  return Promise.all(
    fields.map(async (field) => ({
      field,
      values: (await countsOf(field))
        .map(({ value, count }) => ({ value, records: count }))
        .sort((a, b) => b.records - a.records || (a.value < b.value ? -1 : 1))
        .slice(0, MAX_PER_CALL),
    })),
  );
}
