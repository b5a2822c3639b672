import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { number, string } from './json-shape.ts';
import { METRIC_WEIGHT } from './keyword-weights.ts';

/** Finds in which records a word is, and how often. */
export class WordPlaces {
  readonly #places: StatementSync;
  readonly #holders: StatementSync;
  readonly #wordsOf: StatementSync;
  #records = new Float64Array(1024);
  #frequencies = new Float64Array(1024);
  #count = 0;

  /** Registers a function with the database: it takes rows in at a fraction of what it costs to read them. */
  constructor(database: DatabaseSync) {
    database.exec('CREATE VIRTUAL TABLE temp.word_places USING fts5vocab(main, words, instance)');
    database.function('take_place', (record, isInName) => {
      this.#take(Number(record), isInName === 1 ? METRIC_WEIGHT : 1);
      return 0;
    });
    this.#places = database.prepare(
      "SELECT 1 FROM word_places WHERE term = ? AND take_place(doc, col = 'metric')",
    );
    this.#holders = database.prepare('SELECT doc FROM word_counts WHERE term = ?');
    this.#wordsOf = database.prepare('SELECT metric, text FROM words WHERE rowid = ?');
  }

  /**
   * Records with the word, ascending, and how often each has it, a place in the name as METRIC_WEIGHT. Both arrays are
   * overwritten by the next call.
   */
  read(term: string): { readonly records: Float64Array; readonly frequencies: Float64Array } {
    this.#count = 0;
    this.#places.all(term);
    return {
      records: this.#records.subarray(0, this.#count),
      frequencies: this.#frequencies.subarray(0, this.#count),
    };
  }

  /** In how many records the word is. */
  count(term: string): number {
    const row = this.#holders.get(term);
    return row ? number(row['doc'], 'doc') : 0;
  }

  /** How often a record has each of its words, counted as `read` does. */
  ofRecord(record: number): Map<string, number> {
    const row = this.#wordsOf.get(record);
    const frequencies = new Map<string, number>();
    for (const [column, weight] of [
      ['metric', METRIC_WEIGHT],
      ['text', 1],
    ] as const) {
      for (const term of string(row?.[column], column).split(' ')) {
        frequencies.set(term, (frequencies.get(term) ?? 0) + weight);
      }
    }
    return frequencies;
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
