import {
  chanceSimilarity,
  isNoise,
  MIN_SHAPE_SAMPLES,
  shapeQuery,
  type ShapeBounds,
  type ShapeQuery,
} from '@metrics-ai/features';
import type { RecordFilter } from '@metrics-ai/vector-store';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { onStep } from './on-step.ts';
import type { ScanTask, ShapeSearch } from './search-sketches.ts';
import type { ShapeWindow } from './shape-window.ts';
import type { PageSelection, SketchEntry } from './sketch-cache.ts';

/** What the first pass may take for all series together, and for one of them, in products. */
const ALL_PRODUCTS = 2.5e9;
const SERIES_PRODUCTS = { least: 1e5, most: 1e6 };
/** Candidates of the first pass that are compared exactly: fewer where each takes longer. */
const CANDIDATES = { least: 150, most: 800, samples: 400_000 };

export interface SearchLimits {
  /** Matches wanted in all, and of one series at most. */
  readonly topK: number;
  readonly perSeries: number;
  /** A match lies within its window. */
  readonly filter?: Pick<RecordFilter, 'windowFromMs' | 'windowToMs'>;
}

/** What is looked for: the shape of a window on each grid that is met, and how much work it may be. */
export class SearchPlan {
  readonly search: ShapeSearch;
  /** How many of the first pass are compared exactly. */
  readonly candidates: number;
  readonly isNoise: boolean;
  readonly #queries: ShapeQuery[] = [];
  readonly #bySteps = new Map<number, ShapeQuery | undefined>();
  readonly #window: ShapeWindow;
  readonly #products: number;

  /**
   * Throws InvalidRequestError where the window has no shape: too few samples, or a flat line.
   * @param series that are to be looked in, about
   */
  constructor(window: ShapeWindow, { filter, perSeries, topK }: SearchLimits, series: number) {
    const { values, stepMs } = window;
    if (values.length < MIN_SHAPE_SAMPLES) {
      throw noShape(`the window has ${values.length} samples, at least ${MIN_SHAPE_SAMPLES} are needed`);
    }
    // Here rather than for each grid: what is flat is flat on all of them.
    if (shapeQuery(values, stepMs, { samples: 1, products: 1 }) === undefined) {
      throw noShape('the window is flat');
    }
    const bounds = { fromMs: filter?.windowFromMs, toMs: filter?.windowToMs, most: perSeries };
    this.search = { queries: this.#queries, bounds };
    const { least, most, samples } = CANDIDATES;
    this.candidates = Math.max(3 * topK, least, Math.min(most, Math.floor(samples / values.length)));
    this.isNoise = isNoise(values);
    this.#window = window;
    this.#products = Math.min(SERIES_PRODUCTS.most, Math.max(SERIES_PRODUCTS.least, ALL_PRODUCTS / series));
  }

  /** Makes the shape on the grid of a sketch; false when too little of it is left on that. */
  prepare({ stepMs, samples }: Pick<SketchEntry, 'stepMs' | 'samples'>): boolean {
    if (!this.#bySteps.has(stepMs)) {
      const values = onStep(this.#window.values, this.#window.stepMs, stepMs);
      const query = shapeQuery(values, stepMs, { samples, products: this.#products });
      this.#bySteps.set(stepMs, query);
      if (query !== undefined) this.#queries.push(query);
    }
    return this.#bySteps.get(stepMs) !== undefined;
  }

  /** Where the window's own series is among these, and the time in it that is the window itself. */
  ownIn({ entries }: Pick<PageSelection, 'entries'>): ScanTask['own'] {
    const own = [...entries].find(([, { id }]) => id === this.#window.id);
    return own && { slot: own[0], except: this.#ownTime };
  }

  /** The time of a series in which nothing is found, since it is the window itself; undefined of another series. */
  exceptIn(id: string): ShapeBounds['except'] {
    return id === this.#window.id ? this.#ownTime : undefined;
  }

  /** How similar noise may be by chance among so many samples, where noise is what is looked for; else 0. */
  chance(samples: number): number {
    return this.isNoise ? chanceSimilarity(this.#window.values.length, samples) : 0;
  }

  get #ownTime(): { readonly fromMs: number; readonly toMs: number } {
    const { startMs, stepMs, values } = this.#window;
    return { fromMs: startMs, toMs: startMs + (values.length - 1) * stepMs };
  }
}

export const noShape = (why: string): InvalidRequestError =>
  new InvalidRequestError('series', `there is no shape to look for: ${why}`);
