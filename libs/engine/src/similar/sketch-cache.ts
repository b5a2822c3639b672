import { readSketchHeader, type SketchHeader } from '@metrics-ai/features';
import type { RecordFilter, RecordSketch, SketchVersion, VectorStore } from '@metrics-ai/vector-store';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SketchPage } from './search-sketches.ts';

/** Sketches of a page: as many as a thread searches in some tens of milliseconds, which is also how long a signal waits. */
const PAGE_SKETCHES = 256;

/** What of a page is to be searched. */
export interface PageSelection {
  readonly page: SketchPage;
  /** By slot: the record, and what its sketch says of its grid. */
  readonly entries: ReadonlyMap<number, SketchEntry>;
}

export interface SketchEntry extends Pick<SketchHeader, 'samples' | 'stepMs'> {
  readonly id: string;
}

interface CachedEntry extends SketchEntry {
  readonly version: string;
  readonly page: CachedPage;
  readonly slot: number;
}

interface CachedPage extends SketchPage {
  /** Sketches that are still those of their records. */
  live: number;
}

interface TenantSketches {
  readonly entries: Map<string, CachedEntry>;
  readonly pages: Set<CachedPage>;
}

/**
 * The sketches of a store, kept in memory that threads share: what has changed since the last search is read anew, and nothing else. What
 * does not fit is read for each search. The tenant that was asked for longest ago goes first.
 */
export class SketchCache {
  readonly #store: Pick<VectorStore, 'listSketches' | 'readSketches'>;
  readonly #maxBytes: number;
  readonly #tenants = new Map<string, TenantSketches>();
  #bytes = 0;

  constructor(store: Pick<VectorStore, 'listSketches' | 'readSketches'>, maxBytes: number) {
    this.#store = store;
    this.#maxBytes = maxBytes;
  }

  /** Memory that the sketches take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All sketches of records that pass, page by page. Rejects as the store does. */
  async *select(
    tenant: string,
    filter: RecordFilter | undefined,
    signal?: AbortSignal,
  ): AsyncGenerator<PageSelection, void, undefined> {
    const versions = await this.#store.listSketches(tenant, filter);
    signal?.throwIfAborted();
    const known = this.#touch(tenant);
    if (filter === undefined) this.#forgetOthers(known, versions);
    const byPage = new Map<CachedPage, CachedEntry[]>();
    const missing: string[] = [];
    for (const { id, version } of versions) {
      const entry = known.entries.get(id);
      if (entry?.version !== version) missing.push(id);
      else {
        const ofPage = byPage.get(entry.page);
        if (ofPage === undefined) byPage.set(entry.page, [entry]);
        else ofPage.push(entry);
      }
    }
    for (const [page, entries] of byPage) yield selectionOf(page, entries);
    for (let from = 0; from < missing.length; from += PAGE_SKETCHES) {
      const read = await this.#store.readSketches(tenant, missing.slice(from, from + PAGE_SKETCHES));
      signal?.throwIfAborted();
      if (read.length > 0) yield this.#keep(tenant, known, read);
      await nextTurn();
    }
  }

  #touch(tenant: string): TenantSketches {
    const known = this.#tenants.get(tenant) ?? { entries: new Map(), pages: new Set() };
    this.#tenants.delete(tenant);
    this.#tenants.set(tenant, known);
    return known;
  }

  /** What is not listed any more is gone. */
  #forgetOthers(known: TenantSketches, versions: readonly SketchVersion[]): void {
    if (known.entries.size <= versions.length) return;
    const listed = new Set(versions.map(({ id }) => id));
    for (const id of known.entries.keys()) if (!listed.has(id)) this.#forget(known, id);
  }

  #forget(known: TenantSketches, id: string): void {
    const entry = known.entries.get(id);
    if (entry === undefined) return;
    known.entries.delete(id);
    entry.page.live -= 1;
    // Half empty, a page is given up: what is left of it is read again into another.
    if (2 * entry.page.live >= entry.page.starts.length - 1) return;
    for (const [other, { page }] of known.entries) if (page === entry.page) known.entries.delete(other);
    if (known.pages.delete(entry.page)) this.#bytes -= entry.page.bytes.length;
  }

  #keep(tenant: string, known: TenantSketches, read: readonly RecordSketch[]): PageSelection {
    const page: CachedPage = { ...makePage(read), live: read.length };
    const entries = read.map(({ id, version, sketch }, slot) => {
      const { samples, stepMs } = readSketchHeader(sketch);
      return { id, version, page, slot, samples, stepMs };
    });
    for (const { id } of entries) this.#forget(known, id);
    if (this.#makeRoom(tenant, page.bytes.length)) {
      this.#bytes += page.bytes.length;
      known.pages.add(page);
      for (const entry of entries) known.entries.set(entry.id, entry);
    }
    return selectionOf(page, entries);
  }

  #makeRoom(tenant: string, bytes: number): boolean {
    for (const [other, { pages }] of this.#tenants) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      if (other === tenant) continue;
      this.#tenants.delete(other);
      for (const page of pages) this.#bytes -= page.bytes.length;
    }
    return this.#bytes + bytes <= this.#maxBytes;
  }
}

const selectionOf = (page: SketchPage, entries: readonly CachedEntry[]): PageSelection => ({
  page,
  entries: new Map(entries.map((entry) => [entry.slot, entry])),
});

function makePage(read: readonly RecordSketch[]): SketchPage {
  const starts = new Uint32Array(read.length + 1);
  read.forEach(({ sketch }, i) => (starts[i + 1] = starts[i] + sketch.length));
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[read.length]));
  read.forEach(({ sketch }, i) => bytes.set(sketch, starts[i]));
  return { bytes, starts };
}
