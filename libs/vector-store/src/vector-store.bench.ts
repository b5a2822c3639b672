import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from './sqlite-store.ts';
import { sampleAnomaly, sampleRecord, seededRandom, unitVector } from './testing/sample-records.ts';
import type { RecordFilter, SearchRequest, StoredRecord } from './vector-store.ts';

const DIMENSIONS = 768;
const CLUSTERS = 1000;
const VOCABULARY = 5000;
const BATCH = 200;
const QUERIES = 40;
const TENANT = 'default';
/** What the goals are about. */
const GOAL_RECORDS = 100_000;

export const title = 'Embedded store';
export const about =
  `Records of ${DIMENSIONS} components around ${CLUSTERS.toLocaleString('en')} centres (noise as strong as the signal), with texts of 60 words by Zipf's law. Queries: a ` +
  'vector from the same clusters, and four words from common to rare. A namespace lets one record in ten pass, all of certain ' +
  'clusters, so that most queries find nothing near; a zone lets one in four of every cluster pass. The peer is `IndexFlatIP` of ' +
  "FAISS in Debian's build, on the same vectors in memory: it keeps no texts and no files, has no words to search, and with a filter it is given an " +
  'index of the records that pass. Recall is the share of its exact answer that ours has. Times by the clock.';

const FILTERS: { name: string; filter?: RecordFilter; passes: (i: number) => boolean }[] = [
  { name: 'no filter', passes: () => true },
  {
    name: '1 in 10 passes',
    filter: { matchers: [{ name: 'namespace', operator: '=', value: 'ns3' }] },
    passes: (i) => i % 10 === 3,
  },
  {
    name: '1 in 4 passes',
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

export async function* bench({ quick, folder }: { quick: boolean; folder: string }) {
  const sizes = quick ? [2_000, 5_000] : [10_000, GOAL_RECORDS];
  const store = await openSqliteStore({
    path: join(folder, 'store.db'),
    embedder: { identity: 'bench', dimensions: DIMENSIONS },
  });
  const vectorsFile = join(folder, 'vectors.f32');
  const placeOf = new Map<string, number>();
  const timed = { unit: 'ms', clock: 'wall', single: true } as const;
  const flat = (job: string, input: object) => ({
    name: 'FAISS flat',
    job,
    input: { file: vectorsFile, dimensions: DIMENSIONS, ...input },
  });
  try {
    for (const records of sizes) {
      const from = placeOf.size;
      const added = Array.from({ length: records - from }, (_, i) => makeRecord(from + i));
      for (const [i, record] of added.entries()) placeOf.set(record.id, from + i);
      for (const { vector } of added) writeFileSync(vectorsFile, vector, { flag: 'a' });
      const size = `${records.toLocaleString('en')} records`;
      yield {
        ...timed,
        name: `upsert in batches of ${BATCH}, up to ${size}`,
        unit: 'records/s',
        work: BATCH,
        rounds: added.length / BATCH,
        run: (round: number) => store.upsert(TENANT, added.slice(round * BATCH, (round + 1) * BATCH)),
        peers: [flat('add', { from, batch: BATCH })],
      };

      const queries = Array.from({ length: QUERIES }, (_, i) => clustered(i * 7));
      const queriesFile = join(folder, `queries-${records}.f32`);
      for (const query of queries) writeFileSync(queriesFile, query, { flag: 'a' });
      const texts = queries.map((_, i) =>
        [12 + i, 60 + i, 300 + 3 * i, 1500 + 5 * i].map(nameWord).join(' '),
      );
      const searchFor = async (request: Omit<SearchRequest, 'topK'>) =>
        (await store.search(TENANT, { topK: 10, ...request })).map(({ record }) => placeOf.get(record.id));
      const isGoal = records === GOAL_RECORDS;
      for (const { name, filter, passes } of FILTERS) {
        const rows = filter && Array.from({ length: records }, (_, i) => i).filter(passes);
        const peers = [flat('search', { queries: queriesFile, rows })];
        yield {
          ...timed,
          name: `dense top-10 of ${size}, ${name}`,
          rounds: QUERIES,
          run: (i: number) => searchFor({ vector: queries[i], filter }),
          peers,
          agreement: {
            name: `recall@10 of ${size}, ${name}`,
            of: (ours: number[], exact: number[]) =>
              exact.filter((place) => ours.includes(place)).length / exact.length,
            goal: isGoal ? { atLeast: 0.99 } : undefined,
          },
        };
        yield {
          ...timed,
          name: `hybrid top-10 of ${size}, ${name}`,
          rounds: QUERIES,
          run: (i: number) => searchFor({ vector: queries[i], text: texts[i], filter }),
          peers,
          goal: isGoal && filter !== undefined ? { atMost: 40 } : undefined,
        };
      }
      const others: Record<string, (i: number) => Promise<unknown>> = {
        'keyword top-10': (i) => searchFor({ text: texts[i] }),
        'strangest ten': () => store.strangest(TENANT, 10),
        count: () => store.count(TENANT),
      };
      for (const [name, run] of Object.entries(others)) {
        yield { ...timed, name: `${name} of ${size}`, rounds: QUERIES, run };
      }
      const { sizeBytes } = await store.stats(TENANT);
      yield { name: `file of ${size}`, unit: 'MiB', values: [sizeBytes / 2 ** 20] };
    }
  } finally {
    await store.close();
  }
}
