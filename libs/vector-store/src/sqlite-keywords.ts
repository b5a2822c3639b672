import type { DatabaseSync } from 'node:sqlite';
import { inverseFrequency, METRIC_WEIGHT, type QueryWord, termWeight } from './keyword-weights.ts';
import type { ShelfIndex } from './sqlite-index.ts';
import { indexedWord } from './sqlite-words.ts';
import { TopList } from './top-list.ts';

/** Finds in which records a word is, and how often. */
export class WordPlaces {
  readonly #database: DatabaseSync;
  #records = new Float64Array(1024);
  #frequencies = new Float64Array(1024);
  #count = 0;

  /** Registers a function with the database: it takes rows in at a fraction of what it costs to read them. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec('CREATE VIRTUAL TABLE temp.word_places USING fts5vocab(main, words, instance)');
    database.function('take_place', (record, isInName) => {
      this.#take(Number(record), isInName === 1 ? METRIC_WEIGHT : 1);
      return 0;
    });
  }

  /**
   * Records with the word, ascending, and how often each has it, a place in the name as METRIC_WEIGHT. Both arrays are
   * overwritten by the next call.
   */
  read(term: string): { readonly records: Float64Array; readonly frequencies: Float64Array } {
    this.#count = 0;
    this.#database
      .prepare("SELECT 1 FROM word_places WHERE term = ? AND take_place(doc, col = 'metric')")
      .all(term);
    return {
      records: this.#records.subarray(0, this.#count),
      frequencies: this.#frequencies.subarray(0, this.#count),
    };
  }

  #take(record: number, weight: number): void {
    if (this.#count > 0 && this.#records[this.#count - 1] === record) {
      this.#frequencies[this.#count - 1] += weight;
      return;
    }
    if (this.#count === this.#records.length) {
      const [records, frequencies] = [this.#records, this.#frequencies];
      this.#records = new Float64Array(2 * records.length);
      this.#records.set(records);
      this.#frequencies = new Float64Array(2 * records.length);
      this.#frequencies.set(frequencies);
    }
    this.#records[this.#count] = record;
    this.#frequencies[this.#count++] = weight;
  }
}

/**
 * The places of the records that hold any of the words, best BM25 first. Words are counted among all of the shelf's
 * records, passing or not. O(places of the words).
 * @param passing places of the index; undefined: all
 */
export function rankByWords(
  words: WordPlaces,
  index: ShelfIndex,
  tenant: number,
  passing: Int32Array | undefined,
  query: readonly QueryWord[],
  limit: number,
  perMetric: number | undefined,
): number[] {
  // What has no place here cannot be found.
  const scores = new Float64Array(index.size).fill(passing ? -1 : 0);
  for (const place of passing ?? []) scores[place] = 0;
  const touched: number[] = [];
  for (const { word, weight } of query) {
    const { records, frequencies } = words.read(indexedWord(tenant, word));
    const ofWord = weight * inverseFrequency(records.length, index.live);
    for (let i = 0, from = 0; i < records.length; i++) {
      const place = index.find(records[i], from);
      if (place < 0) continue;
      from = place + 1;
      if (scores[place] < 0) continue;
      if (scores[place] === 0) touched.push(place);
      scores[place] += ofWord * termWeight(frequencies[i], index.lengths[place]);
    }
  }
  const best = new TopList(limit);
  if (perMetric === undefined) {
    for (const place of touched) best.offer(place, scores[place]);
  } else {
    const ofMetrics = new Map<number, TopList>();
    for (const place of touched) {
      const metric = index.metrics[place];
      const ofMetric = ofMetrics.get(metric) ?? new TopList(perMetric);
      ofMetrics.set(metric, ofMetric);
      ofMetric.offer(place, scores[place]);
    }
    for (const ofMetric of ofMetrics.values()) {
      for (const { place, value } of ofMetric.sorted()) best.offer(place, value);
    }
  }
  return best.sorted().map(({ place }) => place);
}
