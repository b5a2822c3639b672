import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import { numberColumn, readCsv, textColumn } from './csv-file.ts';
import { layOut, type NabLayout, type NabWindow } from './nab-score.ts';

/** One series of the benchmark with its labels. */
export interface NabFile {
  /** `category/file.csv`, with which the labels call it as well. */
  readonly name: string;
  /** As the file has them. */
  readonly timestampTexts: readonly string[];
  /** Milliseconds since the epoch, read as UTC. As in the file they may repeat, and go back where clocks did. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** Undefined where the labels do not know the file: it can be judged, and not be scored. */
  readonly layout: NabLayout | undefined;
}

export type LabelledNabFile = NabFile & { readonly layout: NabLayout };

export function isLabelled(file: NabFile): file is LabelledNabFile {
  return file.layout !== undefined;
}

const LABELS = 'labels/combined_windows.json';

/**
 * The files `data/category/file.csv` of a folder, sorted by name, with their windows. Labels of files that are not there are no
 * mistake: a part of a benchmark is one, too; and neither are files, or a whole folder, without labels.
 *
 * @throws DataError naming file and line.
 */
export function readNabCorpus(folder: string): NabFile[] {
  const labelPath = join(folder, LABELS);
  const names = globSync('**/*.csv', { cwd: join(folder, 'data') })
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  if (names.length === 0)
    throw new DataError(`${join(folder, 'data')}: files category/file.csv were expected`);
  const labels = existsSync(labelPath)
    ? parseLabels(readFileSync(labelPath, 'utf8').replace(/^\uFEFF/, ''), labelPath)
    : new Map<string, readonly LabelledWindow[]>();
  return names.map((name) => {
    const path = join(folder, 'data', name);
    const csv = readCsv(path);
    const timestampTexts = textColumn(csv, 'timestamp');
    const timestamps = Float64Array.from(timestampTexts, (text, i) =>
      parseTimestamp(text, `${path}:${csv.firstLine + i}`),
    );
    const where = `${labelPath}: ${name}`;
    const places = labels.get(name)?.map((window) => placeOf(window, timestamps, where));
    return {
      name,
      timestampTexts,
      timestamps,
      values: numberColumn(csv, 'value'),
      layout: places && layOutNamed(timestamps.length, places, where),
    };
  });
}

type LabelledWindow = readonly [first: string, last: string];

function parseLabels(text: string, path: string): Map<string, readonly LabelledWindow[]> {
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    throw new DataError(`${path}: an object of file names was expected`);
  }
  return new Map(
    Object.entries(labels as Record<string, unknown>).map(([name, windows]) => {
      if (!Array.isArray(windows) || !windows.every(isWindow)) {
        throw new DataError(`${path}: ${name}: a list of pairs of timestamps was expected`);
      }
      return [name, windows];
    }),
  );
}

function isWindow(window: unknown): window is LabelledWindow {
  return Array.isArray(window) && window.length === 2 && window.every((text) => typeof text === 'string');
}

/** Where a time is in the file more than once, its first place counts, of the end the first one that is not before the beginning. */
function placeOf([first, last]: LabelledWindow, timestamps: Float64Array, where: string): NabWindow {
  const from = timestamps.indexOf(parseTimestamp(first, where));
  const to = timestamps.indexOf(parseTimestamp(last, where), Math.max(from, 0));
  if (from >= 0 && to >= 0) return [from, to];
  throw new DataError(
    `${where}: there is no sample at ${from < 0 ? first : last}, where a window has its border`,
  );
}

function layOutNamed(length: number, windows: NabWindow[], where: string): NabLayout {
  try {
    return layOut(
      length,
      windows.sort(([a], [b]) => a - b),
    );
  } catch (error) {
    throw new DataError(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

const TIMESTAMP = /^\s*(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?Z?\s*$/;

/** Milliseconds since the epoch of `2014-04-01 00:05:00`, with or without parts of a second. */
function parseTimestamp(text: string, where: string): number {
  const [, year, month, day, hour, minute, second = 0, part = 0] = TIMESTAMP.exec(text) ?? [];
  const ms = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second) + Math.round(+part * 1_000);
  // 31 February and 25 o'clock are times to Date.UTC.
  const date = new Date(ms);
  if (date.getUTCDate() === +day && date.getUTCHours() === +hour && +minute < 60 && +second < 60) return ms;
  throw new DataError(`${where}: timestamp must be like 2014-04-01 00:05:00, not ${JSON.stringify(text)}`);
}
