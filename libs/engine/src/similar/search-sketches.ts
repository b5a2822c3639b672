import {
  readSketchHeader,
  refineSketch,
  scanSketch,
  sharpenPlace,
  type ShapeBounds,
  type ShapeMatch,
  type ShapePlace,
  type ShapeQuery,
} from '@metrics-ai/features';

// What the worker threads of the pool run: plain data in, plain data out.

/** What is looked for, on each grid that a series may have, and where. */
export interface ShapeSearch {
  readonly queries: readonly ShapeQuery[];
  readonly bounds: ShapeBounds;
}

/** Sketches one after the other, in memory that threads share. */
export interface SketchPage {
  readonly bytes: Uint8Array;
  /** Sketch i begins at `starts[i]` and ends where the next one begins. */
  readonly starts: Uint32Array;
}

export interface ScanTask {
  readonly page: SketchPage;
  /** The sketches of the page to look at. */
  readonly slots: readonly number[];
  readonly search: ShapeSearch;
  /** The slot that the shape itself comes from, and where: there it is not looked for. */
  readonly own?: { readonly slot: number; readonly except: ShapeBounds['except'] };
  /** Places at most, the best of all slots. */
  readonly keep: number;
}

export interface ScannedPlace {
  readonly slot: number;
  readonly place: ShapePlace;
}

/** Of a page so many places are looked at more closely before the others are dropped, or a quarter of those that are kept. */
const SHARPENED = 96;

/** The first pass over a page. Some tens of microseconds a sketch. */
export function scanSketches({ page, slots, search, own, keep }: ScanTask): ScannedPlace[] {
  const boundsOf = (slot: number): ShapeBounds =>
    slot === own?.slot ? { ...search.bounds, except: own.except } : search.bounds;
  const found: (ScannedPlace & { readonly query: ShapeQuery })[] = [];
  for (const slot of slots) {
    const sketch = sketchAt(page, slot);
    const query = queryFor(sketch, search);
    if (query === undefined) continue;
    for (const place of scanSketch(sketch, query, boundsOf(slot))) found.push({ slot, place, query });
  }
  const sharpened = found
    .sort(bySimilarity)
    .slice(0, Math.max(SHARPENED, keep / 4))
    .map(({ slot, place, query }) => ({
      slot,
      place: sharpenPlace(sketchAt(page, slot), query, place, boundsOf(slot)),
    }));
  return sharpened.sort(bySimilarity).slice(0, keep);
}

const bySimilarity = (a: ScannedPlace, b: ScannedPlace): number => b.place.similarity - a.place.similarity;

export interface RefineTask {
  readonly candidates: readonly ShapeCandidate[];
  readonly search: ShapeSearch;
}

export interface ShapeCandidate {
  readonly sketch: Uint8Array;
  readonly place: ShapePlace;
  readonly except?: ShapeBounds['except'];
}

/** The exact match of each candidate, undefined where there is none. Up to some milliseconds for one that is long. */
export function refineSketches({ candidates, search }: RefineTask): (ShapeMatch | undefined)[] {
  return candidates.map(({ sketch, place, except }) => {
    const query = queryFor(sketch, search);
    return query && refineSketch(sketch, query, place, { ...search.bounds, except });
  });
}

export function sketchAt({ bytes, starts }: SketchPage, slot: number): Uint8Array {
  return bytes.subarray(starts[slot], starts[slot + 1]);
}

function queryFor(sketch: Uint8Array, { queries }: ShapeSearch): ShapeQuery | undefined {
  const { stepMs } = readSketchHeader(sketch);
  return queries.find((query) => query.stepMs === stepMs);
}
