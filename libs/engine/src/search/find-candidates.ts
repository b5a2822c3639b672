import type { Embedder } from '@metrics-ai/embeddings';
import { expandWords, splitQuery } from '@metrics-ai/lexicon';
import type {
  MetricEntry,
  MetricFilter,
  RecordFilter,
  SeriesRecord,
  VectorStore,
} from '@metrics-ai/vector-store';
import { rankHits, type RankCandidate, type WordMatch } from './rank-hits.ts';

/** Something found, how much it is about what was looked up (0…1), and by which words. */
export interface Found<T> {
  readonly item: T;
  readonly relevance: number;
  readonly words: readonly WordMatch[];
}

export interface FindParts {
  readonly store: VectorStore;
  readonly embedder: Embedder;
}

/** A text, embedded and taken apart once for all that it is looked up in. */
export interface Lookup {
  readonly text: string;
  /** Another wording of it: what is found is about the one or the other, whichever it is more about. */
  readonly or?: string;
  /** The wording without the words that were taken for a behaviour or a time; default `text`. What meets only these is not about it. */
  readonly subject?: string;
  readonly vector: Float32Array;
  readonly alternatives: readonly string[];
}

/** Undefined for a text without anything to look up. */
export async function prepareLookup(
  embedder: Embedder,
  text: string,
  options: { readonly signal?: AbortSignal },
): Promise<Lookup | undefined> {
  if (text === '') return undefined;
  const vector = await embedder.embedQuery(text, options);
  const words = expandWords(splitQuery(text));
  const alternatives = words.flatMap(({ alternatives }) => alternatives.slice(1).map(({ word }) => word));
  return { text, vector, alternatives: [...new Set(alternatives)].slice(0, MOST_ALTERNATIVES) };
}

const MOST_ALTERNATIVES = 200;

/** Series that pass, best first: at most `limit`, and of each metric at most `perMetric`. Without a lookup the strangest, all as good. */
export async function findSeries(
  store: VectorStore,
  tenant: string,
  lookup: Lookup | undefined,
  {
    limit,
    perMetric,
    filter,
  }: { readonly limit: number; readonly perMetric?: number; readonly filter: RecordFilter },
): Promise<Found<SeriesRecord>[]> {
  if (lookup === undefined) return (await strangestFirst(store, tenant, limit, filter)).map(asGood);
  const { vector, text, alternatives } = lookup;
  const hits = await store.search(tenant, { vector, text, alternatives, topK: limit, filter, perMetric });
  return ranked(lookup, hits, ({ record, similarity }) => [record, similarity]);
}

/** Metrics of the catalogue of which nothing was ingested, best first. None where what is asked for can be known only of series. */
export async function findUnprofiled(
  store: VectorStore,
  tenant: string,
  lookup: Lookup | undefined,
  { limit, filter }: { readonly limit: number; readonly filter: RecordFilter },
): Promise<Found<MetricEntry>[]> {
  const ofMetrics = metricFilterOf(filter);
  if (lookup === undefined || ofMetrics === undefined) return [];
  const { vector, text, alternatives } = lookup;
  const asked = { vector, text, alternatives, topK: limit, filter: ofMetrics };
  const hits = await store.searchMetrics(tenant, asked);
  return ranked(lookup, hits, ({ entry, similarity }) => [entry, similarity]);
}

function ranked<Hit, Item extends Omit<RankCandidate, 'similarity'>>(
  { text, or = text, subject = text }: Lookup,
  hits: readonly Hit[],
  read: (hit: Hit) => readonly [item: Item, similarity: number | undefined],
): Found<Item>[] {
  const candidates = hits.map((hit) => {
    const [item, similarity] = read(hit);
    return { metric: item.metric, labels: item.labels, text: item.text, similarity, item };
  });
  const about = (wording: string): Found<Item>[] =>
    rankHits(wording, candidates).map(({ candidate, score, why }) => ({
      item: candidate.item,
      relevance: score,
      words: why,
    }));
  const found = about(text);
  if (or === text || or === '') return found;
  const others = new Map(about(or).map((other) => [other.item, other]));
  return found
    .map((one) => {
      const other = others.get(one.item) ?? one;
      const [bySubject, byAll] = subject === text ? [one, other] : [other, one];
      return bySubject.words.length > 0 && byAll.relevance > bySubject.relevance ? byAll : bySubject;
    })
    .sort((a, b) => b.relevance - a.relevance);
}

/** Undefined for a filter that asks what is known of series alone. */
function metricFilterOf({
  metrics,
  matchers = [],
  tags = [],
  ...ofSeries
}: RecordFilter): MetricFilter | undefined {
  const names = matchers.filter(({ name }) => name === '__name__');
  const isOfSeries = tags.length > 0 || Object.values(ofSeries).some((value) => value !== undefined);
  if (isOfSeries || names.some(({ operator }) => operator !== '=')) return undefined;
  const named = names.map(({ value }) => value);
  const all =
    metrics === undefined ? named : metrics.filter((name) => named.every((other) => other === name));
  return {
    matchers: matchers.filter(({ name }) => name !== '__name__'),
    unprofiledOnly: true,
    ...((metrics !== undefined || names.length > 0) && { metrics: all }),
  };
}

async function strangestFirst(
  store: VectorStore,
  tenant: string,
  limit: number,
  filter: RecordFilter,
): Promise<SeriesRecord[]> {
  const strange = await store.strangest(tenant, limit, filter);
  if (strange.length === limit) return strange;
  const known = new Set(strange.map(({ id }) => id));
  const others = await store.list(tenant, { limit, filter });
  return [...strange, ...others.filter(({ id }) => !known.has(id))].slice(0, limit);
}

const asGood = <T>(item: T): Found<T> => ({ item, relevance: 1, words: [] });
