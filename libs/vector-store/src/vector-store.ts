import type { Anomaly, AnomalyType, DetectorName, DetectorOptions } from '@metrics-ai/anomaly-detection';
import type { SeriesProfile } from '@metrics-ai/features';
import type { RecordSketch, SketchVersion } from './record-sketch.ts';
import type { MetricEntry, MetricFilter, MetricListRequest, StoredMetricEntry } from './metric-entry.ts';

/** How the anomalies of a record were found; what is left out was the default. */
export type RecordedDetection = Readonly<
  { detector?: DetectorName } & Pick<
    DetectorOptions,
    'falseAlarmsPerWeek' | 'timeZone' | 'minDeviation' | 'marked'
  >
>;

/** What is remembered of one series. Times are milliseconds since the epoch. */
export interface SeriesRecord {
  /** UUID of the series within its tenant; storing the same id again replaces the record. */
  readonly id: string;
  readonly metric: string;
  /** The full label set, `__name__` included. */
  readonly labels: Readonly<Record<string, string>>;
  /** What was embedded, and what keywords are looked up in. */
  readonly text: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** `bytes`, `seconds`, `requests/s`, …; empty when unknown. */
  readonly unit: string;
  readonly profile: SeriesProfile;
  readonly anomalies: readonly Anomaly[];
  /** Absent in records of older releases, which did not say. */
  readonly detection?: RecordedDetection;
  /** PromQL that shows the series. */
  readonly promql: string;
  /** The window that the profile and the anomalies come from. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly ingestedAtMs: number;
  /** Name of the watch that keeps the record up to date; empty when it was ingested by hand. */
  readonly watch: string;
}

export interface StoredRecord extends SeriesRecord {
  /** Unit length, of the store's embedder's dimension. */
  readonly vector: Float32Array;
  /** What readSketches gives again, at most 65,536 bytes; goes with its record. */
  readonly sketch?: Uint8Array;
}

/** As in a Prometheus selector: a label that is absent equals the empty string, a regex (RE2) matches the whole value. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One and the same anomaly fulfils every condition given. A time or score that is unknown (NaN) fulfils none. */
export interface AnomalyFilter {
  /** It reaches into this time, ends included. */
  readonly anomalyFromMs?: number;
  readonly anomalyToMs?: number;
  /** It began at this time or later. */
  readonly anomalyBegunFromMs?: number;
  readonly minAnomalyScore?: number;
  /** It is of any of these types. */
  readonly anomalyTypes?: readonly AnomalyType[];
}

/** One way for a record to pass: every condition given must hold. */
export interface FilterAlternative extends AnomalyFilter {
  /** All of these tags. */
  readonly tags?: readonly string[];
}

/** Every condition given must hold. A time that is unknown (NaN) fulfils none. */
export interface RecordFilter extends AnomalyFilter {
  /** Any of these metrics. */
  readonly metrics?: readonly string[];
  readonly matchers?: readonly LabelMatcher[];
  /** All of these tags. */
  readonly tags?: readonly string[];
  /** The record's window reaches into this time, ends included. */
  readonly windowFromMs?: number;
  readonly windowToMs?: number;
  /** The record's window ended before this time. */
  readonly endedBeforeMs?: number;
  /** Kept up to date by exactly this watch; empty: ingested by hand. */
  readonly watch?: string;
  /**
   * Of each list at least one alternative passes, as "it has this tag, or an anomaly of that type"; an empty list lets
   * nothing pass. At most 50 alternatives in all.
   */
  readonly anyOf?: readonly (readonly FilterAlternative[])[];
}

