import { splitQuery, splitWords } from '@metrics-ai/lexicon';

/** A word of the metric's name counts as much as this many in the text. */
export const METRIC_WEIGHT = 3;

/** A word of the text asked for counts as much as this many alternatives. */
const TEXT_WEIGHT = 2;

export interface QueryWord {
  readonly word: string;
  /** 1, or TEXT_WEIGHT. */
  readonly weight: number;
}

/** The different words that are looked up: those of the text, and of the alternatives those that are not in it. */
export function queryWords(text: string, alternatives: readonly string[] = []): QueryWord[] {
  const words = splitQuery(text);
  const others = splitQuery(alternatives.join(' ')).filter((word) => !words.includes(word));
  return [
    ...words.map((word) => ({ word, weight: TEXT_WEIGHT })),
    ...others.map((word) => ({ word, weight: 1 })),
  ];
}

/** Okapi BM25's usual constants. */
const BM25_K1 = 1.2;
const BM25_B = 0.75;

/** What `termWeight` never exceeds. */
export const BM25_MOST = BM25_K1 + 1;

/** The length of an average record's text in words: a constant, since a sparse vector is made without the collection. */
const AVERAGE_WORDS = 64;

/**
 * What a word that stands so often in a record of so many words brings, before it is multiplied by how rare the word is.
 * Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.
 */
export function termWeight(frequency: number, words: number): number {
  const lengthRatio = words / AVERAGE_WORDS;
  return (frequency * (BM25_K1 + 1)) / (frequency + BM25_K1 * (1 - BM25_B + BM25_B * lengthRatio));
}

/** Of a word that so many of all records have, as Qdrant computes it (`modifier: idf`): never negative. */
export function inverseFrequency(having: number, records: number): number {
  return Math.log(1 + (records - having + 0.5) / (having + 0.5));
}

export interface ItemWords {
  readonly inMetric: readonly string[];
  readonly inText: readonly string[];
  readonly count: number;
}

/** The words of a record or metric, as they are looked up and counted. */
export function splitItem({ metric, text }: { readonly metric: string; readonly text: string }): ItemWords {
  const [inMetric, inText] = [splitWords(metric), splitWords(text)];
  return { inMetric, inText, count: inMetric.length + inText.length };
}

export interface SparseVector {
  readonly indices: number[];
  readonly values: number[];
}

/**
 * The record's words as a sparse vector whose values are BM25's term weights; times the words' inverse document
 * frequency, which the server applies (`modifier: idf`), a dot product with `queryWordVector` is the BM25 score.
 */
export function recordWordVector(metric: string, text: string): SparseVector {
  const { inMetric, inText, count: length } = splitItem({ metric, text });
  const frequencies = new Map<number, number>();
  const count = (words: readonly string[], weight: number) => {
    for (const word of words) {
      const index = hashWord(word);
      frequencies.set(index, (frequencies.get(index) ?? 0) + weight);
    }
  };
  count(inMetric, METRIC_WEIGHT);
  count(inText, 1);
  return {
    indices: [...frequencies.keys()],
    values: [...frequencies.values()].map((frequency) => termWeight(frequency, length)),
  };
}

/** Each word's weight; of two words that share a number, the larger. */
export function queryWordVector(words: readonly QueryWord[]): SparseVector {
  const weights = new Map<number, number>();
  for (const { word, weight } of words) {
    const index = hashWord(word);
    weights.set(index, Math.max(weight, weights.get(index) ?? 0));
  }
  return { indices: [...weights.keys()], values: [...weights.values()] };
}

/** FNV-1a over the word's UTF-16 code units, 32 bits (Fowler, Noll, Vo; RFC 9923 §2). */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
