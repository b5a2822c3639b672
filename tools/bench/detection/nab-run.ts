import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { drawNabChart } from './nab-chart.ts';
import { isLabelled, readNabCorpus, type LabelledNabFile, type NabFile } from './nab-corpus.ts';
import { followAll, scoredBy, type SaidOfFile } from './nab-follow.ts';
import { reportOneByOne, reportPerturbed } from './nab-perturbed.ts';
import { NAB_PROFILE_NAMES, tallyAt, type ScoredFile } from './nab-score.ts';
import { summarise, WAY_NAMES, WAYS, type NabSummary } from './nab-summary.ts';
import type { DetectionBenchOptions } from './options.ts';
import { stopwatch, throughputLine } from './stopwatch.ts';
import { alignColumns, counted, fixed } from './text-table.ts';

/** @returns what is to be printed. */
export function runNab(
  options: DetectionBenchOptions,
  progress: (text: string) => void,
  contestant: Contestant = CONTESTANTS[options.detector](),
): string {
  const files = readNabCorpus(options.data);
  const points = files.reduce((sum, { values }) => sum + values.length, 0);
  const labelled = files.filter(isLabelled);
  const windows = labelled.reduce((sum, { layout }) => sum + layout.windows.length, 0);

  progress(`${files.length} files, ${options.detector}`);
  const watch = stopwatch();
  const said = followAll(files, contestant);
  const taken = watch();
  if (options.out !== undefined) writeVerdicts(options.out, files, said);
  if (options.out !== undefined && options.charts) {
    progress('charts');
    writeCharts(join(options.out, 'charts'), files, contestant);
  }
  if (options.nabResults !== undefined) {
    writeForTheBenchmarksOwnScorer(options.nabResults, options.detector, files, said);
  }

  const saidOfLabelled = said.filter((_, f) => isLabelled(files[f]));
  const onset = scoredBy('onset', labelled, saidOfLabelled);
  const summary = summarise(onset);
  return [
    `${counted(files.length)} files, ${counted(points)} points, ${counted(windows)} windows; detector ${options.detector}`,
    ...unscored(files, options.data),
    ...(labelled.length === 0
      ? []
      : [
          alignColumns([
            ['', ...NAB_PROFILE_NAMES, 'threshold', 'windows hit', 'false points'],
            ['onset: repeats suppressed'],
            ...rowsOf(summary),
            ['state: every strange sample'],
            ...rowsOf(summarise(scoredBy('state', labelled, saidOfLabelled))),
          ]),
          ...(options.byFile ? [fileTable(labelled, onset, summary.best.threshold)] : []),
          reportPerturbed(labelled, contestant, options, progress),
          ...(options.oneByOne ? [reportOneByOne(labelled, contestant, progress)] : []),
        ]),
    throughputLine(points, taken),
  ].join('\n\n');
}

function rowsOf(summary: NabSummary): string[][] {
  return WAY_NAMES.map((way) => {
    const { scores, threshold, tally } = summary[way];
    return [
      `  ${WAYS[way]}`,
      ...NAB_PROFILE_NAMES.map((profile) => fixed(scores[profile])),
      way === 'shipped' ? '1' : fixed(threshold, 4),
      `${tally.windowsHit} of ${tally.windows}`,
      counted(tally.falsePoints),
    ];
  });
}

/** What was judged, and could not be scored. */
function unscored(files: readonly NabFile[], folder: string): string[] {
  const names = files.filter((file) => !isLabelled(file)).map(({ name }) => name);
  if (names.length === 0) return [];
  const labels = join(folder, 'labels/combined_windows.json');
  const which = names.length === files.length ? 'any file' : names.join(', ');
  return [`not scored: ${labels} has no entry for ${which} ([] where nothing is strange)`];
}

function fileTable(
  files: readonly LabelledNabFile[],
  onset: readonly ScoredFile[],
  threshold: number,
): string {
  return alignColumns([
    [`onset at ${fixed(threshold, 4)}`, 'windows hit', 'worth', 'false points', 'worth'],
    ...files.map(({ name }, f) => {
      const tally = tallyAt([onset[f]], threshold);
      const hit = `${tally.windowsHit} of ${tally.windows}`;
      return [`  ${name}`, hit, fixed(tally.hitWorth), counted(tally.falsePoints), fixed(tally.falseWorth)];
    }),
  ]);
}

function writeVerdicts(out: string, files: readonly NabFile[], said: readonly SaidOfFile[]): void {
  files.forEach((file, f) => {
    const { state, onset } = said[f];
    writeRows(join(out, file.name), file, 'state,onset', (i) => `${written(state[i])},${written(onset[i])}`);
  });
}

function writeCharts(out: string, files: readonly NabFile[], contestant: Contestant): void {
  for (const file of files) {
    const path = join(out, file.name.replace(/\.csv$/, '.svg'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, drawNabChart(file, contestant));
  }
}

/**
 * The benchmark wants one score of 0 to 1; 1 − 1 / (1 + onset) leaves them in the same order, with 0.5 as the shipped threshold. Its
 * files are called `results/DETECTOR/CATEGORY/DETECTOR_FILE.csv`.
 */
function writeForTheBenchmarksOwnScorer(
  out: string,
  detector: string,
  files: readonly NabFile[],
  said: readonly SaidOfFile[],
): void {
  files.forEach((file, f) => {
    const path = join(out, detector, dirname(file.name), `${detector}_${basename(file.name)}`);
    const { onset } = said[f];
    writeRows(path, file, 'anomaly_score', (i) => written(1 - 1 / (1 + onset[i])));
  });
}

function writeRows(path: string, file: NabFile, columns: string, cells: (i: number) => string): void {
  const { timestampTexts, values } = file;
  const lines = timestampTexts.map((timestamp, i) => `${timestamp},${values[i]},${cells(i)}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `timestamp,value,${columns}\n${lines.join('\n')}\n`);
}

/** Readers of benchmarks want a number in every row: what could not be judged is not strange. */
function written(score: number): string {
  return Number.isNaN(score) ? '0' : String(score);
}
