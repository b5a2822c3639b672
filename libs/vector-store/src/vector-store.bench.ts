/**
 * Measures the embedded store: node --conditions=source src/vector-store.bench.ts [records …]; default 10000 100000.
 *
 * Records: 768 components around 1,000 centres (noise as strong as the signal), texts of 60 words by Zipf's law out of
 * 5,000. Queries: a vector from the same clusters, and four words from common to rare. A namespace lets one record in
 * ten pass, all those of certain clusters, so that most queries find nothing near; a zone lets one in four of every
 * cluster pass. Recall is against all distances, computed one by one.
 * Wall and CPU milliseconds: on a machine that does other things too, the second is nearer the truth.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from './sqlite-store.ts';
import { sampleAnomaly, sampleRecord, seededRandom, unitVector } from './testing/sample-records.ts';
import type { RecordFilter, SearchRequest, StoredRecord, VectorStore } from './vector-store.ts';

const DIMENSIONS = 768;
const CLUSTERS = 1000;
const VOCABULARY = 5000;
const BATCH = 200;
const QUERIES = 40;
const TENANT = 'default';
const FILTERS: { name: string; filter?: RecordFilter; passes: (i: number) => boolean }[] = [
  { name: 'all', passes: () => true },
  {
    name: '1 in 10',
    filter: { matchers: [{ name: 'namespace', operator: '=', value: 'ns3' }] },
    passes: (i) => i % 10 === 3,
  },
  {
    name: '1 in 4',
    filter: { matchers: [{ name: 'zone', operator: '=', value: 'z1' }] },
    passes: (i) => Math.floor(i / CLUSTERS) % 4 === 1,
  },
];

const random = seededRandom(1);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const centres = Array.from({ length: CLUSTERS }, () => Float32Array.from({ length: DIMENSIONS }, gaussian));
const clustered = (i: number) => unitVector(centres[i % CLUSTERS].map((x) => x + gaussian()));

const cumulative: number[] = [];
for (let i = 0; i < VOCABULARY; i++) cumulative.push((cumulative[i - 1] ?? 0) + 1 / (i + 5));
/** Word 0 is the commonest. Letters only, so that each is one word. */
const nameWord = (i: number) => `w${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}q`;
const zipfWord = () => {
  const target = random() * cumulative[VOCABULARY - 1];
  return nameWord(cumulative.findIndex((sum) => sum >= target));
};

function makeRecord(i: number): StoredRecord {
  const metric = `${nameWord(i % 500)}_${nameWord((i * 7) % 900)}_total`;
  return sampleRecord(`bench ${i}`, {
    metric,
    labels: {
      namespace: `ns${i % 10}`,
      zone: `z${Math.floor(i / CLUSTERS) % 4}`,
      instance: `10.0.${i >> 8}.${i & 255}:9100`,
      job: `job${i % 50}`,
    },
    tags: ['rising', 'daily'].slice(i % 3),
    text: Array.from({ length: 60 }, zipfWord).join(' '),
    anomalies: i % 5 === 0 ? [sampleAnomaly(1_500_000, 1_600_000, 1 + random())] : [],
    vector: clustered(i),
  });
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function measure(call: (i: number) => Promise<unknown>): Promise<string> {
  const wall: number[] = [];
  const cpu: number[] = [];
  await call(0);
  for (let i = 0; i < QUERIES; i++) {
    const [wallStart, cpuStart] = [performance.now(), cpuMs()];
    await call(i);
    wall.push(performance.now() - wallStart);
    cpu.push(cpuMs() - cpuStart);
  }
  const at = (times: number[], share: number) =>
    times.toSorted((a, b) => a - b)[Math.floor(share * times.length)].toFixed(1);
  return `wall p50 ${at(wall, 0.5)} p95 ${at(wall, 0.95)}   CPU p50 ${at(cpu, 0.5)} p95 ${at(cpu, 0.95)} ms`;
}

async function measureRecall(
  store: VectorStore,
  queries: readonly Float32Array[],
  vectors: readonly Float32Array[],
  ids: readonly string[],
  { filter, passes }: (typeof FILTERS)[number],
): Promise<number> {
  let found = 0;
  for (const query of queries) {
    const nearest = vectors
      .map((vector, i) => ({ i, similarity: passes(i) ? dot(vector, query) : -2 }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 10);
    const expected = new Set(nearest.map(({ i }) => ids[i]));
    const hits = await store.search(TENANT, { vector: query, topK: 10, filter });
    found += hits.filter((hit) => expected.has(hit.record.id)).length;
  }
  return found / queries.length / 10;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

async function bench(records: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vector-store-bench-'));
  const embedder = { identity: 'bench', dimensions: DIMENSIONS };
  const store = await openSqliteStore({ path: join(folder, 'store.db'), embedder });
  const vectors: Float32Array[] = [];
  const ids: string[] = [];
  let [wallMs, busyMs] = [0, 0];
  for (let from = 0; from < records; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, records - from) }, (_, i) => makeRecord(from + i));
    const [wallStart, cpuStart] = [performance.now(), cpuMs()];
    await store.upsert(TENANT, batch);
    wallMs += performance.now() - wallStart;
    busyMs += cpuMs() - cpuStart;
    vectors.push(...batch.map((record) => record.vector));
    ids.push(...batch.map((record) => record.id));
  }
  const perSecond = (ms: number) => Math.round((records / ms) * 1000);
  const { sizeBytes } = await store.stats(TENANT);
  console.log(`\n${records} records, ${(sizeBytes / 2 ** 20).toFixed(0)} MiB`);
  console.log(`  upsert in batches of ${BATCH}: ${perSecond(wallMs)}/s wall, ${perSecond(busyMs)}/s CPU`);

  const queries = Array.from({ length: QUERIES }, (_, i) => clustered(i * 7));
  const texts = queries.map((_, i) => [12 + i, 60 + i, 300 + 3 * i, 1500 + 5 * i].map(nameWord).join(' '));
  const search = (make: (i: number) => Partial<SearchRequest>) =>
    measure((i) => store.search(TENANT, { topK: 10, ...make(i) }));
  const sides: [string, (i: number) => Partial<SearchRequest>][] = [
    ['dense', (i) => ({ vector: queries[i] })],
    ['keyword', (i) => ({ text: texts[i] })],
    ['hybrid', (i) => ({ vector: queries[i], text: texts[i] })],
  ];
  for (const [side, make] of sides) {
    for (const { name, filter } of FILTERS) {
      console.log(`  ${`${side}, ${name}`.padEnd(18)} ${await search((i) => ({ ...make(i), filter }))}`);
    }
  }
  for (const { name, filter } of FILTERS) {
    console.log(
      `  ${`strangest, ${name}`.padEnd(18)} ${await measure(() => store.strangest(TENANT, 10, filter))}`,
    );
    console.log(`  ${`count, ${name}`.padEnd(18)} ${await measure(() => store.count(TENANT, filter))}`);
  }
  for (const which of FILTERS) {
    const recall = await measureRecall(store, queries, vectors, ids, which);
    console.log(`  recall@10, ${which.name.padEnd(7)} ${recall.toFixed(4)}`);
  }
  await store.close();
  rmSync(folder, { recursive: true });
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [10_000, 100_000]) await bench(size);
