import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { string } from './json-shape.ts';
import { type LabelCondition, resolveForSome, resolveMatcher } from './label-matchers.ts';
import type { MetricFilter } from './metric-entry.ts';
import type { AnomalyFilter, FilterAlternative, RecordFilter } from './vector-store.ts';

/** An SQL expression and the values of its placeholders, in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** A filter in parts that can be looked up apart. */
export interface FilterParts {
  /** Queries of a column `record`: what passes is in the answer, or, `negated`, is not. */
  readonly lists: readonly { readonly query: Condition; readonly negated: boolean }[];
  /** What rows of `records r` must fulfil besides. */
  readonly rows?: Condition;
}

/** The parts of a filter, all of the tenant's. Regexes are resolved over the tenant's label values. */
export function filterParts(database: DatabaseSync, tenant: number, filter: RecordFilter = {}): FilterParts {
  const lists = traitQueries(tenant, filter).map((query) => ({ query, negated: false }));
  for (const matcher of filter.matchers ?? []) {
    const label = resolveMatcher(matcher, () => labelValues(database, tenant, matcher.name));
    lists.push({ query: labelQuery(tenant, label), negated: label.negated });
  }
  for (const alternatives of filter.anyOf ?? []) {
    const passing = alternatives.map((alternative) =>
      combine(traitQueries(tenant, alternative), 'INTERSECT'),
    );
    lists.push({ query: combine(passing, 'UNION'), negated: false });
  }
  const rows: Condition[] = [];
  if (filter.metrics) rows.push({ sql: `r.metric IN ${LIST}`, values: [JSON.stringify(filter.metrics)] });
  if (filter.windowFromMs !== undefined) rows.push({ sql: 'r.end_ms >= ?', values: [filter.windowFromMs] });
  if (filter.windowToMs !== undefined) rows.push({ sql: 'r.start_ms <= ?', values: [filter.windowToMs] });
  if (filter.endedBeforeMs !== undefined) rows.push({ sql: 'r.end_ms < ?', values: [filter.endedBeforeMs] });
  if (filter.watch !== undefined) rows.push({ sql: 'r.watch = ?', values: [filter.watch] });
  return { lists, ...(rows.length > 0 && { rows: all(rows) }) };
}

/** What rows of `records r` of the tenant must fulfil. */
export function recordCondition(
  database: DatabaseSync,
  tenant: number,
  filter: RecordFilter = {},
): Condition {
  const { lists, rows } = filterParts(database, tenant, filter);
  // SQLite takes the index on the tenant for the better way, which goes through all of its records: where a list of
  // records is given, the + keeps it from that.
  const isListed = lists.some(({ negated }) => !negated);
  return all([
    { sql: `${isListed ? '+' : ''}r.tenant = ?`, values: [tenant] },
    ...(rows ? [rows] : []),
    ...lists.map(({ query: { sql, values }, negated }) => ({
      sql: `r.record ${negated ? 'NOT ' : ''}IN (${sql})`,
      values,
    })),
  ]);
}

/** The records that a condition lets pass, one query for each condition on tags and anomalies. */
function traitQueries(tenant: number, filter: FilterAlternative): Condition[] {
  const queries: Condition[] = (filter.tags ?? []).map((tag) => ({
    sql: 'SELECT record FROM tags WHERE tenant = ? AND tag = ?',
    values: [tenant, tag],
  }));
  const anomaly = anomalyCondition(filter);
  if (anomaly) {
    queries.push({
      sql: `SELECT a.record FROM anomalies a WHERE a.tenant = ? AND ${anomaly.sql}`,
      values: [tenant, ...anomaly.values],
    });
  }
  return queries;
}

/** Of no query nothing. */
const combine = (queries: readonly Condition[], operator: 'UNION' | 'INTERSECT'): Condition => ({
  sql:
    queries.length === 0
      ? 'SELECT record FROM records WHERE false'
      : queries.map(({ sql }) => `SELECT * FROM (${sql})`).join(` ${operator} `),
  values: queries.flatMap(({ values }) => values),
});

/**
 * The parts of a filter of metrics.
 * @param ofSeries the tenant's number on the shelf of series, where it has one
 */
export function metricParts(
  database: DatabaseSync,
  tenant: number,
  ofSeries: number | undefined,
  { metrics, matchers = [], unprofiledOnly = false }: MetricFilter,
): FilterParts {
  const rows: Condition[] = [];
  if (metrics) rows.push({ sql: `r.metric IN ${LIST}`, values: [JSON.stringify(metrics)] });
  for (const matcher of matchers) {
    const valuesOf = () => labelValues(database, tenant, matcher.name);
    const { name, values, orAbsent } = resolveForSome(matcher, valuesOf);
    const some = labelQuery(tenant, { name, values });
    const any = labelQuery(tenant, { name, values: undefined });
    rows.push(
      orAbsent
        ? {
            sql: `(r.record IN (${some.sql}) OR r.record NOT IN (${any.sql}))`,
            values: [...some.values, ...any.values],
          }
        : { sql: `r.record IN (${some.sql})`, values: some.values },
    );
  }
  if (unprofiledOnly && ofSeries !== undefined) {
    rows.push({
      sql: 'NOT EXISTS (SELECT 1 FROM records s WHERE s.tenant = ? AND s.metric = r.metric)',
      values: [ofSeries],
    });
  }
  return { lists: [], ...(rows.length > 0 && { rows: all(rows) }) };
}

/** What rows of `anomalies a` must fulfil; undefined when the filter asks nothing of anomalies. */
export function anomalyCondition(filter: AnomalyFilter): Condition | undefined {
  const conditions: Condition[] = [];
  if (filter.anomalyFromMs !== undefined) {
    conditions.push({ sql: 'a.end_ms >= ?', values: [filter.anomalyFromMs] });
  }
  if (filter.anomalyToMs !== undefined) {
    conditions.push({ sql: 'a.start_ms <= ?', values: [filter.anomalyToMs] });
  }
  if (filter.anomalyBegunFromMs !== undefined) {
    conditions.push({ sql: 'a.start_ms >= ?', values: [filter.anomalyBegunFromMs] });
  }
  if (filter.minAnomalyScore !== undefined) {
    conditions.push({ sql: 'a.score >= ?', values: [filter.minAnomalyScore] });
  }
  if (filter.anomalyTypes) {
    conditions.push({ sql: `a.type IN ${LIST}`, values: [JSON.stringify(filter.anomalyTypes)] });
  }
  return conditions.length > 0 ? all(conditions) : undefined;
}

/** The elements of a JSON array given as one placeholder. */
const LIST = '(SELECT value FROM json_each(?))';

/** The records that have the label, whether the condition is negated or not. */
function labelQuery(tenant: number, { name, values }: Pick<LabelCondition, 'name' | 'values'>): Condition {
  const isOneOf = values === undefined ? '' : ` AND value IN ${LIST}`;
  return {
    sql: `SELECT record FROM labels WHERE tenant = ? AND name = ?${isOneOf}`,
    values: [tenant, name, ...(values === undefined ? [] : [JSON.stringify(values)])],
  };
}

function labelValues(database: DatabaseSync, tenant: number, name: string): string[] {
  const rows = database.prepare('SELECT DISTINCT value FROM labels WHERE tenant = ? AND name = ?');
  return rows.all(tenant, name).map((row) => string(row['value'], 'labels.value'));
}

const all = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(' AND '),
  values: conditions.flatMap(({ values }) => values),
});
