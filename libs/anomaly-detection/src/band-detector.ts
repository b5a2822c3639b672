import type { Series } from '@metrics-ai/timeseries';
import type { Band, Detector, Judgements, OnlineDetector } from './detector.ts';
import { NOT_JUDGED, setJudgement, unknownColumns } from './judgement-columns.ts';
import { sortFinite } from './sort-finite.ts';

export interface BandDetectorOptions {
  name: string;
  /** The band of what is usual, from two or more finite values in order of size. */
  bandOf: (sorted: Float64Array) => Band;
  /** An empty window on the last finite values that knows the same band of them. */
  follow: () => BandWindow;
}

/** The last finite values of a series, and the band of what is usual among them. */
export interface BandWindow {
  add(value: number): void;
  band(): Band;
}

/**
 * A week at five-minute steps: long enough to have seen every time of day seven times, and 32 KiB a series.
 */
export const DEFAULT_WINDOW_POINTS = 2_016;

/** A megabyte a series; more is a mistake. */
const MAX_WINDOW_POINTS = 100_000;

/** Below thirty values the spread of a sample is a guess: its standard error is above an eighth of itself. */
const WARMUP_POINTS = 30;

/** A score is a finite number, even where nothing at all is usual but one value. */
const MAX_SCORE = 1e6;

/** Distances below this share of the value itself are rounding, not behaviour. */
const ROUNDING = 4 * Number.EPSILON;

/**
 * A detector with one band: `detect` takes it from the whole series and for all samples, `online` from a
 * window on the samples before each. The score is the distance from what is expected, as a share of the distance of
 * the band's border on that side. Fewer than two finite values (30 online) have no band: NaN.
 *
 * Cost: `detect` O(n log n).
 */
export function bandDetector({ name, bandOf, follow }: BandDetectorOptions): Detector {
  return {
    name,
    warmupPoints: WARMUP_POINTS,

    detect({ values }: Series): Judgements {
      const finite = sortFinite(values);
      const columns = unknownColumns(name, values.length);
      if (finite.length < 2) return columns;
      const band = bandOf(finite);
      for (let i = 0; i < values.length; i++) {
        if (Number.isFinite(values[i])) setJudgement(columns, i, bandScore(values[i], band), band);
      }
      return columns;
    },

    online(): OnlineDetector {
      const window = follow();
      let seen = 0;
      return {
        update(_timestampMs, value) {
          if (!Number.isFinite(value)) return NOT_JUDGED;
          const band = seen++ < WARMUP_POINTS ? undefined : window.band();
          window.add(value);
          if (band === undefined) return NOT_JUDGED;
          const score = bandScore(value, band);
          return { ...band, score, votes: score > 1 ? [name] : [] };
        },
      };
    },
  };
}

/** @throws RangeError when windowPoints is not an integer from `min` to 100,000. */
export function requireWindowPoints(windowPoints: number, min = WARMUP_POINTS): void {
  if (!Number.isInteger(windowPoints) || windowPoints < min || windowPoints > MAX_WINDOW_POINTS) {
    throw new RangeError(
      `windowPoints must be an integer from ${min} to ${MAX_WINDOW_POINTS}, not ${windowPoints}`,
    );
  }
}

function bandScore(value: number, { expected, lower, upper }: Band): number {
  const border = value > expected ? upper : lower;
  // Halves, because the distance of two finite numbers need not be finite.
  const distance = Math.abs(value / 2 - expected / 2);
  const allowed = Math.abs(border / 2 - expected / 2);
  if (distance <= ROUNDING * Math.max(Math.abs(value), Math.abs(expected)) || !(allowed < Infinity)) return 0;
  return Math.min(distance / allowed, MAX_SCORE);
}
