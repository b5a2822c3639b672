import type { Episodes } from './series-profile.ts';

export interface EpisodeLimits {
  /** Runs shorter or longer do not count. By default all do. */
  readonly minPoints?: number;
  readonly maxPoints?: number;
  /** Samples below the threshold that do not end a run. Default 0. */
  readonly bridgedPoints?: number;
}

/** Measures the runs of samples of at least `threshold` on a regular grid (NaN for gaps). */
export function measureEpisodes(
  values: Float64Array,
  threshold: number,
  stepSeconds: number,
  { minPoints = 1, maxPoints = Infinity, bridgedPoints = 0 }: EpisodeLimits,
): Episodes {
  const lengths: number[] = [];
  let from = -1;
  let to = -1;
  let finite = 0;
  const close = (): void => {
    const length = to - from + 1;
    if (from >= 0 && length >= minPoints && length <= maxPoints) lengths.push(length);
  };
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === value) finite += 1;
    if (!(value >= threshold)) continue;
    if (from < 0 || i - to > bridgedPoints + 1) {
      close();
      from = i;
    }
    to = i;
  }
  close();
  lengths.sort((a, b) => a - b);
  const points = lengths.reduce((sum, length) => sum + length, 0);
  return {
    count: lengths.length,
    share: finite > 0 ? points / finite : NaN,
    medianSeconds: lengths.length > 0 ? lengths[lengths.length >> 1] * stepSeconds : NaN,
  };
}
