import { BM25_MOST, inverseFrequency, type QueryWord, termWeight } from './keyword-weights.ts';
import type { ShelfIndex } from './sqlite-index.ts';
import { indexedWord } from './sqlite-words.ts';
import { TopList } from './top-list.ts';
import type { WordPlaces } from './word-places.ts';

/** Up to this many records, each is looked at with all its words, instead of each word with all its records. */
const FEW_RECORDS = 1000;

/** Up to this many of what was found are looked at so, to be spared the commonest words. */
const MOVABLE_RECORDS = 400;

/** A word in fewer records than this costs less to look up than to ask whether it is needed. */
const COMMON_RECORDS = 2000;

export interface KeywordQuery {
  readonly tenant: number;
  readonly words: readonly QueryWord[];
  /** Places of the index; undefined: all. */
  readonly passing?: Int32Array;
  readonly limit: number;
  readonly perMetric?: number;
}

interface Term {
  readonly word: string;
  readonly records: number;
  /** What its weight in a record is multiplied by. */
  readonly factor: number;
}

/**
 * The places of the records that hold any of the words, best BM25 first. Words are counted among all of the shelf's
 * records, passing or not.
 *
 * A common word weighs little and is in very many records. So the words that can bring most are looked up first; when the
 * others together could not bring a record that has none of these to the last place, they are looked up only in those that
 * they could move. The result is that of scoring everything (Turtle & Flood, "Query evaluation: strategies and
 * optimizations", IP&M 31, 1995: MaxScore).
 */
export function rankByWords(words: WordPlaces, index: ShelfIndex, query: KeywordQuery): number[] {
  const { passing, limit, perMetric } = query;
  const terms = findTerms(words, index, query);
  const scores = new Float64Array(index.size);
  if (passing && passing.length <= FEW_RECORDS) {
    addTerms(words, index, terms, passing, scores);
    const found = passing.filter((place) => scores[place] > 0);
    return best(index, found, scores, limit, perMetric).map(({ place }) => place);
  }
  // What does not pass stays below 0.
  if (passing) {
    scores.fill(-1);
    for (const place of passing) scores[place] = 0;
  }
  let found: number[] = [];
  for (let looked = 0; looked < terms.length; looked++) {
    if (terms[looked].records >= COMMON_RECORDS && found.length >= limit) {
      const others = terms.slice(looked);
      const reach = others.reduce((sum, { factor }) => sum + factor * BM25_MOST, 0);
      const last = best(index, found, scores, limit, perMetric)[limit - 1]?.value ?? 0;
      if (reach < last) {
        const movable = found.filter((place) => scores[place] + reach >= last);
        if (movable.length <= MOVABLE_RECORDS) {
          addTerms(words, index, others, movable, scores);
          found = movable;
          break;
        }
      }
    }
    addTerm(words, index, terms[looked], scores, found);
  }
  return best(index, found, scores, limit, perMetric).map(({ place }) => place);
}

/** The words that occur, with what can bring most first. */
function findTerms(words: WordPlaces, index: ShelfIndex, { tenant, words: asked }: KeywordQuery): Term[] {
  return asked
    .map(({ word, weight }) => {
      const term = indexedWord(tenant, word);
      const records = words.count(term);
      return { word: term, records, factor: weight * inverseFrequency(records, index.live) };
    })
    .filter(({ records }) => records > 0)
    .sort((a, b) => b.factor - a.factor);
}

/** Adds what a word brings to all records that have it and pass; those that had no score yet join those found. */
function addTerm(
  words: WordPlaces,
  index: ShelfIndex,
  { word, factor }: Term,
  scores: Float64Array,
  found: number[],
): void {
  const { records, frequencies } = words.read(word);
  for (let i = 0, from = 0; i < records.length; i++) {
    const place = index.find(records[i], from);
    if (place < 0) continue;
    from = place + 1;
    if (scores[place] < 0) continue;
    if (scores[place] === 0) found.push(place);
    scores[place] += factor * termWeight(frequencies[i], index.lengths[place]);
  }
}

/** Adds what words bring to these records, which are still there. */
function addTerms(
  words: WordPlaces,
  index: ShelfIndex,
  terms: readonly Term[],
  places: ArrayLike<number>,
  scores: Float64Array,
): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    const frequencies = words.ofRecord(index.records[place]);
    for (const { word, factor } of terms) {
      const frequency = frequencies.get(word);
      if (frequency !== undefined) scores[place] += factor * termWeight(frequency, index.lengths[place]);
    }
  }
}

/** Those of the highest scores, at most so many of each metric. */
function best(
  index: ShelfIndex,
  places: ArrayLike<number>,
  scores: Float64Array,
  limit: number,
  perMetric: number | undefined,
): { readonly place: number; readonly value: number }[] {
  const all = new TopList(limit);
  const ofMetrics = new Map<number, TopList>();
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (perMetric === undefined) {
      all.offer(place, scores[place]);
      continue;
    }
    const metric = index.metrics[place];
    const ofMetric = ofMetrics.get(metric) ?? new TopList(perMetric);
    ofMetrics.set(metric, ofMetric);
    ofMetric.offer(place, scores[place]);
  }
  for (const ofMetric of ofMetrics.values()) {
    for (const { place, value } of ofMetric.sorted()) all.offer(place, value);
  }
  return all.sorted();
}
