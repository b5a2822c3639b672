import type { Embedder } from '@metrics-ai/embeddings';
import {
  passesAnomaly,
  type MetricEntry,
  type RecordFilter,
  type SeriesRecord,
  type VectorStore,
} from '@metrics-ai/vector-store';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { readQuestion, type QuestionReading } from '../question/read-question.ts';
import { askedBehaviour, conditionSteps, filterOf, type Conditions } from './conditions.ts';
import { findSeries, findUnprofiled, prepareLookup, type Found } from './find-candidates.ts';
import { fitOf } from './fit.ts';
import { levelRanks } from './level-ranks.ts';
import type {
  SearchHit,
  SearchReport,
  SearchRequest,
  SearchSort,
  SeriesHit,
  UnprofiledHit,
} from './search-report.ts';

/** What searching needs. */
export interface SearchParts {
  readonly store: VectorStore;
  readonly embedder: Embedder;
  readonly nowMs: () => number;
}

/** So many are ranked, for all pages the same ones. */
export const MOST_HITS = 200;
/** Of one metric where one hit a metric is wanted, so that others get a place. */
const CANDIDATES_PER_METRIC = 5;
/** Enough to know how much the best is about what was meant. */
const PROBED = 100;
/**
 * Nothing is found where what passes is less than so much about what was meant as the best of all: a spiky CPU is no answer to who
 * asks for spiky latency.
 */
const ABOUT_AS_MUCH = 0.75;
/**
 * Nor where a metric that was never ingested is so much more about it: then that is what was meant, and nobody knows how it behaves.
 * A series that behaves as asked and is about it in other words is still the better answer.
 */
const ABOUT_UNPROFILED = 0.35;

/** Finds series by what they are about, how they behave and when. */
export class Search {
  private readonly parts: SearchParts;

  constructor(parts: SearchParts) {
    this.parts = parts;
  }

