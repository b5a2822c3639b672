import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchCase, BenchContext } from './bench-file.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { SERVICES, startFleet } from './fleet.ts';
import type { Load, LoadResult } from './load.ts';

const CLIENTS = 16;

export const title = 'API under load';
export const about =
  `\`POST /metrics/query\` from ${CLIENTS} clients for a minute, each with a connection of its own and a question at a time, in a process of their own on the same machine: ` +
  'eight kinds of question about eight services, half of them with a filter, ten hits each, on an embedded store of 10,000 series that were ingested from a real Prometheus. ' +
  "The delay of the event loop is the API's own, from `GET /metrics` at the end of that minute; its clock ticks every 10 ms, which is the least that it shows. It has no peer.";

export async function* bench({ quick, folder }: BenchContext): AsyncGenerator<BenchCase> {
  const records = quick ? 100 : 10_000;
  const { prometheus, range } = await startFleet(1, [{ cluster: 'a', series: records }]);
  let engine: EngineProcess | undefined;
  try {
    engine = await startEngineProcess(prometheus.url, folder);
    process.stderr.write(`  ingest of ${records} series …\n`);
    const { series } = await engine.api.ingest('{job="fleet"}', () => undefined, range);
    if (series !== records) throw new Error(`${series} series of ${records} were ingested`);
    await prometheus.stop();

    const load = { url: `${engine.url}/metrics/query`, clients: CLIENTS, bodies: questions() };
    await loadFromProcess({ ...load, seconds: quick ? 1 : 5 }); // Warms up.
    await readEventLoopDelay(engine.url); // Reading begins a new count.
    process.stderr.write('  load …\n');
    const cpuStart = engine.cpuSeconds();
    const { seconds, latenciesMs, failures } = await loadFromProcess({ ...load, seconds: quick ? 3 : 60 });
    const cpuSeconds = engine.cpuSeconds() - cpuStart;
    const delay = await readEventLoopDelay(engine.url);
    if (failures > 0) throw new Error(`${failures} of ${failures + latenciesMs.length} requests failed`);

    const sorted = Float64Array.from(latenciesMs).sort();
    const latencyAt = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
    yield { name: 'requests, by the clock', unit: 'requests/s', values: [sorted.length / seconds] };
    yield { name: 'requests, a core', unit: 'requests/s', values: [sorted.length / cpuSeconds] };
    yield { name: 'latency, p50', unit: 'ms', values: [latencyAt(0.5)] };
    yield { name: 'latency, p99', unit: 'ms', values: [latencyAt(0.99)] };
    for (const [which, ms] of Object.entries(delay)) {
      yield { name: `event-loop delay, ${which}`, unit: 'ms', values: [ms] };
    }
  } finally {
    await engine?.stop();
    await prometheus.stop();
  }
}

function questions(): string[] {
  const ask = (query: string, filters?: object) => JSON.stringify({ query, top_k: 10, filters });
  return SERVICES.flatMap((service, i) => [
    ask(`cpu usage of ${service}`),
    ask(`${service} errors rising since yesterday`),
    ask('memory with a daily pattern', { labels: { service } }),
    ask('which queue is spiking?', { labels: { service } }),
    ask(`network traffic of host-${i * 7}`),
    ask('strange latency', { min_anomaly_score: 1.5 }),
    ask(`disk filling up in ${service}`),
    ask('open connections', { metric_names: ['open_connections'] }),
  ]);
}

async function loadFromProcess(load: Load): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)));
  child.send(load);
  const ended = once(child, 'exit').then(() => {
    throw new Error('the clients ended before they were done');
  });
  ended.catch(() => undefined); // They also end when they are done.
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult];
  return result;
}

/** In milliseconds, since it was last read. */
async function readEventLoopDelay(url: string): Promise<Record<'p50' | 'p99' | 'longest', number>> {
  const exposition = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string): number => {
    const value = new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(exposition)?.[1];
    if (value === undefined) throw new Error(`GET /metrics has no nodejs_eventloop_lag_${name}_seconds`);
    return Number(value) * 1_000;
  };
  return { p50: read('p50'), p99: read('p99'), longest: read('max') };
}
