import { findFreePort, startProgram, type Program } from '@metrics-ai/prometheus-client/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchCase, BenchContext } from './bench-file.ts';
import { cpuSecondsOf, peakMemoryMibOf } from './engine-process.ts';
import { startFleet } from './fleet.ts';

const MAIN = fileURLToPath(new URL('../../apps/worker/dist/main.js', import.meta.url));
const LATER_TURNS = 3;
const TURN = 'metrics_ai_watch_turns_total{watch="fleet",result="succeeded"}';

export const title = 'Turns of a worker';
export const about =
  'The built worker, alone, with the embedded store and one watch of two weeks at 5 minutes, half counters and half gauges, on a real Prometheus on the same ' +
  "machine. The first turn reads everything, later ones what is new; each makes all profiles, anomalies and records anew. CPU time of the worker's threads, and " +
  "of Prometheus'. It has no peer.";

export async function* bench({ quick, folder }: BenchContext): AsyncGenerator<BenchCase> {
  const series = quick ? 50 : 1_000;
  const { prometheus } = await startFleet(14, [{ cluster: 'a', series }]);
  let worker: Program | undefined;
  try {
    const watches = join(folder, 'watches.yaml');
    writeFileSync(
      watches,
      `watches: [{ name: fleet, match: '{job="fleet"}', every: 10s, lookback: 2w, step: 5m }]`,
    );
    const url = `http://127.0.0.1:${await findFreePort()}`;
    worker = await startProgram({
      name: 'The worker',
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', MAIN],
      env: {
        PATH: process.env.PATH,
        PORT: new URL(url).port,
        PROMETHEUS_URL: prometheus.url,
        STORE_PATH: join(folder, 'turns.db'),
        WATCH_FILE: watches,
      },
      readyUrl: `${url}/-/ready`,
    });
    const { pid } = worker;
    const cpuOf = (each: number): number => cpuSecondsOf(readFileSync(`/proc/${each}/stat`, 'utf8'));
    const look = () => ({ worker: cpuOf(pid), prometheus: cpuOf(prometheus.pid) });
    const start = look();
    await untilTurns(url, 1);
    const first = look();
    await untilTurns(url, 1 + LATER_TURNS);
    const later = look();
    const size = `${series.toLocaleString('en')} series`;
    const firstCpu = first.worker - start.worker;
    const laterCpu = (later.worker - first.worker) / LATER_TURNS;
    yield { name: `${size}, first turn, a core`, unit: 'series/s', values: [series / firstCpu] };
    yield { name: `${size}, later turns, a core`, unit: 'series/s', values: [series / laterCpu] };
    const msASeries = (cpuSeconds: number): number[] => [(1_000 * cpuSeconds) / series];
    yield {
      name: 'Prometheus, first turn, a series',
      unit: 'ms',
      values: msASeries(first.prometheus - start.prometheus),
    };
    yield {
      name: 'Prometheus, later turns, a series',
      unit: 'ms',
      values: msASeries((later.prometheus - first.prometheus) / LATER_TURNS),
    };
    const peakMib = peakMemoryMibOf(readFileSync(`/proc/${pid}/status`, 'utf8'));
    yield { name: `${size}, peak memory`, unit: 'MiB', values: [peakMib] };
  } finally {
    await worker?.stop();
    await prometheus.stop();
  }
}

async function untilTurns(url: string, turns: number): Promise<void> {
  for (let i = 0; i < 3_000; i++) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${TURN} `));
    if (line !== undefined && Number(line.slice(TURN.length)) >= turns) return;
    await sleep(100);
  }
  throw new Error(`the worker has not made ${turns} turns in five minutes`);
}
