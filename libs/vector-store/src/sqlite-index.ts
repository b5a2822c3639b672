import type { DatabaseSync } from 'node:sqlite';
import { bytes, number, numbers, string } from './json-shape.ts';
import type { Condition } from './sqlite-filter.ts';

/** Up to this share of what is held may be of records that are gone; then it is dropped. */
const MOST_STALE = 0.1;

/**
 * What search goes through of every record of a shelf, in memory and in the order of the records' numbers: some 210
 * bytes a record of 768 components. A number stands for one version of a record for ever, so what was read stays right,
 * and only what is new is read; of records that are gone, by whomever, some may still be held.
 */
export class ShelfIndex {
  /** How many are held; the arrays are longer. */
  size = 0;
  /** How many of them are still there, as of the last `refresh`. */
  live = 0;
  /** Ascending. */
  records = new Float64Array(0);
  /** Of each vector, so many bytes. */
  signatures = new Uint8Array(0);
  signatureBytes = 0;
  /** Words of name and text. */
  lengths = new Int32Array(0);
  /** A number for each metric, from 0. */
  metrics = new Int32Array(0);
  readonly metricNumbers = new Map<string, number>();
  readonly #database: DatabaseSync;
  readonly #tenant: number;
  #state: FileState = { tables: NaN, contents: '' };

  constructor(database: DatabaseSync, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** Reads what has come since the last time, within the transaction that is open. */
  refresh(): void {
    const state = readState(this.#database);
    // Tables are replaced by a reindex, which gives the same records other vectors.
    if (state.tables !== this.#state.tables) this.size = 0;
    else if (state.contents === this.#state.contents) return;
    this.#readNew();
    const counted = this.#database.prepare('SELECT count(*) AS n FROM records WHERE tenant = ?');
    this.live = number(counted.get(this.#tenant)?.['n'], 'n');
    this.#state = state;
    if (this.size > this.live * (1 + MOST_STALE)) this.dropStale();
  }

  /** Drops what is held of records that are gone. */
  dropStale(): void {
    const there = readRecordList(this.#database, signedBy(this.#tenant));
    let kept = 0;
    for (let from = 0; from < this.size && kept < there.length; from++) {
      if (this.records[from] !== there[kept]) continue;
      this.#move(from, kept++);
    }
    this.size = kept;
  }

  /** The place of a record at or after another place; −1 when it is not held. O(log distance). */
  find(record: number, from = 0): number {
    let low = from;
    let high = from;
    for (let step = 1; high < this.size && this.records[high] < record; step *= 2) {
      low = high + 1;
      high += step;
    }
    high = Math.min(high, this.size - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle] < record) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.records[low] === record ? low : -1;
  }

  #readNew(): void {
    const last = this.size === 0 ? -1 : this.records[this.size - 1];
    const rows = this.#database
      .prepare(
        `SELECT s.record, s.bits, r.metric, r.length FROM signatures s JOIN records r USING (record)
         WHERE s.tenant = ? AND s.record > ? ORDER BY s.record`,
      )
      .iterate(this.#tenant, last);
    for (const row of rows) {
      const signature = bytes(row['bits'], 'bits');
      if (this.size === 0) this.signatureBytes = signature.length;
      if (this.size === this.records.length) this.#grow();
      this.records[this.size] = number(row['record'], 'record');
      this.lengths[this.size] = number(row['length'], 'length');
      this.metrics[this.size] = this.#numberOf(string(row['metric'], 'metric'));
      this.signatures.set(signature.subarray(0, this.signatureBytes), this.size * this.signatureBytes);
      this.size++;
    }
  }

  #numberOf(metric: string): number {
    const found = this.metricNumbers.get(metric);
    if (found !== undefined) return found;
    this.metricNumbers.set(metric, this.metricNumbers.size);
    return this.metricNumbers.size - 1;
  }

  #grow(): void {
    const capacity = Math.max(256, Math.ceil(1.5 * this.records.length));
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(array: T, to: T): T => {
      to.set(array.subarray(0, to.length));
      return to;
    };
    this.records = grown(this.records, new Float64Array(capacity));
    this.lengths = grown(this.lengths, new Int32Array(capacity));
    this.metrics = grown(this.metrics, new Int32Array(capacity));
    this.signatures = grown(this.signatures, new Uint8Array(capacity * this.signatureBytes));
  }

  #move(from: number, to: number): void {
    this.records[to] = this.records[from];
    this.lengths[to] = this.lengths[from];
    this.metrics[to] = this.metrics[from];
    const { signatureBytes: size } = this;
    this.signatures.copyWithin(to * size, from * size, (from + 1) * size);
  }
}

/** The records of a tenant that have a signature, which is all of them, ascending. */
export const signedBy = (tenant: number): Condition => ({
  sql: 'SELECT record FROM signatures WHERE tenant = ?',
  values: [tenant],
});

/** What a query of a column `record` answers, read as one text: reading rows costs several times as much. */
export function readRecordList(database: DatabaseSync, { sql, values }: Condition): number[] {
  const row = database.prepare(`SELECT json_group_array(record) AS list FROM (${sql})`).get(...values);
  return numbers(JSON.parse(string(row?.['list'], 'list')), 'list');
}

interface FileState {
  readonly tables: number;
  readonly contents: string;
}

/** Changes with every commit, of this connection or another (sqlite.org/pragma.html, data_version). */
function readState(database: DatabaseSync): FileState {
  const first = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
  return {
    tables: number(first('PRAGMA schema_version'), 'schema_version'),
    contents: `${String(first('PRAGMA data_version'))} ${String(first('SELECT total_changes()'))}`,
  };
}
