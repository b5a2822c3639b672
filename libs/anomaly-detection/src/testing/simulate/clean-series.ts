import { START_MS, STEP_MS } from '../synthetic-series.ts';
import {
  autocorrelatedVariants,
  heavyTailedVariants,
  heteroscedasticVariants,
  rhythmVariants,
  type Variant,
} from './continuous-kinds.ts';
import { burstyVariants, countVariants, gaugeVariants, idleVariants } from './discrete-kinds.ts';
import { Draws } from './draws.ts';
import { DAY_MS } from './rhythm.ts';

const VARIANTS = {
  rhythm: rhythmVariants,
  autocorrelated: autocorrelatedVariants,
  heteroscedastic: heteroscedasticVariants,
  heavy_tailed: heavyTailedVariants,
  counts: countVariants,
  bursty: burstyVariants,
  gauge: gaugeVariants,
  idle: idleVariants,
} satisfies Record<string, Record<string, Variant>>;

export type CleanKind = keyof typeof VARIANTS;

export const CLEAN_KINDS = Object.keys(VARIANTS) as readonly CleanKind[];

export interface CleanSeries {
  readonly kind: CleanKind;
  readonly variant: string;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

export interface CleanSeriesOptions {
  /** Default five minutes. */
  readonly stepMs?: number;
  /** Default 35. */
  readonly days?: number;
  /** One of {@link variantsOf} the kind. Default: they take turns from seed to seed. */
  readonly variant?: string;
  /** The share of samples that are NaN, here and there: scrapes that failed. Default none. */
  readonly missedShare?: number;
}

/**
 * A series in which nothing ever happens: what it does, it does from its beginning to its end, so that every alarm is a
 * false one. The same seed gives the same series; each seed another level, scale, rhythm and noise. It begins on any day of
 * the week, at midnight UTC.
 */
export function cleanSeries(
  kind: CleanKind,
  seed: number,
  { stepMs = STEP_MS, days = 35, variant, missedShare = 0 }: CleanSeriesOptions = {},
): CleanSeries {
  const names = variantsOf(kind);
  const name = variant ?? names[seed % names.length];
  const create = (VARIANTS[kind] as Record<string, Variant | undefined>)[name];
  if (create === undefined)
    throw new RangeError(`variant of ${kind}: one of ${names.join(', ')}, not ${name}`);
  const draws = new Draws(seed * 7_919 + CLEAN_KINDS.indexOf(kind));
  const signal = create(draws, stepMs);
  const startMs = START_MS + Math.floor(draws.between(0, 7)) * DAY_MS;
  const length = Math.floor((days * DAY_MS) / stepMs);
  const timestamps = new Float64Array(length);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    timestamps[i] = startMs + i * stepMs;
    values[i] = signal(timestamps[i]);
  }
  const misses = new Draws(-1 - seed);
  if (missedShare > 0) for (let i = 0; i < length; i++) if (misses.chance(missedShare)) values[i] = NaN;
  return { kind, variant: name, timestamps, values };
}

export function variantsOf(kind: CleanKind): readonly string[] {
  return Object.keys(VARIANTS[kind]);
}
