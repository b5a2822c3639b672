import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SeededRandom } from '../../demo/shop/seeded-random.ts';
import { CONTESTANTS, type Constants, type Contestant } from './contestants.ts';
import { readNabCorpus, type NabFile } from './nab-corpus.ts';
import { NAB_PROFILE_NAMES, tallyAt, type ScoredFile } from './nab-score.ts';
import { summarise, WAYS, type NabSummary, type Way } from './nab-summary.ts';
import type { DetectionBenchOptions } from './options.ts';
import { perturb } from './perturb.ts';
import { stopwatch, throughputLine } from './stopwatch.ts';
import { alignColumns, counted, fixed, meanAndDeviation } from './text-table.ts';

/** What a detector said of one file, a number a sample. */
interface SaidOfFile {
  readonly state: Float64Array;
  readonly onset: Float64Array;
}

const WAY_NAMES = Object.keys(WAYS) as Way[];

/** @returns what is to be printed. */
export function runNab(
  options: DetectionBenchOptions,
  progress: (text: string) => void,
  contestant: Contestant = CONTESTANTS[options.detector](),
): string {
  const files = readNabCorpus(options.data);
  const points = files.reduce((sum, { values }) => sum + values.length, 0);
  const windows = files.reduce((sum, { layout }) => sum + layout.windows.length, 0);

  progress(`${files.length} files, ${options.detector}`);
  const watch = stopwatch();
  const said = files.map((file) => follow(file, contestant));
  const taken = watch();
  if (options.out !== undefined) writeVerdicts(options.out, files, said);
  if (options.nabResults !== undefined) {
    writeForTheBenchmarksOwnScorer(options.nabResults, options.detector, files, said);
  }

  const onset = scored(files, said, 'onset');
  const summary = summarise(onset);
  return [
    `${counted(files.length)} files, ${counted(points)} points, ${counted(windows)} windows; detector ${options.detector}`,
    alignColumns([
      ['', ...NAB_PROFILE_NAMES, 'threshold', 'windows hit', 'false points'],
      ['onset: repeats suppressed'],
      ...rowsOf(summary),
      ['state: every strange sample'],
      ...rowsOf(summarise(scored(files, said, 'state'))),
    ]),
    ...(options.byFile ? [fileTable(files, onset, summary.best.threshold)] : []),
    perturbed(files, contestant, options, progress),
    throughputLine(points, taken),
  ].join('\n\n');
}

function follow({ timestamps, values }: NabFile, contestant: Contestant, constants?: Constants): SaidOfFile {
  const state = new Float64Array(values.length);
  const onset = new Float64Array(values.length);
  const online = contestant.start(constants);
  for (let i = 0; i < values.length; i++) {
    const said = online.update(timestamps[i], values[i]);
    state[i] = said.state;
    onset[i] = said.onset;
  }
  return { state, onset };
}

function scored(
  files: readonly NabFile[],
  said: readonly SaidOfFile[],
  column: keyof SaidOfFile,
): ScoredFile[] {
  return files.map(({ layout }, f) => ({ layout, scores: said[f][column] }));
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

function fileTable(files: readonly NabFile[], onset: readonly ScoredFile[], threshold: number): string {
  return alignColumns([
    [`onset at ${fixed(threshold, 4)}`, 'windows hit', 'worth', 'false points', 'worth'],
    ...files.map(({ name }, f) => {
      const tally = tallyAt([onset[f]], threshold);
      const hit = `${tally.windowsHit} of ${tally.windows}`;
      return [`  ${name}`, hit, fixed(tally.hitWorth), counted(tally.falsePoints), fixed(tally.falseWorth)];
    }),
  ]);
}

function perturbed(
  files: readonly NabFile[],
  contestant: Contestant,
  { perturbations, seed, detector }: DetectionBenchOptions,
  progress: (text: string) => void,
): string {
  const count = Object.keys(contestant.constants).length;
  if (perturbations === 0) return 'no perturbations (--perturbations 0)';
  if (count === 0) return `no perturbations: ${detector} has no constants that can be turned`;
  const summaries = Array.from({ length: perturbations }, (_, round) => {
    progress(`perturbation ${round + 1} of ${perturbations}`);
    const constants = perturb(contestant.constants, new SeededRandom(seed, `perturbation ${round}`));
    const said = files.map((file) => follow(file, contestant, constants));
    return summarise(scored(files, said, 'onset'));
  });
  const title = `onset, ${perturbations} perturbations of ${count} constants, each by a factor uniform from 0.5 to 1.5 (seed ${seed}): mean ± sd`;
  return `${title}\n${alignColumns([
    ['', ...NAB_PROFILE_NAMES],
    ...WAY_NAMES.map((way) => [
      `  ${WAYS[way]}`,
      ...NAB_PROFILE_NAMES.map((profile) =>
        meanAndDeviation(summaries.map((one) => one[way].scores[profile])),
      ),
    ]),
  ])}`;
}

function writeVerdicts(out: string, files: readonly NabFile[], said: readonly SaidOfFile[]): void {
  files.forEach((file, f) => {
    const { state, onset } = said[f];
    writeRows(join(out, file.name), file, 'state,onset', (i) => `${written(state[i])},${written(onset[i])}`);
  });
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
