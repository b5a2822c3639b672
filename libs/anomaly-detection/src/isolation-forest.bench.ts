/**
 * Times the forest (100 trees × 256 rows, 4 columns, fit and score of 4,032 rows) and the baseline of three detectors on one
 * series of 4,032 points, in milliseconds of CPU time. Where /usr/bin/python3 has scikit-learn, it does the same in turns, and
 * the ratio of the medians is printed.
 *
 *     node --conditions=source libs/anomaly-detection/src/isolation-forest.bench.ts [rounds]
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { baselineDetector } from './baseline-detector.ts';
import { detectAnomalies } from './detect-anomalies.ts';
import type { Detector } from './detector.ts';
import { iqrDetector } from './iqr-detector.ts';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import { IsolationForest } from './isolation-forest.ts';
import { fixtureTable } from './testing/fixture-table.ts';
import { seriesOf } from './testing/synthetic-series.ts';
import { zScoreDetector } from './z-score-detector.ts';

const POINTS = 4_032;
const rounds = Number(process.argv[2] ?? 15);

const normals = (count: number) =>
  fixtureTable({ name: 'normal', rows: count, columns: 1, outliers: 0, seed: 1 });
const table = normals(4 * POINTS);
const hum = normals(POINTS);
const series = seriesOf(hum.map((value, i) => 50 + 10 * Math.sin((i / 288) * 2 * Math.PI) + value));

const work = {
  forest: () => IsolationForest.fit(table, { columns: 4, seed: 1 }).score(table),
  ensemble: () => baselineDetector({ seed: 1 }).detect(series),
  anomalies: () => detectAnomalies(series),
};

function cpuMs(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Follows the series again and again for about half a second: samples a second. */
function onlineRate(detector: Detector): number {
  let samples = 0;
  let ms = 0;
  while (ms < 500) {
    const online = detector.online();
    ms += cpuMs(() => {
      for (let i = 0; i < POINTS; i++) online.update(series.timestamps[i], series.values[i]);
    });
    samples += POINTS;
  }
  return (samples / ms) * 1_000;
}

const peerPath = fileURLToPath(new URL('../fixtures/bench-peer.py', import.meta.url));
const peer = spawn('/usr/bin/python3', [peerPath], {
  stdio: ['pipe', 'pipe', 'ignore'],
  env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
});
peer.on('error', () => undefined); // No Python: no answer, which is handled below.
peer.stdin.on('error', () => undefined);
const answers = createInterface(peer.stdout)[Symbol.asyncIterator]();
const greeting = await answers.next();
const hasPeer = greeting.done !== true;
console.log(
  `Node ${process.version}; peer: ${hasPeer ? greeting.value : 'none (no scikit-learn)'}; ${rounds} rounds`,
);

async function peerMs(name: string): Promise<number> {
  peer.stdin.write(`${name}\n`);
  const answer = await answers.next();
  return answer.done === true ? NaN : Number(answer.value);
}

for (let i = 0; i < 10; i++) for (const run of Object.values(work)) run();
for (const name of ['forest', 'ensemble'] as const) {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(cpuMs(work[name]));
    if (hasPeer) theirs.push(await peerMs(name));
  }
  const own = median(ours);
  const comparison = hasPeer
    ? `  peer ${median(theirs).toFixed(1)} ms  ratio ${(median(theirs) / own).toFixed(1)}×`
    : '';
  console.log(`${name.padEnd(12)} ${own.toFixed(2)} ms${comparison}`);
}
peer.kill();
const anomalies = Array.from({ length: rounds }, () => cpuMs(work.anomalies));
console.log(
  `${'anomalies'.padEnd(12)} ${median(anomalies).toFixed(2)} ms (ensemble, grouped, named and explained)`,
);
for (const detector of [zScoreDetector(), iqrDetector(), isolationForestDetector(), baselineDetector()]) {
  console.log(`online ${detector.name.padEnd(18)} ${(onlineRate(detector) / 1e6).toFixed(3)} M samples/s`);
}
