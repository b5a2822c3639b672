import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Annotation } from './change-point-score.ts';
import { DataError } from '../data-error.ts';

/** One series with the change points that several people have marked. */
export interface AnnotatedSeries {
  readonly name: string;
  /** NaN where the data set has no value. */
  readonly values: Float64Array;
  readonly annotations: readonly Annotation[];
}

/**
 * The annotated series of a copy of the Turing change point dataset, as far as they are there (not all may be passed on) and have
 * one dimension; of the others the names, with the reason.
 *
 * @throws DataError naming the file.
 */
export function readAnnotatedSeries(folder: string): { series: AnnotatedSeries[]; leftOut: string[] } {
  const path = join(folder, 'annotations.json');
  if (!existsSync(path)) throw new DataError(`${path}: is not there`);
  const series: AnnotatedSeries[] = [];
  const leftOut: string[] = [];
  for (const [name, people] of Object.entries(readObject(path))) {
    const annotations = Object.values(people ?? {}) as unknown[];
    if (annotations.length === 0 || !annotations.every(isAnnotation)) {
      throw new DataError(`${path}: ${name}: lists of places were expected, one a person`);
    }
    const dataPath = join(folder, 'datasets', name, `${name}.json`);
    const dimensions = existsSync(dataPath) ? readDimensions(dataPath) : undefined;
    if (dimensions?.length === 1) series.push({ name, values: dimensions[0], annotations });
    else
      leftOut.push(`${name} (${dimensions === undefined ? 'not there' : `${dimensions.length} dimensions`})`);
  }
  if (series.length === 0) throw new DataError(`${folder}: none of the annotated series is there`);
  return { series, leftOut };
}

function readDimensions(path: string): Float64Array[] {
  const { series } = readObject(path);
  if (!Array.isArray(series) || series.length === 0)
    throw new DataError(`${path}: a list series was expected`);
  return (series as unknown[]).map((dimension) => {
    const raw = (dimension as { raw?: unknown } | null)?.raw;
    if (!Array.isArray(raw) || !raw.every((value) => value === null || typeof value === 'number')) {
      throw new DataError(`${path}: a list raw of numbers was expected in each of series`);
    }
    return Float64Array.from(raw as (number | null)[], (value) => value ?? NaN);
  });
}

function isAnnotation(places: unknown): places is Annotation {
  return (
    Array.isArray(places) && places.every((place) => Number.isSafeInteger(place) && (place as number) >= 0)
  );
}

function readObject(path: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null) return content as Record<string, unknown>;
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  throw new DataError(`${path}: an object was expected`);
}