/** What to look for, and how much of what is found to give. */
export interface Query {
  /** Dense side; left out: keywords only. */
  readonly vector?: Float32Array;
  /** Keyword side; left out: dense only. At least one of the two is needed. */
  readonly text?: string;
  /** Other words for those of the text, such as synonyms: each may find too, and counts half as much. */
  readonly alternatives?: readonly string[];
  /** 1 … 1,000. */
  readonly topK: number;
  /** How many of the best to leave out, 0 by default: the end of the page before. With `topK` at most 1,000. */
  readonly offset?: number;
  /**
   * How many each side brings to the fusion: at least `offset` + `topK`, at most 2,000. Default: twice that, 50 at least.
   * Pages of one ranking are those of the same number, or something may come twice, or never.
   */
  readonly candidates?: number;
}

export interface SearchRequest extends Query {
  readonly filter?: RecordFilter;
  /** At most so many records of one metric, on each side and among the hits: however many series a metric has. */
  readonly perMetric?: number;
}

/** Where something stands among all that was found. */
export interface Ranking {
  /** Reciprocal rank fusion of both sides, scaled so that first on every side asked is 1. */
  readonly score: number;
  /** Place on each side, from 1; absent where that side did not find it. */
  readonly denseRank?: number;
  readonly keywordRank?: number;
  /** Cosine between its vector and the one asked for, also where only words found it; absent when none was given. */
  readonly similarity?: number;
}

export interface SearchHit extends Ranking {
  readonly record: SeriesRecord;
}

export interface MetricSearchRequest extends Query {
  readonly filter?: MetricFilter;
}

export interface MetricHit extends Ranking {
  readonly entry: MetricEntry;
}

/** What records can be counted by. */
export type FacetField = 'metric' | 'tag' | `label:${string}`;

export interface Facet {
  readonly field: FacetField;
  /** In how many records each value is, most first, then by value; at most 1,000. */
  readonly values: readonly { readonly value: string; readonly records: number }[];
}

export interface ListRequest {
  /** Where the last page ended: the id of its last record, which may be gone by now. Left out: from the start. */
  readonly afterId?: string;
  /** 1 … 1,000. */
  readonly limit: number;
  readonly filter?: RecordFilter;
}

/** `time`: the latest start first. `score`: the highest first. */
export type AnomalyOrder = 'time' | 'score';

export interface AnomalyListRequest {
  readonly order: AnomalyOrder;
  /** `next` of the page before, of the same order and filter. Left out: from the start. */
  readonly after?: string;
  /** 1 … 1,000. */
  readonly limit: number;
  readonly filter?: RecordFilter;
}

/** An anomaly, and the record that has it. */
export interface RecordedAnomaly {
  readonly record: SeriesRecord;
  readonly anomaly: Anomaly;
}

export interface AnomalyPage {
  readonly anomalies: readonly RecordedAnomaly[];
  /** Where the next page begins; absent when this was the last. */
  readonly next?: string;
}

export interface StoreStats {
  readonly records: number;
  readonly anomalies: number;
  /** Records of each metric, most first; at most 1,000 metrics. */
  readonly byMetric: readonly { readonly metric: string; readonly records: number }[];
  /** NaN when nothing was ever ingested. */
  readonly lastIngestAtMs: number;
  /** Of the whole store, all tenants; NaN where the store does not say. */
  readonly sizeBytes: number;
}

/** Names the embedder that made the vectors; vectors of two embedders cannot be compared. */
export interface EmbedderIdentity {
  readonly identity: string;
  readonly dimensions: number;
}

/**
 * Remembers series records, and beside them what Prometheus knows of its metrics, ingested or not, and finds both by
 * meaning, words and filters. Every call acts for one tenant and never sees what is another's. A call that resolved has been
 * made durable; a call that rejected has changed nothing (or, for a batch over a network, only whole records, which doing it
 * again mends).
 * Rejects with a VectorStoreError; a caller's mistake with a TypeError or RangeError that names the argument.
 */
