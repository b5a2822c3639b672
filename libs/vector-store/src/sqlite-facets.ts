import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { MAX_PER_CALL } from './check-arguments.ts';
import { number, string } from './json-shape.ts';
import { recordCondition } from './sqlite-filter.ts';
import type { Facet, FacetField, RecordFilter } from './vector-store.ts';

/** Counts the records that pass by the values of each field. */
export function countFacets(
  database: DatabaseSync,
  tenant: number,
  fields: readonly FacetField[],
  filter: RecordFilter | undefined,
): Facet[] {
  const passing = recordCondition(database, tenant, filter);
  return fields.map((field) => {
    const { from, value, where, values } = sourceOf(field, tenant);
    const rows = database
      .prepare(
        `SELECT ${value} AS value, count(*) AS records FROM ${from} WHERE ${where} ${passing.sql}
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
      )
      .all(...values, ...passing.values, MAX_PER_CALL);
    return {
      field,
      values: rows.map((row) => ({
        value: string(row['value'], 'value'),
        records: number(row['records'], 'records'),
      })),
    };
  });
}

/** Where a field's values stand beside the records that have them. */
function sourceOf(
  field: FacetField,
  tenant: number,
): { from: string; value: string; where: string; values: readonly SQLInputValue[] } {
  if (field === 'metric') return { from: 'records r', value: 'r.metric', where: '', values: [] };
  if (field === 'tag') {
    return {
      from: 'tags t JOIN records r USING (record)',
      value: 't.tag',
      where: 't.tenant = ? AND',
      values: [tenant],
    };
  }
  return {
    from: 'labels l JOIN records r USING (record)',
    value: 'l.value',
    where: 'l.tenant = ? AND l.name = ? AND',
    values: [tenant, field.slice('label:'.length)],
  };
}
