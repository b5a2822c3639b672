/**
 * CPU time of `profile` on one series of 4,032 points (two weeks at 5 minutes), beside the same features in numpy and
 * scipy where /usr/bin/python3 has them. Both sides run in turns, so that a busy machine slows both.
 *
 *     node --conditions=source libs/features/src/profile.bench.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { profile } from './profile.ts';
import { normalNoise } from './testing/synthetic.ts';

const POINTS = 4_032;
const STEP_MS = 300_000;
const ROUNDS = 15;
const REPEATS = 100;
const START_MS = Date.UTC(2024, 0, 1);

const shapes: Record<string, (i: number) => number> = {
  daily: (i) => 10 + 3 * Math.sin((2 * Math.PI * i) / 288),
  noise: () => 10,
  trend: (i) => 10 + i / 1_000,
};

const peer = await startPeer();
console.log(`profile of ${POINTS} points, µs of CPU time (median of ${ROUNDS} rounds of ${REPEATS})`);
for (const [name, shape] of Object.entries(shapes)) {
  const noise = normalNoise(7, POINTS);
  const values = noise.map((value, i) => shape(i) + value);
  const timestamps = values.map((_, i) => START_MS + i * STEP_MS);
  const series = { labels: {}, timestamps, values };
  const own: number[] = [];
  const theirs: number[] = [];
  for (let round = -3; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let repeat = 0; repeat < REPEATS; repeat++) profile(series);
    const { user, system } = process.cpuUsage(start);
    const python = peer === undefined ? NaN : await peer.measure(values);
    if (round < 0) continue;
    own.push((user + system) / REPEATS);
    theirs.push(python);
  }
  const ratio = middle(theirs) / middle(own);
  const beside =
    peer === undefined ? 'no scipy here' : `numpy/scipy ${middle(theirs).toFixed(0)}, ${ratio.toFixed(1)}×`;
  console.log(`${name.padEnd(8)} ${middle(own).toFixed(0).padStart(6)}   ${beside}`);
}
peer?.stop();

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** One line of JSON in, one number out: µs of CPU time for one profile in Python. */
async function startPeer(): Promise<
  { measure(values: Float64Array): Promise<number>; stop(): void } | undefined
> {
  const script = fileURLToPath(new URL('../fixtures/profile_peer.py', import.meta.url));
  const child = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = await Promise.race([lines.next(), once(child, 'error').then(() => ({ done: true }))]);
  if (ready.done === true) return undefined;
  return {
    async measure(values) {
      child.stdin.write(`${JSON.stringify({ values: Array.from(values), repeats: REPEATS })}\n`);
      return Number((await lines.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}
