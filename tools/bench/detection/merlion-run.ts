import { globSync } from 'node:fs';
import { join } from 'node:path';
import { mean } from '@metrics-ai/timeseries';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { DataError } from '../data-error.ts';
import { numberColumn, readCsv, type CsvFile } from './csv-file.ts';
import type { DetectionBenchOptions } from './options.ts';
import { stopwatch, throughputLine, type Taken } from './stopwatch.ts';
import { alignColumns, counted, fixed } from './text-table.ts';
import { aucPr, softeningWindow, vusPr } from './vus-pr.ts';

/** One labelled series: times in milliseconds, labels of 0 or 1. */
interface LabelledSeries {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly labels: Float64Array;
}

/** @returns what is to be printed. */
export function runMerlion(options: DetectionBenchOptions, progress: (text: string) => void): string {
  const { data, detector } = options;
  const names = globSync('**/*.csv', { cwd: data }).sort();
  if (names.length === 0) throw new DataError(`${data}: CSV files were expected`);
  const contestant = CONTESTANTS[detector]();
  const rows: string[][] = [];
  const unlabelled: string[] = [];
  const vus: number[] = [];
  const auc: number[] = [];
  let points = 0;
  let taken: Taken = { cpu: 0, wall: 0 };
  for (const name of names) {
    const csv = readCsv(join(data, name));
    if (!csv.columns.includes('anomaly')) {
      unlabelled.push(name);
      continue;
    }
    progress(name);
    const series = labelledSeries(csv);
    const watch = stopwatch();
    const state = follow(series, contestant);
    const { cpu, wall } = watch();
    taken = { cpu: taken.cpu + cpu, wall: taken.wall + wall };
    points += state.length;
    const window = softeningWindow(series.values);
    vus.push(vusPr(series.labels, state, window));
    auc.push(aucPr(series.labels, state));
    const share = series.labels.reduce((sum, label) => sum + label, 0) / state.length;
    rows.push([
      name,
      fixed(vus[vus.length - 1], 4),
      fixed(auc[auc.length - 1], 4),
      `${window}`,
      fixed(share, 4),
    ]);
  }
  if (rows.length === 0) throw new DataError(`${data}: no CSV file has a column anomaly`);
  return [
    `${counted(rows.length)} files, by state; detector ${detector}`,
    alignColumns([
      ['', 'VUS-PR', 'AUC-PR', 'window', 'labelled'],
      ...rows,
      ['mean', fixed(mean(Float64Array.from(vus)), 4), fixed(mean(Float64Array.from(auc)), 4)],
    ]),
    ...(unlabelled.length > 0 ? [`without a column anomaly, and left out: ${unlabelled.join(', ')}`] : []),
    throughputLine(points, taken),
  ].join('\n\n');
}

/** The column of values is the one that is neither time nor label. */
function labelledSeries(csv: CsvFile): LabelledSeries {
  const names = csv.columns.filter((name) => name !== 'timestamp' && name !== 'anomaly');
  if (names.length !== 1)
    throw new DataError(`${csv.path}:1: timestamp, anomaly and one column of values were expected`);
  const labels = numberColumn(csv, 'anomaly');
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0) throw new DataError(`${csv.path}:${csv.firstLine + bad}: anomaly must be 0 or 1`);
  const timestamps = numberColumn(csv, 'timestamp');
  const missing = timestamps.findIndex((seconds) => !Number.isFinite(seconds));
  if (missing >= 0)
    throw new DataError(`${csv.path}:${csv.firstLine + missing}: timestamp must be a number of seconds`);
  return {
    timestamps: timestamps.map((seconds) => seconds * 1_000),
    values: numberColumn(csv, names[0]),
    labels,
  };
}

function follow({ timestamps, values }: LabelledSeries, contestant: Contestant): Float64Array {
  const online = contestant.start();
  return values.map((value, i) => online.update(timestamps[i], value).state);
}
