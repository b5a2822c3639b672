/**
 * CPU time of the primitives on one series of 4,032 points (two weeks at five minutes: a daily wave of 3 σ and noise),
 * beside numpy and scipy where /usr/bin/python3 has them. The two sides take turns, in batches long enough for a coarse
 * CPU clock; what is printed are medians over the rounds, and the median of the rounds' ratios.
 *
 *     node --conditions=source libs/timeseries/src/timeseries.bench.ts [rounds]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as timeseries from './index.ts';
import { normals } from './testing/seeded-values.ts';

const POINTS = 4032;
const WINDOW = 48;
const BATCH_SECONDS = 0.06;
const rounds = Number(process.argv[2] ?? 9);

const values = normals(1, POINTS).map((v, i) => 20 + v + 3 * Math.sin((2 * Math.PI * i) / 288));
const timestamps = Float64Array.from({ length: POINTS }, (_, i) => 1.7e12 + 300_000 * i);
const series = { labels: {}, timestamps, values };
const qs = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95];

/** What a profile of one series takes; the goal is at least five times numpy's and scipy's speed for these together. */
const profile: Record<string, () => unknown> = {
  mean: () => timeseries.mean(values),
  standardDeviation: () => timeseries.standardDeviation(values),
  quantiles: () => timeseries.quantiles(values, qs),
  linearRegression: () => timeseries.linearRegression(timestamps, values),
  autocorrelation: () => timeseries.autocorrelation(values),
  findPeaks: () => timeseries.findPeaks(values, { prominence: 2 }),
  rollingMean: () => timeseries.rollingMean(values, WINDOW),
  rollingStd: () => timeseries.rollingStd(values, WINDOW),
};
const others: Record<string, () => unknown> = {
  median: () => timeseries.median(values),
  medianAbsoluteDeviation: () => timeseries.medianAbsoluteDeviation(values),
  // The peer of these two is numpy's own figure of each window, which does not cancel, and nor does ours.
  rollingMeanOfWindows: profile.rollingMean,
  rollingStdOfWindows: profile.rollingStd,
  rollingMin: () => timeseries.rollingMin(values, WINDOW),
  rollingMedian: () => timeseries.rollingMedian(values, WINDOW),
  mannKendall: () => timeseries.mannKendall(values),
  theilSen: () => timeseries.theilSen(timestamps, values),
  findChangePoints: () => timeseries.findChangePoints(values),
  medianStepMs: () => timeseries.medianStepMs(timestamps),
  missingShare: () => timeseries.missingShare(series),
  resample: () => timeseries.resample(series, { stepMs: 600_000 }),
  counterRate: () => timeseries.counterRate(series),
};
const jobs = Object.entries({ ...profile, ...others });

const peer = startPeer();
const own: number[][] = jobs.map(() => []);
const theirs: number[][] = jobs.map(() => []);
for (let round = 0; round < rounds; round++) {
  for (const [k, [name, job]] of jobs.entries()) {
    own[k].push(measure(job));
    theirs[k].push((await peer?.measure(name)) ?? NaN);
  }
}
peer?.stop();

console.log(`Node ${process.version}, ${POINTS} points, ${rounds} rounds, CPU time`);
for (const [k, [name]] of jobs.entries()) print(name, own[k], theirs[k]);
const inProfile = Object.keys(profile).length;
const total = (times: number[][]): number[] =>
  Array.from({ length: rounds }, (_, round) =>
    times.slice(0, inProfile).reduce((sum, of) => sum + of[round], 0),
  );
print('profile (the first eight)', total(own), total(theirs));

function print(name: string, ours: number[], theirTimes: number[]): void {
  const ratio = timeseries.median(Float64Array.from(ours, (seconds, round) => theirTimes[round] / seconds));
  const microseconds = (times: number[]): string =>
    `${(1e6 * timeseries.median(Float64Array.from(times))).toFixed(1).padStart(9)} µs`;
  const beside = Number.isNaN(ratio)
    ? ''
    : `   numpy/scipy ${microseconds(theirTimes)}   ratio ${ratio.toFixed(2)}`;
  console.log(`${name.padEnd(26)}${microseconds(ours)}${beside}`);
}

/** CPU seconds of one call, from a batch. */
function measure(job: () => unknown): number {
  let calls = 0;
  let chunk = 1;
  const start = process.cpuUsage();
  const wallStart = performance.now();
  for (;;) {
    for (let i = 0; i < chunk; i++) job();
    calls += chunk;
    chunk *= 2;
    if (performance.now() - wallStart > 1000 * BATCH_SECONDS) break;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / calls;
}

function startPeer(): { measure(name: string): Promise<number>; stop(): void } | undefined {
  const python = '/usr/bin/python3';
  if (spawnSync(python, ['-c', 'import scipy.signal']).status !== 0) return undefined;
  const script = fileURLToPath(new URL('timeseries.bench.py', import.meta.url));
  const child = spawn(python, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${values.join(' ')}\n`);
  const repeats = new Map<string, number>();
  return {
    async measure(name) {
      const ask = async (count: number): Promise<number> => {
        child.stdin.write(`${name} ${count}\n`);
        return Number((await lines.next()).value);
      };
      let count = repeats.get(name) ?? 1;
      let seconds = await ask(count);
      while (seconds * count < BATCH_SECONDS) {
        count = Math.ceil(Math.min(10 * count, (1.2 * BATCH_SECONDS) / Math.max(seconds, 1e-7)));
        repeats.set(name, count);
        seconds = await ask(count);
      }
      return seconds;
    },
    stop: () => child.stdin.end(),
  };
}
