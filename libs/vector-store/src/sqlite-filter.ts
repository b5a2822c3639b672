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

/** What rows of `records r` of the tenant must fulfil. Regexes are resolved over the tenant's label values. */
export function recordCondition(
  database: DatabaseSync,
  tenant: number,
  filter: RecordFilter = {},
): Condition {
  const conditions: Condition[] = [];
  if (filter.metrics) {
    conditions.push({ sql: `r.metric IN ${LIST}`, values: [JSON.stringify(filter.metrics)] });
  }
  conditions.push(...traitQueries(tenant, filter).map(isIn));
  for (const matcher of filter.matchers ?? []) {
    const label = resolveMatcher(matcher, () => labelValues(database, tenant, matcher.name));
    conditions.push(labelCondition(tenant, label));
  }
  if (filter.windowFromMs !== undefined) {
    conditions.push({ sql: 'r.end_ms >= ?', values: [filter.windowFromMs] });
  }
  if (filter.windowToMs !== undefined) {
    conditions.push({ sql: 'r.start_ms <= ?', values: [filter.windowToMs] });
  }
  if (filter.endedBeforeMs !== undefined) {
    conditions.push({ sql: 'r.end_ms < ?', values: [filter.endedBeforeMs] });
  }
  if (filter.watch !== undefined) conditions.push({ sql: 'r.watch = ?', values: [filter.watch] });
  for (const alternatives of filter.anyOf ?? []) {
    const passing = alternatives.map((alternative) =>
      combine(traitQueries(tenant, alternative), 'INTERSECT'),
    );
    conditions.push(isIn(combine(passing, 'UNION')));
  }
  // SQLite takes the index on the tenant for the better way, which goes through all of its records: where a list of
  // records is given, the + keeps it from that.
  const isListed = conditions.some(({ sql }) => sql.startsWith('r.record IN'));
  return all([{ sql: `${isListed ? '+' : ''}r.tenant = ?`, values: [tenant] }, ...conditions]);
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

const isIn = ({ sql, values }: Condition): Condition => ({ sql: `r.record IN (${sql})`, values });

const combine = (queries: readonly Condition[], operator: 'UNION' | 'INTERSECT'): Condition => ({
  sql: queries.map(({ sql }) => `SELECT * FROM (${sql})`).join(` ${operator} `),
  values: queries.flatMap(({ values }) => values),
});

/**
 * What rows of `records r` of the shelf of metrics must fulfil.
 * @param ofSeries the tenant's number on the shelf of series, where it has one
 */
export function metricCondition(
  database: DatabaseSync,
  tenant: number,
  ofSeries: number | undefined,
  { metrics, matchers = [], unprofiledOnly = false }: MetricFilter = {},
): Condition {
  const conditions: Condition[] = [{ sql: 'r.tenant = ?', values: [tenant] }];
  if (metrics) conditions.push({ sql: `r.metric IN ${LIST}`, values: [JSON.stringify(metrics)] });
  for (const matcher of matchers) {
    const { name, values, orAbsent } = resolveForSome(matcher, () =>
      labelValues(database, tenant, matcher.name),
    );
    const some = labelCondition(tenant, { name, values, negated: false });
    const none = labelCondition(tenant, { name, values: undefined, negated: true });
    conditions.push(
      orAbsent ? { sql: `(${some.sql} OR ${none.sql})`, values: [...some.values, ...none.values] } : some,
    );
  }
  if (unprofiledOnly && ofSeries !== undefined) {
    conditions.push({
      sql: 'NOT EXISTS (SELECT 1 FROM records s WHERE s.tenant = ? AND s.metric = r.metric)',
      values: [ofSeries],
    });
  }
  return all(conditions);
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

function labelCondition(tenant: number, { name, values, negated }: LabelCondition): Condition {
  const isOneOf = values === undefined ? '' : ` AND value IN ${LIST}`;
  return {
    sql: `r.record ${negated ? 'NOT ' : ''}IN (SELECT record FROM labels WHERE tenant = ? AND name = ?${isOneOf})`,
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
