import { GroupScore } from '@metrics-ai/anomaly-detection';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mean } from '@metrics-ai/timeseries';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { littleEndianBytes, readMatrices, type Matrix } from './matrix-data.ts';
import type { DetectionBenchOptions } from './options.ts';
import { stopwatch, throughputLine, type Taken } from './stopwatch.ts';
import { alignColumns, counted, fixed } from './text-table.ts';
import { aucPr, softeningWindow, vusPr } from './vus-pr.ts';

/** Mon 6 Jan 2025 00:00 UTC: the data do not say when they were taken. */
const START_MS = Date.UTC(2025, 0, 6);

/** Samples of a matrix, row by row, and one number a row for all of its columns. */
interface SaidOfMatrix {
  readonly state: Float32Array;
  readonly group: Float32Array;
}

/** @returns what is to be printed. */
export function runMatrix(options: DetectionBenchOptions, progress: (text: string) => void): string {
  const { data, out, detector, stepSeconds } = options;
  const contestant = CONTESTANTS[detector]();
  const rows: string[][] = [];
  const vus: number[] = [];
  const auc: number[] = [];
  let points = 0;
  let taken: Taken = { cpu: 0, wall: 0 };
  for (const matrix of readMatrices(data)) {
    const { name, columns, trainRows, labels } = matrix;
    progress(name);
    const watch = stopwatch();
    const said = follow(matrix, contestant, stepSeconds * 1_000);
    const { cpu, wall } = watch();
    taken = { cpu: taken.cpu + cpu, wall: taken.wall + wall };
    points += matrix.rows * columns;
    if (out !== undefined) write(out, name, said);

    // Of all rows of the first column, as TSB-AD takes it.
    const window = softeningWindow(
      Float64Array.from({ length: matrix.rows }, (_, i) => matrix.values[i * columns]),
    );
    if (labels === undefined) {
      rows.push([name, '–', '–', `${window}`, 'no labels']);
      continue;
    }
    const scoredLabels = labels.subarray(trainRows);
    const scored = said.group.subarray(trainRows);
    const [ofVus, ofAuc] = [vusPr(scoredLabels, scored, window), aucPr(scoredLabels, scored)];
    vus.push(ofVus);
    auc.push(ofAuc);
    const share = scoredLabels.reduce((sum, label) => sum + (label === 0 ? 0 : 1), 0) / scoredLabels.length;
    rows.push([
      name,
      fixed(ofVus, 4),
      fixed(ofAuc, 4),
      `${window}`,
      `${counted(scored.length)} × ${columns}`,
      fixed(share, 4),
    ]);
  }
  return [
    `${counted(rows.length)} matrices at steps of ${stepSeconds} s; detector ${detector}; group score of all columns`,
    alignColumns([
      ['', 'VUS-PR', 'AUC-PR', 'window', 'scored', 'labelled'],
      ...rows,
      ['mean', fixed(mean(Float64Array.from(vus)), 4), fixed(mean(Float64Array.from(auc)), 4)],
    ]),
    throughputLine(points, taken),
  ].join('\n\n');
}

function follow({ rows, columns, values }: Matrix, contestant: Contestant, stepMs: number): SaidOfMatrix {
  const online = Array.from({ length: columns }, () => contestant.start());
  const groupScore = new GroupScore();
  const state = new Float32Array(rows * columns);
  const group = new Float32Array(rows);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const timestampMs = START_MS + i * stepMs;
    for (let c = 0; c < columns; c++) {
      row[c] = online[c].update(timestampMs, values[i * columns + c]).state;
      // Readers want numbers: what could not be judged is not strange.
      state[i * columns + c] = Number.isNaN(row[c]) ? 0 : row[c];
    }
    group[i] = groupScore.update(timestampMs, row);
  }
  return { state, group };
}

function write(out: string, name: string, { state, group }: SaidOfMatrix): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.state.f32`), littleEndianBytes(state));
  writeFileSync(join(out, `${name}.group.f32`), littleEndianBytes(group));
}
