import type { Series } from '@metrics-ai/timeseries';

import type { SeriesPart } from './write-request.ts';

export interface SampleBatch {
  readonly parts: readonly SeriesPart[];
  /** Samples that are not NaN; stale markers are not counted. */
  readonly samples: number;
}

/**
 * Splits series into batches of at most `maxSamples` samples, each series' in order of time.
 * Series without a sample appear in none.
 */
export function* splitIntoBatches(
  series: Iterable<Series>,
  maxSamples: number,
  staleMarkers = false,
): Generator<SampleBatch> {
  let parts: SeriesPart[] = [];
  let samples = 0;
  for (const one of series) {
    const end = lastSampleIndex(one) + 1;
    let from = 0;
    while (from < end) {
      const [to, count] = advance(one, from, end, maxSamples - samples);
      const staleMs = staleMarkers && to === end ? one.timestamps[end - 1] + 1 : undefined;
      parts.push({ series: one, from, to, staleMs });
      samples += count;
      from = to;
      if (samples === maxSamples) {
        yield { parts, samples };
        parts = [];
        samples = 0;
      }
    }
  }
  if (samples > 0) yield { parts, samples };
}

/**
 * The number of samples of a series that are not NaN.
 *
 * @throws RangeError naming `name`, if the arrays differ in length or a timestamp is not a whole number of milliseconds.
 */
export function checkedSampleCount(series: Series, name: string): number {
  const { timestamps, values } = series;
  if (timestamps.length !== values.length) {
    throw new RangeError(`${name} has ${timestamps.length} timestamps but ${values.length} values`);
  }
  const fractional = timestamps.findIndex((timestamp) => !Number.isSafeInteger(timestamp));
  if (fractional !== -1) {
    throw new RangeError(
      `${name}.timestamps[${fractional}] is not a whole number: ${timestamps[fractional]}`,
    );
  }
  return advance(series, 0, values.length, Infinity)[1];
}

/** How far from `from` one can go until `maxSamples` samples are taken in or `end` is reached, and how many they are. */
function advance(
  { values }: Series,
  from: number,
  end: number,
  maxSamples: number,
): [to: number, samples: number] {
  let samples = 0;
  let to = from;
  for (; to < end && samples < maxSamples; to++) if (!Number.isNaN(values[to])) samples++;
  return [to, samples];
}

function lastSampleIndex({ values }: Series): number {
  return values.findLastIndex((value) => !Number.isNaN(value));
}
