import type { Anomaly } from '@metrics-ai/anomaly-detection';
import {
  chanceSimilarity,
  isNoise,
  MIN_SHAPE_SAMPLES,
  shapeQuery,
  type ShapeMatch,
  type ShapeQuery,
} from '@metrics-ai/features';
import type { RecordFilter, SeriesRecord, VectorStore } from '@metrics-ai/vector-store';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { PrometheusReader } from '../reading/plan-reading.ts';
import type { LinesPicture } from '../charts/draw-lines.ts';
import { matchPicture } from './match-picture.ts';
import { onStep } from './on-step.ts';
import { sketchAt, type ScannedPlace, type ShapeCandidate, type ShapeSearch } from './search-sketches.ts';
import { readShapeWindow, type ShapeWindow, type ShapeWindowRequest } from './shape-window.ts';
import { SketchCache, type PageSelection } from './sketch-cache.ts';

export interface SimilarRequest extends ShapeWindowRequest {
  /** Matches at most. */
  readonly topK: number;
  /** A match is at least so similar, 0 … 1. */
  readonly minSimilarity: number;
  /** Matches of one series at most. */
  readonly perSeries: number;
  /** Whether each hit brings a picture. Default false. */
  readonly withPictures?: boolean;
  /** The series to look in; a match lies within its window. */
  readonly filter?: RecordFilter;
}

export interface SimilarHit {
  readonly record: SeriesRecord;
  readonly match: ShapeMatch;
  /** Those that the record has in the time of the match. */
  readonly anomalies: readonly Anomaly[];
  /** An SVG document: the match, and the window laid over it. */
  readonly picture?: string;
}

export interface SimilarReport {
  readonly window: ShapeWindow;
  /** The most similar first. */
  readonly hits: readonly SimilarHit[];
  /** Series that were looked in. */
  readonly searched: number;
  /** Series that pass the filter and could not be looked in: ingested by an older release, or of too long steps for this window. */
  readonly withoutSketch: number;
  readonly tooCoarse: number;
  readonly durationMs: number;
}

export interface SimilarParts {
  readonly store: VectorStore;
  readonly prometheus: PrometheusReader;
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly maxPoints: number;
  /** Memory for sketches, about 5 KB a series of two weeks; what does not fit is read for each search. Default 256 MiB. */
  readonly cacheBytes?: number;
  readonly nowMs: () => number;
}

const DEFAULT_CACHE_BYTES = 2 ** 28;

/** What the first pass may take for all series together, and for one of them, in products. */
const ALL_PRODUCTS = 2.5e9;
const SERIES_PRODUCTS = { least: 1e5, most: 1e6 };
/** Candidates of the first pass that are compared exactly: fewer where each takes longer. */
const CANDIDATES = { least: 150, most: 800, samples: 400_000 };
/** Compared by one task. */
const REFINED_AT_ONCE = 20;

/** Finds windows of ingested series that look like a given one, whatever their scale and offset. */
export class Similar {
  private readonly parts: SimilarParts & Required<Pick<SimilarParts, 'characterizer'>>;
  private readonly cache: SketchCache;

  constructor(parts: SimilarParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
    this.cache = new SketchCache(parts.store, parts.cacheBytes ?? DEFAULT_CACHE_BYTES);
  }

