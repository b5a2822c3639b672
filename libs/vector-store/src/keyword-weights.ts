import { splitQuery, splitWords } from '@metrics-ai/lexicon';

/** A word of the metric's name counts as much as this many in the text. */
export const METRIC_WEIGHT = 3;

/** A word of the text asked for counts as much as this many alternatives. */
export const TEXT_WEIGHT = 2;

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

/** Okapi BM25's constants as SQLite's FTS5 fixes them, so that both stores rank alike (sqlite.org/fts5.html §5.1.1). */
export const BM25_K1 = 1.2;
const BM25_B = 0.75;

/** The length of an average record's text in words: a constant, since a sparse vector is made without the collection. */
const AVERAGE_WORDS = 64;

export interface SparseVector {
  readonly indices: number[];
  readonly values: number[];
}

/**
 * The record's words as a sparse vector whose values are BM25's term weights; times the words' inverse document
 * frequency, which the server applies (`modifier: idf`), a dot product with `queryWordVector` is the BM25 score.
 * Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.
 */
export function recordWordVector(metric: string, text: string): SparseVector {
  const metricWords = splitWords(metric);
  const textWords = splitWords(text);
  const lengthRatio = (metricWords.length + textWords.length) / AVERAGE_WORDS;
  const frequencies = new Map<number, number>();
  const count = (words: readonly string[], weight: number) => {
    for (const word of words) {
      const index = hashWord(word);
      frequencies.set(index, (frequencies.get(index) ?? 0) + weight);
    }
  };
  count(metricWords, METRIC_WEIGHT);
  count(textWords, 1);
  const weigh = (f: number) => (f * (BM25_K1 + 1)) / (f + BM25_K1 * (1 - BM25_B + BM25_B * lengthRatio));
  return { indices: [...frequencies.keys()], values: [...frequencies.values()].map(weigh) };
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
