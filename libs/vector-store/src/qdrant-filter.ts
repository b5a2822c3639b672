import type { Schemas } from '@qdrant/js-client-rest';
import type { LabelCondition, SomeLabelCondition } from './label-matchers.ts';
import type { Shelf, ShelfItem } from './shelf-item.ts';
import type { AnomalyFilter, FilterAlternative, RecordFilter, SeriesRecord } from './vector-store.ts';

export type QdrantFilter = Schemas['Filter'];
type Condition = Schemas['Condition'];

/** What a point carries beside its vectors: what filters look at, and the record itself as JSON text. */
export interface PointPayload {
  readonly tenant: string;
  readonly metric: string;
  /** `name=value`, as `labelPair` writes it; empty labels are left out. */
  readonly labels: readonly string[];
  readonly label_names: readonly string[];
  readonly tags: readonly string[];
  readonly start_ms?: number;
  readonly end_ms?: number;
  readonly ingested_at_ms?: number;
  /** Absent when the record was ingested by hand, as in all points of releases that knew no watches. */
  readonly watch?: string;
  readonly anomaly_count: number;
  /** Absent when there is no anomaly. */
  readonly max_score?: number;
  readonly anomalies: readonly AnomalyPayload[];
  /** Changes when the text does. */
  readonly text_hash: string;
  readonly record: string;
  readonly sketch?: string;
  readonly sketch_version?: string;
  readonly sketch_of?: string;
}

/** What filters and orders look at of an anomaly. */
export interface AnomalyPayload {
  readonly start_ms?: number;
  readonly end_ms?: number;
  readonly score?: number;
  readonly type: string;
}

/** The payload's indexed fields. Only the tenant's gets graphs of its own: every search asks for one tenant. */
export const PAYLOAD_INDEXES: Readonly<Record<string, Schemas['PayloadSchemaParams']>> = {
  tenant: { type: 'keyword', is_tenant: true },
  metric: { type: 'keyword', enable_hnsw: false },
  labels: { type: 'keyword', enable_hnsw: false },
  label_names: { type: 'keyword', enable_hnsw: false },
  tags: { type: 'keyword', enable_hnsw: false },
  start_ms: { type: 'float', enable_hnsw: false },
  end_ms: { type: 'float', enable_hnsw: false },
  ingested_at_ms: { type: 'float', enable_hnsw: false },
  watch: { type: 'keyword', enable_hnsw: false },
  anomaly_count: { type: 'integer', lookup: true, range: false, enable_hnsw: false },
  max_score: { type: 'float', enable_hnsw: false },
  'anomalies[].start_ms': { type: 'float', enable_hnsw: false },
  'anomalies[].end_ms': { type: 'float', enable_hnsw: false },
  'anomalies[].score': { type: 'float', enable_hnsw: false },
  'anomalies[].type': { type: 'keyword', enable_hnsw: false },
};

/** No = in the name, so that `a=b` of one label is not another's. */
export const labelPair = (name: string, value: string): string =>
  `${name.replace(/[%=]/g, encodeURIComponent)}=${value}`;

export const labelPayload = (labels: ShelfItem['labels']): Pick<PointPayload, 'labels' | 'label_names'> => ({
  labels: labels.map(([name, value]) => labelPair(name, value)),
  label_names: [...new Set(labels.map(([name]) => name))],
});

/** JSON has no infinities: the largest numbers stand for them. NaN is left out, and no condition on it holds. */
export const payloadNumber = (value: number): number | undefined =>
  Number.isNaN(value) ? undefined : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

/**
 * An anomaly as it is filtered and ordered. Of a score twelve digits, which every parser reads as the same number, so
 * that what the server orders by is what is compared here.
 */
export function anomalyPayload({
  startMs,
  endMs,
  score,
  type,
}: SeriesRecord['anomalies'][number]): AnomalyPayload {
  const bounded = payloadNumber(score);
  return {
    start_ms: payloadNumber(startMs),
    end_ms: payloadNumber(endMs),
    score: bounded === undefined ? undefined : twelveDigits(bounded),
    type,
  };
}