  /**
   * The windows of all series that look most like the one of the request, which itself is none of them. Rejects with InvalidRequestError
   * (no such series, or no shape to look for), PrometheusError, VectorStoreError, or the reason of the signal.
   */
  async run(
    tenant: string,
    request: SimilarRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<SimilarReport> {
    const startedMs = performance.now();
    const { store } = this.parts;
    const window = await readShapeWindow(this.parts, tenant, request, signal);
    if (window.values.length < MIN_SHAPE_SAMPLES) {
      throw noShape(
        `the window has ${window.values.length} samples, at least ${MIN_SHAPE_SAMPLES} are needed`,
      );
    }
    const passing = await passingRecords(store, tenant, request.filter);
    const plan = new SearchPlan(window, request, passing);
    const scanned = await this.scan(tenant, plan, request, signal);
    const best = await this.refine(plan, scanned, signal);
    const least = Math.max(request.minSimilarity, plan.chance(scanned.positions));
    const matches = best.filter(({ match }) => match.similarity >= least).slice(0, request.topK);
    if (matches.length === 0 && plan.isNoise) throw noShape('the window is nothing but noise');
    return {
      window,
      hits: await this.toHits(tenant, window, matches, request.withPictures, signal),
      searched: scanned.series,
      withoutSketch: Math.max(0, passing - scanned.series - scanned.tooCoarse),
      tooCoarse: scanned.tooCoarse,
      durationMs: performance.now() - startedMs,
    };
  }

  private async scan(
    tenant: string,
    plan: SearchPlan,
    { filter }: SimilarRequest,
    signal: AbortSignal | undefined,
  ): Promise<Scanned> {
    const { characterizer } = this.parts;
    const scanned: Scanned = { candidates: [], series: 0, tooCoarse: 0, positions: 0 };
    const running: Promise<void>[] = [];
    for await (const selection of this.cache.select(tenant, filter, signal)) {
      const slots = selection.slots.filter((slot) => plan.prepare(selection.entries.get(slot)));
      scanned.tooCoarse += selection.slots.length - slots.length;
      scanned.series += slots.length;
      for (const slot of slots) scanned.positions += selection.entries.get(slot)?.samples ?? 0;
      const own = plan.ownOf(selection);
      const task = { page: selection.page, slots, search: plan.search, own, keep: plan.candidates };
      running.push(
        characterizer.scanSketches([task], { signal }).then(([found]) => {
          scanned.candidates.push(...found.map((place) => toCandidate(plan, selection, place)));
          if (scanned.candidates.length > 8 * plan.candidates) keepBest(scanned, plan.candidates);
        }),
      );
      // An error ends it at once, and no more pages are held than are being searched.
      if (running.length >= 8) await running.shift();
    }
    await Promise.all(running);
    keepBest(scanned, plan.candidates);
    return scanned;
  }

  private async refine(
    plan: SearchPlan,
    { candidates }: Scanned,
    signal: AbortSignal | undefined,
  ): Promise<Refined[]> {
    const { search } = plan;
    const parts = Array.from({ length: Math.ceil(candidates.length / REFINED_AT_ONCE) }, (_, i) =>
      candidates.slice(i * REFINED_AT_ONCE, (i + 1) * REFINED_AT_ONCE),
    );
    const tasks = parts.map((part) => ({ candidates: part, search }));
    const refined = (await this.parts.characterizer.refineSketches(tasks, { signal })).flat();
    return candidates
      .flatMap(({ id, sketch }, i) => {
        const match = refined[i];
        return match === undefined ? [] : [{ id, sketch, match }];
      })
      .sort((a, b) => b.match.similarity - a.match.similarity);
  }

  private async toHits(
    tenant: string,
    window: ShapeWindow,
    matches: readonly Refined[],
    withPictures = false,
    signal: AbortSignal | undefined,
  ): Promise<SimilarHit[]> {
    const ids = [...new Set(matches.map(({ id }) => id))];
    const records = new Map((await this.parts.store.get(tenant, ids)).map((record) => [record.id, record]));
    const hits: SimilarHit[] = [];
    for (const { id, match, sketch } of matches) {
      const record = records.get(id);
      // Deleted since it was searched.
      if (record === undefined) continue;
      const anomalies = record.anomalies.filter(
        ({ startMs, endMs }) => endMs >= match.startMs && startMs <= match.endMs,
      );
      const picture = withPictures
        ? await this.draw(matchPicture(window, record, match, sketch), signal)
        : undefined;
      hits.push({ record, match, anomalies, picture });
    }
    return hits;
  }

  private async draw(picture: LinesPicture, signal: AbortSignal | undefined): Promise<string> {
    return new TextDecoder().decode(await this.parts.characterizer.drawLines(picture, { signal }));
  }
}

interface Candidate extends ShapeCandidate {
  readonly id: string;
}

interface Scanned {
  candidates: Candidate[];
  series: number;
  tooCoarse: number;
  positions: number;
}

interface Refined extends Pick<Candidate, 'id' | 'sketch'> {
  readonly match: ShapeMatch;
}

/** What is looked for: the shape on each grid that it meets. */
class SearchPlan {
  readonly search: ShapeSearch;
  readonly candidates: number;
  readonly isNoise: boolean;
  readonly #queries: ShapeQuery[] = [];
  readonly #bySteps = new Map<number, ShapeQuery | undefined>();
  readonly #window: ShapeWindow;
  readonly #products: number;

