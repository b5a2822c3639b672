import type { BenchCase, BenchContext } from './bench-file.ts';
import { startEngineProcess } from './engine-process.ts';
import { startFleet, type Fleet } from './fleet.ts';

const ROUNDS = 3;

export const title = 'Ingest, end to end';
export const about =
  'The built API as users start it, a fresh process and a fresh embedded store each round, told by `POST /metrics/ingest` to read a real Prometheus on the ' +
  'same machine: two weeks at 5 minutes, half counters and half gauges, read, profiled, searched for anomalies, embedded and stored. By the clock, and a ' +
  "CPU-second of all the API's threads (a core's worth; Prometheus' own work is not in it). Peak memory is the process's resident set. It has no peer; " +
  'flat memory is taken to be at most a quarter more for five times the series.';

export async function* bench({ quick, folder }: BenchContext): AsyncGenerator<BenchCase> {
  const [few, many] = quick ? [50, 250] : [1_000, 5_000];
  const fleet = await startFleet(14, [
    { cluster: 'first', series: few },
    { cluster: 'rest', series: many - few },
  ]);
  try {
    const small: Ingested[] = [];
    for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
      small.push(await ingest(fleet, folder, '{job="fleet",cluster="first"}', few));
    }
    const large = await ingest(fleet, folder, '{job="fleet"}', many);
    for (const [series, rounds] of [
      [few, small],
      [many, [large]],
    ] as const) {
      const size = `${series.toLocaleString('en')} series`;
      const perCore = rounds.map(({ cpuSeconds }) => series / cpuSeconds);
      yield {
        name: `${size}, by the clock`,
        unit: 'series/s',
        values: rounds.map(({ seconds }) => series / seconds),
      };
      yield { name: `${size}, a core`, unit: 'series/s', values: perCore, goal: { atLeast: 150 } };
      yield { name: `${size}, peak memory`, unit: 'MiB', values: rounds.map(({ peakMib }) => peakMib) };
    }
    yield {
      name: `peak memory, ${many.toLocaleString('en')} series to ${few.toLocaleString('en')}`,
      unit: '×',
      values: small.map(({ peakMib }) => large.peakMib / peakMib),
      goal: { atMost: 1.25 },
    };
  } finally {
    await fleet.prometheus.stop();
  }
}

interface Ingested {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

async function ingest(
  { prometheus, range }: Fleet,
  folder: string,
  match: string,
  expected: number,
): Promise<Ingested> {
  process.stderr.write(`  ingest of ${expected} series …\n`);
  const engine = await startEngineProcess(prometheus.url, folder);
  try {
    const cpuStart = engine.cpuSeconds();
    const { series, seconds, failed } = await engine.api.ingest(match, () => undefined, range);
    if (series !== expected) {
      throw new Error(`${series} series of ${expected} were ingested: ${JSON.stringify(failed)}`);
    }
    return { seconds, cpuSeconds: engine.cpuSeconds() - cpuStart, peakMib: engine.peakMemoryMib() };
  } finally {
    await engine.stop();
  }
}