  /**
   * Reads the question and insists on what was read. Where nothing that was meant fulfils it, it is given up, the time first, and only
   * preferred; the report says so. Series come by how much they are about what is left of the question and how well they behave as
   * asked; where no behaviour is insisted on, metrics that were never ingested come among them. Rejects with InvalidRequestError,
   * EmbeddingError or VectorStoreError.
   */
  async run(
    tenant: string,
    request: SearchRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<SearchReport> {
    const { offset = 0 } = request;
    if (offset > MOST_HITS) throw new InvalidRequestError('offset', `at most ${MOST_HITS}, not ${offset}`);
    const reading = this.read(request);
    try {
      return await this.search(tenant, request, reading, options);
    } catch (error) {
      // The store names the argument; what the caller of a search knows of it is the filter.
      if (error instanceof RangeError) throw new InvalidRequestError('filters', error.message);
      throw error;
    }
  }

  private read({ query, interpret = true, timeZone = 'UTC' }: SearchRequest): QuestionReading {
    if (!interpret) return { text: query, behaviours: [] };
    try {
      return readQuestion(query, { nowMs: this.parts.nowMs(), timeZone });
    } catch (error) {
      if (error instanceof RangeError) throw new InvalidRequestError('timeZone', error.message);
      throw error;
    }
  }

  private async search(
    tenant: string,
    request: SearchRequest,
    reading: QuestionReading,
    options: { readonly signal?: AbortSignal },
  ): Promise<SearchReport> {
    const { store } = this.parts;
    const { topK, offset = 0, filter = {}, sort = 'relevance', groupBy, facets = [] } = request;
    const { found, conditions } = await this.find(tenant, request, reading, options);
    const all = groupBy === 'metric' ? bestOfEachMetric(found) : found;
    const page = all.slice(offset, offset + topK);
    const passing = filterOf(conditions, filter);
    const [asked] = conditionSteps(reading, filter);
    return {
      hits: sort === 'relevance' ? page : sortByAnomaly(page, sort, filter),
      interpretation: {
        ...reading,
        behaviours: reading.behaviours.map((read) => askedBehaviour(read, reading.time)),
        givenUp: [
          ...(asked.time !== undefined && conditions.time === undefined ? (['time'] as const) : []),
          ...(asked.behaviours.length > conditions.behaviours.length ? (['behaviour'] as const) : []),
        ],
      },
      total: all.length,
      passing: await store.count(tenant, passing),
      groups: groupBy === 'metric' ? await countSeries(store, tenant, page, passing) : undefined,
      facets: facets.length > 0 ? await store.facets(tenant, facets, passing) : [],
    };
  }

  /** All that is ranked, best first, under the first step of conditions that lets something pass that was meant. */
  private async find(
    tenant: string,
    { query, filter = {}, groupBy, profiledOnly = false }: SearchRequest,
    reading: QuestionReading,
    options: { readonly signal?: AbortSignal },
  ): Promise<{ readonly found: SearchHit[]; readonly conditions: Conditions }> {
    const { store, embedder } = this.parts;
    const steps = conditionSteps(reading, filter);
    const free = steps[steps.length - 1];
    const lookup = await prepareLookup(embedder, reading.text, options);
    // Of words that were taken for a behaviour or a time, metrics may have some.
    const asIs = steps.length > 1 ? await prepareLookup(embedder, query, options) : lookup;
    const perMetric = groupBy === 'metric' ? CANDIDATES_PER_METRIC : undefined;
    const asked = lookup && { ...lookup, or: query };
    const findAll = (conditions: Conditions, limit: number) =>
      findSeries(store, tenant, asked, { limit, perMetric, filter: filterOf(conditions, filter) });
    const metrics = profiledOnly
      ? []
      : await findUnprofiled(store, tenant, asIs && { ...asIs, or: reading.text }, {
          limit: MOST_HITS,
          filter,
        });
    const together = (series: readonly Found<SeriesRecord>[]): SearchHit[] =>
      [...rankSeries(series, reading), ...metrics.map(toUnprofiledHit)].sort(byScore).slice(0, MOST_HITS);
    if (steps.length > 1) {
      const best = topRelevance(await findAll(free, PROBED));
      const bestUnprofiled = lookup === undefined ? 0 : topRelevance(metrics);
      for (const conditions of steps.slice(0, -1)) {
        const ofTime = conditions.behaviours.length === 0;
        const found = await findAll(conditions, MOST_HITS);
        const top = topRelevance(found);
        const isMeant = top >= ABOUT_AS_MUCH * best && (ofTime || top >= ABOUT_UNPROFILED * bestUnprofiled);
        if (found.length > 0 && isMeant) {
          return { found: ofTime ? together(found) : rankSeries(found, reading).sort(byScore), conditions };
        }
      }
    }
    return { found: together(await findAll(free, MOST_HITS)), conditions: free };
  }
}

function rankSeries(found: readonly Found<SeriesRecord>[], reading: QuestionReading): SearchHit[] {
  const rankOf = levelRanks(found.map(({ item }) => item));
  return found.map(({ item: record, relevance, words }) => {
    const { fit, tags, anomalies } = fitOf(record, reading, rankOf(record));
    return { kind: 'series', record, score: relevance * fit, why: { words, tags, anomalies } };
  });
}

const toUnprofiledHit = ({ item, relevance, words }: Found<MetricEntry>): UnprofiledHit => ({
  kind: 'metric',
  entry: item,
  score: relevance,
  why: { words, tags: [], anomalies: [] },
});

const byScore = (a: SearchHit, b: SearchHit): number => b.score - a.score;

const topRelevance = (found: readonly Found<unknown>[]): number =>
  found.reduce((best, { relevance }) => Math.max(best, relevance), 0);

const metricOf = (hit: SearchHit): string => (hit.kind === 'series' ? hit.record.metric : hit.entry.metric);

function bestOfEachMetric(found: readonly SearchHit[]): SearchHit[] {
  const seen = new Set<string>();
  return found.filter((hit) => !seen.has(metricOf(hit)) && seen.add(metricOf(hit)));
}

/** How many series of the metric of each hit pass. */
async function countSeries(
  store: VectorStore,
  tenant: string,
  hits: readonly SearchHit[],
  filter: RecordFilter,
): Promise<NonNullable<SearchReport['groups']>> {
  const metrics = hits.map(metricOf);
  const [facet] = await store.facets(tenant, ['metric'], { ...filter, metrics });
  const counts = new Map(facet.values.map(({ value, records }) => [value, records]));
  return metrics.map((metric) => ({ metric, series: counts.get(metric) ?? 0 }));
}

/** Highest first; equals stay in the order of relevance, and what has no anomaly that passes comes last. */
function sortByAnomaly(
  hits: readonly SearchHit[],
  sort: Exclude<SearchSort, 'relevance'>,
  filter: RecordFilter,
): SearchHit[] {
  const valueOf = ({ record }: SeriesHit): number => {
    const values = record.anomalies
      .filter((anomaly) => passesAnomaly(anomaly, filter))
      .map(({ score, startMs }) => (sort === 'score' ? score : startMs))
      .filter((value) => !Number.isNaN(value));
    return Math.max(-Infinity, ...values);
  };
  const places = new Map(hits.map((hit) => [hit, hit.kind === 'series' ? valueOf(hit) : -Infinity]));
  const placeOf = (hit: SearchHit): number => places.get(hit) ?? -Infinity;
  // Not by the difference, which of two infinities is NaN.
  return hits.toSorted((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) > placeOf(b) ? -1 : 1));
}