  constructor(window: ShapeWindow, { filter, perSeries, topK }: SimilarRequest, series: number) {
    this.#window = window;
    const bounds = { fromMs: filter?.windowFromMs, toMs: filter?.windowToMs, most: perSeries };
    this.search = { queries: this.#queries, bounds };
    const { least, most, samples } = CANDIDATES;
    this.candidates = Math.max(3 * topK, least, Math.min(most, Math.floor(samples / window.values.length)));
    this.#products = Math.min(SERIES_PRODUCTS.most, Math.max(SERIES_PRODUCTS.least, ALL_PRODUCTS / series));
    this.isNoise = isNoise(window.values);
    // Here rather than for each grid: what is flat is flat on all of them.
    if (shapeQuery(window.values, window.stepMs, { samples: 1, products: 1 }) === undefined) {
      throw noShape('the window is flat');
    }
  }

  /** Makes the shape on the grid of a sketch; false when too little of it is left on that. */
  prepare(entry: { readonly stepMs: number; readonly samples: number } | undefined): boolean {
    if (entry === undefined) return false;
    const { stepMs, samples } = entry;
    if (!this.#bySteps.has(stepMs)) {
      const { values, stepMs: ownStepMs } = this.#window;
      const query = shapeQuery(onStep(values, ownStepMs, stepMs), stepMs, {
        samples,
        products: this.#products,
      });
      this.#bySteps.set(stepMs, query);
      if (query !== undefined) this.#queries.push(query);
    }
    return this.#bySteps.get(stepMs) !== undefined;
  }

  /** The slot of the window's own series, and the time that is the window itself. */
  ownOf({
    slots,
    entries,
  }: PageSelection): { slot: number; except: { fromMs: number; toMs: number } } | undefined {
    const { id } = this.#window;
    const slot = id === undefined ? undefined : slots.find((each) => entries.get(each)?.id === id);
    return slot === undefined ? undefined : { slot, except: this.except };
  }

  get except(): { fromMs: number; toMs: number } {
    const { startMs, stepMs, values } = this.#window;
    return { fromMs: startMs, toMs: startMs + (values.length - 1) * stepMs };
  }

  isOwn(id: string): boolean {
    return id === this.#window.id;
  }

  /** How similar noise may be by chance, where that is what is looked for. */
  chance(positions: number): number {
    return this.isNoise ? chanceSimilarity(this.#window.values.length, positions) : 0;
  }
}

function toCandidate(
  plan: SearchPlan,
  { page, entries }: PageSelection,
  { slot, place }: ScannedPlace,
): Candidate {
  const id = entries.get(slot)?.id ?? '';
  // A copy: the page may be one of those that nobody keeps.
  const sketch = sketchAt(page, slot).slice();
  return { id, sketch, place, except: plan.isOwn(id) ? plan.except : undefined };
}

function keepBest(scanned: Scanned, count: number): void {
  scanned.candidates.sort((a, b) => b.place.similarity - a.place.similarity);
  scanned.candidates.length = Math.min(scanned.candidates.length, count);
}

async function passingRecords(
  store: VectorStore,
  tenant: string,
  filter: RecordFilter | undefined,
): Promise<number> {
  try {
    return await store.count(tenant, filter);
  } catch (error) {
    // The store names the argument; what the caller of a search knows of it is the filter.
    if (error instanceof RangeError) throw new InvalidRequestError('filters', error.message);
    throw error;
  }
}

const noShape = (why: string): InvalidRequestError =>
  new InvalidRequestError('series', `there is no shape to look for: ${why}`);
