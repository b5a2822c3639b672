import type { Anomaly } from '@metrics-ai/anomaly-detection';
import type { ShapeMatch } from '@metrics-ai/features';
import type { RecordFilter, SeriesRecord, VectorStore } from '@metrics-ai/vector-store';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { LinesPicture } from '../charts/draw-lines.ts';
import { refusedFilter } from '../invalid-request-error.ts';
import type { PrometheusReader } from '../reading/plan-reading.ts';
import { matchPicture } from './match-picture.ts';
import { noShape, SearchPlan } from './search-plan.ts';
import { sketchAt, type ScannedPlace, type ShapeCandidate } from './search-sketches.ts';
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

/** Pages that are being searched at the same time: more than most machines have cores. */
const PAGES_AT_ONCE = 8;
/** So many times the candidates are held before the worst of them are dropped. */
const KEPT_BETWEEN = 8;
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
    const passing = await passingRecords(store, tenant, request.filter);
    const plan = new SearchPlan(window, request, passing);
    const scanned = await this.scan(tenant, plan, request, signal);
    const best = await this.refine(plan, scanned, signal);
    const least = Math.max(request.minSimilarity, plan.chance(scanned.samples));
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
    const scanned: Scanned = { candidates: [], series: 0, samples: 0, tooCoarse: 0 };
    const running: Promise<void>[] = [];
    for await (const selection of this.cache.select(tenant, filter, signal)) {
      const { page, entries } = selection;
      const slots = [...entries].flatMap(([slot, entry]) => (plan.prepare(entry) ? [slot] : []));
      scanned.series += slots.length;
      scanned.tooCoarse += entries.size - slots.length;
      for (const slot of slots) scanned.samples += entries.get(slot)?.samples ?? 0;
      const own = plan.ownIn(selection);
      const task = { page, slots, search: plan.search, own, keep: plan.candidates };
      running.push(
        characterizer.scanSketches([task], { signal }).then(([found]) => {
          scanned.candidates.push(...found.map((place) => toCandidate(plan, selection, place)));
          if (scanned.candidates.length > KEPT_BETWEEN * plan.candidates) keepBest(scanned, plan.candidates);
        }),
      );
      // An error ends it at once, and no more pages are held than are being searched.
      if (running.length >= PAGES_AT_ONCE) await running.shift();
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

/** What the first pass has found so far, and in how much. */
interface Scanned {
  candidates: Candidate[];
  series: number;
  /** Of these series, each of which is a place where a match may begin. */
  samples: number;
  tooCoarse: number;
}

interface Refined extends Pick<Candidate, 'id' | 'sketch'> {
  readonly match: ShapeMatch;
}

function toCandidate(
  plan: SearchPlan,
  { page, entries }: PageSelection,
  { slot, place }: ScannedPlace,
): Candidate {
  const id = entries.get(slot)?.id ?? '';
  // A copy: the page may be one of those that nobody keeps.
  const sketch = sketchAt(page, slot).slice();
  return { id, sketch, place, except: plan.exceptIn(id) };
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
    throw refusedFilter(error);
  }
}
