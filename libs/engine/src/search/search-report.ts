import type { Anomaly, AnomalyType } from '@metrics-ai/anomaly-detection';
import type { BehaviourTag } from '@metrics-ai/features';
import type { Facet, FacetField, MetricEntry, RecordFilter, SeriesRecord } from '@metrics-ai/vector-store';
import type { ReadBehaviour } from '../question/find-behaviours.ts';
import type { TimeWords } from '../question/read-time-words.ts';
import type { WordMatch } from './rank-hits.ts';

/**
 * In which order the hits come. `relevance`: the best first. `score`: the strangest anomaly first. `time`: the latest
 * anomaly first.
 */
export type SearchSort = 'relevance' | 'score' | 'time';

export interface SearchRequest {
  /** What to look for, in plain words. */
  readonly query: string;
  readonly topK: number;
  /** So many of the best are left out. Default 0; with `topK` at most 200. */
  readonly offset?: number;
  /** Never given up, and in place of what is read of the same kind. */
  readonly filter?: RecordFilter;
  /** Default `relevance`. */
  readonly sort?: SearchSort;
  /** Whether behaviour and time are read from the words. Default true; otherwise all words are looked up. */
  readonly interpret?: boolean;
  /** IANA name of the zone whose days are meant. Default UTC. */
  readonly timeZone?: string;
  /** Leaves out metrics that were never ingested. */
  readonly profiledOnly?: boolean;
  /** One hit a metric. */
  readonly groupBy?: 'metric';
  /** What to count the passing series by. */
  readonly facets?: readonly FacetField[];
}

/** Why something was found. */
export interface Why {
  readonly words: readonly WordMatch[];
  /** Tags that it was asked for by, in other words. */
  readonly tags: readonly string[];
  /** Anomalies that it was asked for by, the strangest first. */
  readonly anomalies: readonly Anomaly[];
}

interface Hit {
  /** 0…1, comparable within one answer. */
  readonly score: number;
  readonly why: Why;
  /** It is hardly about what was looked up: the nearest that there is, or what only behaves as asked. */
  readonly isWeak: boolean;
}

export interface SeriesHit extends Hit {
  readonly kind: 'series';
  readonly record: SeriesRecord;
}

/** A metric that Prometheus has, of which nothing was ever ingested. */
export interface UnprofiledHit extends Hit {
  readonly kind: 'metric';
  readonly entry: MetricEntry;
}

export type SearchHit = SeriesHit | UnprofiledHit;

/** What some words were taken to ask for: any of these tags, or an anomaly of any of these types. */
export interface AskedBehaviour extends ReadBehaviour {
  readonly tags: readonly BehaviourTag[];
  readonly anomalyTypes: readonly AnomalyType[] | 'any';
}

/** What a question was read to insist on: a time, or a behaviour, in one or more words. */
export interface ReadCondition {
  readonly condition: 'time' | 'behaviour';
  readonly words: readonly string[];
}

/** How a question was understood, and what of it was insisted on. */
export interface Interpretation {
  /** What was looked up. */
  readonly text: string;
  readonly behaviours: readonly AskedBehaviour[];
  readonly time?: TimeWords;
  /** Words that name a time by what happened then: when that was is not known, and nothing was made of them. */
  readonly unknownTime?: string;
  /** Words of the text that no hit has anything of. */
  readonly unmet: readonly string[];
  /** What nothing that was meant fulfils, and was only preferred. */
  readonly givenUp: readonly ReadCondition[];
  /** What was read and gave way to the caller's filter. */
  readonly replaced: readonly ReadCondition[];
}

export interface SearchReport {
  readonly hits: readonly SearchHit[];
  readonly interpretation: Interpretation;
  /** Where nothing is about what was looked up: a sentence that says so. */
  readonly message?: string;
  /** Hits on all pages. */
  readonly total: number;
  /** Series that fulfil the filter and what was insisted on, whatever they are about. */
  readonly passing: number;
  /** With `groupBy`: how many series of the metric of each hit pass, in the order of the hits. */
  readonly groups?: readonly { readonly metric: string; readonly series: number }[];
  /** Over all series that pass. */
  readonly facets: readonly Facet[];
}