const twelveDigits = (value: number): number => Number(value.toPrecision(12));

/** The highest known score; of anomalies whose scores are all unknown, lower than any. Undefined without anomalies. */
export function maxScore(anomalies: SeriesRecord['anomalies']): number | undefined {
  if (anomalies.length === 0) return undefined;
  const known = anomalies.map(({ score }) => score).filter((score) => !Number.isNaN(score));
  return payloadNumber(Math.max(-Infinity, ...known));
}

/**
 * What a tenant's points say to be of: its metrics are another tenant's to Qdrant, with a graph and counts of words of
 * their own. No tenant's name holds a NUL.
 */
export const shelfTenant = (tenant: string, shelf: Shelf): string =>
  shelf === 'series' ? tenant : `${tenant}\0${shelf}`;

export const tenantCondition = (tenant: string): Condition => ({ key: 'tenant', match: { value: tenant } });

/** The tenant's records for which everything holds but label matchers, which `labelFilter` adds. */
export function recordFilter(tenant: string, filter: RecordFilter = {}): { must: Condition[] } {
  const must: Condition[] = [tenantCondition(tenant)];
  if (filter.metrics) must.push({ key: 'metric', match: { any: unique(filter.metrics) } });
  must.push(...traitConditions(filter));
  if (filter.windowFromMs !== undefined) must.push({ key: 'end_ms', range: { gte: filter.windowFromMs } });
  if (filter.windowToMs !== undefined) must.push({ key: 'start_ms', range: { lte: filter.windowToMs } });
  if (filter.endedBeforeMs !== undefined) must.push({ key: 'end_ms', range: { lt: filter.endedBeforeMs } });
  if (filter.watch !== undefined) must.push(watchCondition(filter.watch));
  for (const alternatives of filter.anyOf ?? []) {
    must.push(
      alternatives.length > 0
        ? { should: alternatives.map((alternative) => ({ must: traitConditions(alternative) })) }
        : NOTHING,
    );
  }
  return { must };
}

/** Any of no values. */
const NOTHING: Condition = { key: 'tags', match: { any: [] } };

/** Of tags and anomalies. */
function traitConditions(filter: FilterAlternative): Condition[] {
  const must: Condition[] = (filter.tags ?? []).map((tag) => ({ key: 'tags', match: { value: tag } }));
  const anomaly = anomalyConditions(filter);
  if (anomaly.length > 0) must.push({ nested: { key: 'anomalies', filter: { must: anomaly } } });
  return must;
}

/** What an element of `anomalies` must fulfil. */
export function anomalyConditions(filter: AnomalyFilter): Condition[] {
  const must: Condition[] = [];
  if (filter.anomalyFromMs !== undefined) must.push({ key: 'end_ms', range: { gte: filter.anomalyFromMs } });
  if (filter.anomalyToMs !== undefined) must.push({ key: 'start_ms', range: { lte: filter.anomalyToMs } });
  if (filter.anomalyBegunFromMs !== undefined) {
    must.push({ key: 'start_ms', range: { gte: filter.anomalyBegunFromMs } });
  }
  if (filter.minAnomalyScore !== undefined) {
    must.push({ key: 'score', range: { gte: twelveDigits(filter.minAnomalyScore) } });
  }
  if (filter.anomalyTypes) must.push({ key: 'type', match: { any: unique(filter.anomalyTypes) } });
  return must;
}

const watchCondition = (watch: string): Condition =>
  watch === '' ? { is_empty: { key: 'watch' } } : { key: 'watch', match: { value: watch } };

export function labelCondition({ name, values, negated }: LabelCondition): Condition {
  const has: Condition =
    values === undefined
      ? { key: 'label_names', match: { value: name } }
      : { key: 'labels', match: { any: unique(values.map((value) => labelPair(name, value))) } };
  return negated ? { must_not: [has] } : has;
}

export function someLabelCondition({ name, values, orAbsent }: SomeLabelCondition): Condition {
  const some = labelCondition({ name, values, negated: false });
  const none = labelCondition({ name, values: undefined, negated: true });
  return orAbsent ? { should: [some, none] } : some;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