export interface VectorStore {
  /** Which kind of store this is, such as `sqlite`. */
  readonly kind: string;
  /** Adds records or replaces those of the same id; at most 1,000, of which the last of equal ids counts. */
  upsert(tenant: string, records: readonly StoredRecord[]): Promise<void>;
  /** Deletes by id, at most 1,000; ids that are not there are ignored. Resolves with how many went. */
  delete(tenant: string, ids: readonly string[]): Promise<number>;
  /**
   * Deletes every record that passes. The filter must hold a condition (`tags: []` is none), so that nobody empties a
   * tenant by accident. Resolves with how many went, as counted before where the store is a server.
   */
  deleteMatching(tenant: string, filter: RecordFilter): Promise<number>;
  /** The records that exist, in the order of the ids, at most 1,000. */
  get(tenant: string, ids: readonly string[]): Promise<SeriesRecord[]>;
  /** Best first, each record once; records that the filter does not let pass never take a place. */
  search(tenant: string, request: SearchRequest): Promise<SearchHit[]>;
  /**
   * The next page of a walk through all records that pass, in an order of the store's own that never changes; no
   * records: the walk is over. What is there, and passes, during the whole walk comes exactly once, whatever others
   * write meanwhile.
   */
  list(tenant: string, request: ListRequest): Promise<SeriesRecord[]>;
  /**
   * The strangest first: by the highest score of the anomalies that pass the filter, then by id. Records without such
   * an anomaly are left out; an unknown (NaN) score is lower than any. The limit is 1 … 1,000.
   */
  strangest(tenant: string, limit: number, filter?: RecordFilter): Promise<SeriesRecord[]>;
  /**
   * The next page of all anomalies that fulfil the filter's conditions on anomalies and whose records fulfil the others.
   * Those of equal place come in an order of the store's own. What has no place is left out: an anomaly whose start is not
   * known and, by score, one whose score is not. What is there, and passes, during the whole walk comes exactly once,
   * whatever others write meanwhile; anomalies of one record are told apart by their starts.
   */
  listAnomalies(tenant: string, request: AnomalyListRequest): Promise<AnomalyPage>;
  count(tenant: string, filter?: RecordFilter): Promise<number>;
  /** The records that pass and have a sketch, in no order. */
  listSketches(tenant: string, filter?: RecordFilter): Promise<SketchVersion[]>;
  /** The sketches that exist, in the order of the ids, at most 1,000. */
  readSketches(tenant: string, ids: readonly string[]): Promise<RecordSketch[]>;
  /** Counts the records that pass by the values of each field; a field that none has gives no values. */
  facets(tenant: string, fields: readonly FacetField[], filter?: RecordFilter): Promise<Facet[]>;
  /** Adds metrics or replaces those of the same name; at most 1,000, of which the last of equal names counts. */
  putMetrics(tenant: string, entries: readonly StoredMetricEntry[]): Promise<void>;
  /** Deletes the metrics that were last seen before a time. Resolves with how many went. */
  deleteMetrics(tenant: string, given: { readonly seenBeforeMs: number }): Promise<number>;
  /** The next page of a walk through all metrics, which promises what that of `list` does. */
  listMetrics(tenant: string, request: MetricListRequest): Promise<MetricEntry[]>;
  /** Best first, as `search` ranks records: metrics that the filter does not let pass never take a place. */
  searchMetrics(tenant: string, request: MetricSearchRequest): Promise<MetricHit[]>;
  /** Of the series records; metrics are not counted. */
  stats(tenant: string): Promise<StoreStats>;
  /**
   * Embeds every record and every metric of every tenant anew and makes that embedder the store's own. Until it is done the
   * old vectors stay in use; interrupted, it may be repeated. What `embed` rejects with is passed on.
   */
  reindex(
    embedder: EmbedderIdentity,
    embed: (texts: readonly string[]) => Promise<Float32Array[]>,
    onProgress?: (done: number, total: number) => void,
  ): Promise<void>;
  /** Resolves with the version of what answers; rejects when the store cannot be used. */
  check(): Promise<{ readonly version: string }>;
  close(): Promise<void>;
}
