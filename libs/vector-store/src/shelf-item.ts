import { objectOf, string } from './json-shape.ts';
import type { MetricEntry, StoredMetricEntry } from './metric-entry.ts';
import { encodeEntry } from './metric-json.ts';
import { encodeRecord } from './record-json.ts';
import type { StoredRecord } from './vector-store.ts';

/** Series records, or what is known of metrics: a store keeps both alike, each on a shelf of its own. */
export type Shelf = 'series' | 'metrics';

/** What stands on a shelf: as it is read again, and all that it is found by. */
export interface ShelfItem extends Pick<
  StoredRecord,
  | 'id'
  | 'metric'
  | 'text'
  | 'tags'
  | 'anomalies'
  | 'startMs'
  | 'endMs'
  | 'ingestedAtMs'
  | 'watch'
  | 'vector'
  | 'sketch'
> {
  /** Pairs of name and value, of which a metric may have several of one name; no value is empty. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** The record or entry as JSON text. */
  readonly body: string;
}

export function seriesItem(record: StoredRecord): ShelfItem {
  return {
    ...record,
    // An empty label is no label.
    labels: Object.entries(record.labels).filter(([, value]) => value !== ''),
    body: encodeRecord(record),
  };
}

/** A metric's id is its name. */
function metricItem(entry: MetricEntry & { readonly vector: Float32Array }): ShelfItem {
  return {
    id: entry.metric,
    metric: entry.metric,
    text: entry.text,
    labels: metricLabels(entry),
    tags: [],
    anomalies: [],
    startMs: NaN,
    endMs: NaN,
    ingestedAtMs: entry.seenAtMs,
    watch: '',
    body: encodeEntry(entry),
    vector: entry.vector,
  };
}

export const metricLabels = ({ labels }: MetricEntry): ShelfItem['labels'] =>
  Object.entries(labels).flatMap(([name, values]) =>
    [...new Set(values)].filter((value) => value !== '').map((value) => [name, value] as const),
  );

/** Of equal ids the last. */
export const latestOf = (items: readonly ShelfItem[]): ShelfItem[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** Of equal names the last: those to put as items, and those that keep their vector. */
export function splitByVector(entries: readonly StoredMetricEntry[]): {
  readonly items: ShelfItem[];
  readonly kept: MetricEntry[];
} {
  const items: ShelfItem[] = [];
  const kept: MetricEntry[] = [];
  for (const entry of new Map(entries.map((given) => [given.metric, given])).values()) {
    const { vector } = entry;
    if (vector) items.push(metricItem({ ...entry, vector }));
    else kept.push(entry);
  }
  return { items, kept };
}

const withText = objectOf<{ text: string }>({ text: string });

/** What is embedded of a body, whichever it is. */
export const itemText = (body: string): string => withText(JSON.parse(body), 'body').text;
