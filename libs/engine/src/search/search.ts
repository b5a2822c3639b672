import type { Embedder } from '@metrics-ai/embeddings';
import {
  passesAnomaly,
  type MetricEntry,
  type RecordFilter,
  type SeriesRecord,
  type VectorStore,
} from '@metrics-ai/vector-store';
import { InvalidRequestError, refusedFilter } from '../invalid-request-error.ts';
import { readQuestion, type QuestionReading } from '../question/read-question.ts';
import { askedBehaviour, conditionSteps, filterOf, givingWay, type Step } from './conditions.ts';
import { findSeries, findUnprofiled, prepareLookup, type Found } from './find-candidates.ts';
import { fitOf, fitOfUnknown } from './fit.ts';
import { levelRanks } from './level-ranks.ts';
import type {
  SearchHit,
  SearchReport,
  SearchRequest,
  SearchSort,
  SeriesHit,
  UnprofiledHit,
} from './search-report.ts';
import { tellWeak, unmetWords, WEAK_RELEVANCE } from './weak-hits.ts';

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
 * Nothing is found where all that passes is less than so much about what was meant as the best of all series, a spiky CPU is no answer
 * to who asks for spiky latency; or as the best metric that was never ingested: then nobody knows how that behaves which was meant.
 */
const AS_MUCH_AS_SERIES = 0.75;
const AS_MUCH_AS_UNPROFILED = 0.45;
/** What meets the same words of the question says the same in other words, and needs only so much of it. */
const IN_OTHER_WORDS = 2 / 3;

/** Finds series by what they are about, how they behave and when. */
export class Search {
  private readonly parts: SearchParts;

  constructor(parts: SearchParts) {
    this.parts = parts;
  }

  /**
   * Reads the question and insists on what was read. Where nothing that was meant fulfils it, one condition after the other is given up and only preferred;
   * the report says so. Series come by how much they are about what is left of the question and how well they behave as
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
      throw refusedFilter(error);
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
    read: QuestionReading,
    options: { readonly signal?: AbortSignal },
  ): Promise<SearchReport> {
    const { store } = this.parts;
    const { topK, offset = 0, filter = {}, sort = 'relevance', groupBy, facets = [] } = request;
    const { reading, replaced } = givingWay(read, filter);
    const { found, step } = await this.find(tenant, request, reading, options);
    const all = groupBy === 'metric' ? bestOfEachMetric(found) : found;
    const page = all.slice(offset, offset + topK);
    const passing = filterOf(step, filter);
    const unmet = unmetWords(reading.text, found);
    return {
      hits: sort === 'relevance' ? page : sortByAnomaly(page, sort, filter),
      interpretation: {
        text: reading.text,
        behaviours: reading.behaviours.map((one) => askedBehaviour(one, reading.time)),
        time: reading.time,
        unmet,
        unknownTime: reading.unknownTime?.words,
        givenUp: step.givenUp,
        replaced,
      },
      message: tellWeak(reading.text, found, unmet),
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
  ): Promise<{ readonly found: SearchHit[]; readonly step: Step }> {
    const { store, embedder } = this.parts;
    const steps = conditionSteps(reading);
    const free = steps[steps.length - 1];
    const lookup = await prepareLookup(embedder, reading.text, options);
    // Of words that were taken for a behaviour or a time, metrics may have some.
    const asIs = steps.length > 1 ? await prepareLookup(embedder, query, options) : lookup;
    const perMetric = groupBy === 'metric' ? CANDIDATES_PER_METRIC : undefined;
    const asked = lookup && { ...lookup, or: query };
    const findAll = (step: Step, limit: number) =>
      findSeries(store, tenant, asked, { limit, perMetric, filter: filterOf(step, filter) });
    const metrics = profiledOnly
      ? []
      : await findUnprofiled(store, tenant, asIs && { ...asIs, or: reading.text, subject: reading.text }, {
          limit: MOST_HITS,
          filter,
        });
    const together = (series: readonly Found<SeriesRecord>[]): SearchHit[] =>
      [
        ...rankSeries(series, reading),
        ...metrics.map((found) => toUnprofiledHit(found, fitOfUnknown(reading))),
      ]
        .sort(byScore)
        .slice(0, MOST_HITS);
    if (steps.length > 1) {
      const best = mostRelevant(await findAll(free, PROBED));
      const bestUnprofiled = lookup === undefined ? undefined : mostRelevant(metrics);
      for (const step of steps.slice(0, -1)) {
        const isOfTime = step.behaviours.length === 0;
        const found = await findAll(step, MOST_HITS);
        const isMeant =
          isAbout(found, best, AS_MUCH_AS_SERIES) &&
          (isOfTime || isAbout(found, bestUnprofiled, AS_MUCH_AS_UNPROFILED));
        if (found.length > 0 && isMeant) {
          return { found: isOfTime ? together(found) : rankSeries(found, reading).sort(byScore), step };
        }
      }
    }
    return { found: together(await findAll(free, MOST_HITS)), step: free };
  }
}

function rankSeries(found: readonly Found<SeriesRecord>[], reading: QuestionReading): SearchHit[] {
  const rankOf = levelRanks(found.map(({ item }) => item));
  return found.map(({ item: record, relevance, words }) => {
    const { fit, tags, anomalies } = fitOf(record, reading, rankOf(record));
    const why = { words, tags, anomalies };
    return { kind: 'series', record, score: relevance * fit, why, isWeak: relevance < WEAK_RELEVANCE };
  });
}

const toUnprofiledHit = ({ item, relevance, words }: Found<MetricEntry>, fit: number): UnprofiledHit => ({
  kind: 'metric',
  entry: item,
  score: relevance * fit,
  why: { words, tags: [], anomalies: [] },
  isWeak: relevance < WEAK_RELEVANCE,
});

const byScore = (a: SearchHit, b: SearchHit): number => b.score - a.score;

const mostRelevant = (found: readonly Found<unknown>[]): Found<unknown> | undefined =>
  found.reduce<Found<unknown> | undefined>(
    (best, one) => (best !== undefined && best.relevance >= one.relevance ? best : one),
    undefined,
  );

/** Whether any of what was found is about as much about the question as what is most about it. */
function isAbout(found: readonly Found<unknown>[], best: Found<unknown> | undefined, share: number): boolean {
  if (best === undefined) return true;
  // By as many words of its own: the usage of memory is no other word for that of CPUs.
  const ownWords = ({ words }: Found<unknown>): number => new Set(words.map(({ met }) => met)).size;
  const meetsSame = (one: Found<unknown>): boolean =>
    best.words.every(({ asked }) => one.words.some((word) => word.asked === asked)) &&
    ownWords(one) >= ownWords(best);
  return found.some((one) => one.relevance >= share * (meetsSame(one) ? IN_OTHER_WORDS : 1) * best.relevance);
}

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
