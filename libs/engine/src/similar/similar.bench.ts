import { builtinEmbedder } from '@metrics-ai/embeddings';
import { encodeSketch, profile } from '@metrics-ai/features';
import { openSqliteStore, type StoredRecord, type VectorStore } from '@metrics-ai/vector-store';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { characterizePool } from '../characterizer/characterize-pool.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { background, plant, SHAPES, seededRandom, WORLD } from '../testing/planted-copies.ts';
import { Similar } from './similar.ts';

const COPIES = 50;
const TOP = 20;
const THREADS = 2;
const TENANT = 'default';
const { samples: SAMPLES, stepMs: STEP_MS, startMs: START_MS } = WORLD;
const END_MS = START_MS + (SAMPLES - 1) * STEP_MS;
const WINDOWS = {
  '1 hour': 12,
  '3 hours': 36,
  '6 hours': 72,
  '1 day': 288,
  '3 days': 864,
  '2 weeks': SAMPLES,
};
const NOISES = [0.05, 0.15, 0.3];
const GOAL_SERIES = 10_000;

export const title = 'Shape search';
export const about =
  `Series of two weeks at 5 minutes in the embedded store, searched on ${THREADS} threads: daily patterns, random walks, noise, rates of counts, spikes, steps and constants. A ` +
  `query is a window of one of them, an incident put into it or itself; ${COPIES} others have a copy of it somewhere, 0.5 … 2 times as high for them, 0.9 … 1.1 times as long, with ` +
  `noise of a share of its standard deviation. Recall is the share of copies among the first ${TOP}. Some cannot be found by any measure: an hour of ` +
  'twelve noisy samples, or a smooth day among thousands. The peer is the exact correlation of every window by Fourier transforms (MASS, Mueen et al., 2017) with scipy: at ' +
  "the query's own length only, in memory, on one thread. Times by the clock.";

export async function* bench({ quick, folder }: { quick: boolean; folder: string }) {
  const count = quick ? 500 : GOAL_SERIES;
  const random = seededRandom(1);
  const all = Array.from({ length: count }, (_, i) => background(random, i === 0 ? 'walk' : undefined));
  const embedder = builtinEmbedder();
  const store = await openSqliteStore({ path: join(folder, 'store.db'), embedder });
  const characterizer = characterizePool({ threads: THREADS });
  try {
    const [vector] = await embedder.embedDocuments(['a metric']);
    const toRecord = recordsOf(all, vector);
    const sketches = all.slice(0, 500).map((values) => encodeSketch(values, START_MS, STEP_MS).length);
    yield {
      name: 'sketch of a series',
      unit: 'µs',
      run: (i = 0) => encodeSketch(all[i % count], START_MS, STEP_MS),
    };
    yield { name: 'bytes of a sketch', unit: 'B', values: sketches };
    await putAll(store, count, (i) => toRecord(i));
    const parts = { store, prometheus: new FakePrometheus([]), characterizer, maxPoints: 11_000 };
    const similar = new Similar({ ...parts, nowMs: () => END_MS });
    const search = (at: number, length: number) =>
      similar.run(TENANT, {
        series: { kind: 'record', id: idOf(0) },
        startMs: START_MS + at * STEP_MS,
        endMs: START_MS + (at + length - 1) * STEP_MS,
        topK: TOP,
        minSimilarity: 0.5,
        perSeries: 1,
      });
    // The threads start.
    await search(0, 100);
    const cold = new Similar({ ...parts, nowMs: () => END_MS });
    const before = performance.now();
    await cold.run(TENANT, {
      series: { kind: 'record', id: idOf(0) },
      topK: TOP,
      minSimilarity: 0.5,
      perSeries: 1,
    });
    yield {
      name: 'first search, which reads the sketches',
      unit: 'ms',
      values: [performance.now() - before],
    };
    const file = join(folder, 'series.f32');
    for (const values of all)
      writeFileSync(
        file,
        Float32Array.from(values, (value) => value - values[0]),
        { flag: 'a' },
      );
    const times: number[] = [];
    const recalls: number[] = [];
    for (const [name, length] of Object.entries(WINDOWS)) {
      for (const noise of NOISES) {
        const recall: number[] = [];
        for (const [k, kind] of SHAPES.entries()) {
          if (length === SAMPLES && kind !== 'window') continue;
          const seed = seededRandom(10 * length + k + 1_000 * noise);
          const { changed, at, truth } = plant(all, { length, kind, noise, copies: COPIES }, seed);
          await store.upsert(
            TENANT,
            [...changed].map(([i, values]) => toRecord(i, values)),
          );
          const { hits } = await search(at, length);
          recall.push(hits.filter(({ record }) => truth.has(Number(record.metric))).length / TOP);
          for (let turn = 0; turn < 2; turn++) times.push((await search(at, length)).durationMs);
          await store.upsert(
            TENANT,
            [...changed.keys()].map((i) => toRecord(i)),
          );
        }
        recalls.push(...recall);
        yield { name: `recall@${TOP}, ${name}, noise ${noise}`, unit: '', values: recall };
      }
      yield {
        name: `top-${TOP} of ${count.toLocaleString('en')} series, ${name}`,
        unit: 'ms' as const,
        clock: 'wall' as const,
        single: true,
        rounds: 3,
        run: (round: number) => search((round * 97) % (SAMPLES - length + 1), length),
        peers: [{ name: 'scipy MASS', job: 'mass', input: { file, samples: SAMPLES, length } }],
      };
    }
    const ofAll = `of all ${recalls.length} queries`;
    yield { name: `recall@${TOP} ${ofAll}`, unit: '', values: [mean(recalls)], goal: { atLeast: 0.95 } };
    const p95 = times.sort((a, b) => a - b)[Math.floor(0.95 * times.length)];
    yield {
      name: `95th percentile ${ofAll}`,
      unit: 'ms',
      values: [p95],
      goal: quick ? undefined : { atMost: 1_000 },
    };
    yield { name: 'memory of the process', unit: 'MiB', values: [process.memoryUsage().rss / 2 ** 20] };
  } finally {
    await characterizer.close();
    await store.close();
  }
}

const idOf = (i: number): string => `00000000-0000-5000-8000-${String(i).padStart(12, '0')}`;

/** Records that say no more than they must: the metric is the number of the series. */
function recordsOf(all: readonly Float64Array[], vector: Float32Array) {
  const timestamps = Float64Array.from(all[0], (_, i) => START_MS + i * STEP_MS);
  const ofAny = profile({ labels: {}, timestamps, values: all[0] });
  return (i: number, values: Float64Array = all[i]): StoredRecord => ({
    id: idOf(i),
    metric: String(i),
    labels: { __name__: String(i) },
    text: 'a metric',
    description: '',
    tags: [],
    unit: '',
    profile: ofAny,
    anomalies: [],
    promql: String(i),
    startMs: START_MS,
    endMs: END_MS,
    stepMs: STEP_MS,
    ingestedAtMs: END_MS,
    watch: '',
    vector,
    sketch: encodeSketch(values, START_MS, STEP_MS),
  });
}

async function putAll(
  store: VectorStore,
  count: number,
  toRecord: (i: number) => StoredRecord,
): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const length = Math.min(500, count - from);
    await store.upsert(
      TENANT,
      Array.from({ length }, (_, i) => toRecord(from + i)),
    );
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value / values.length, 0);
