import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuseRankings } from './rank-fusion.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { benchRecord, clustered, DIMENSIONS, nameWord } from './testing/bench-records.ts';
import type { RecordFilter, SearchRequest } from './vector-store.ts';

const BATCH = 200;
const QUERIES = 40;
const TENANT = 'default';
/** What the goals are about. */
const GOAL_RECORDS = 100_000;
/** How many each side brings, as the engine asks. */
const CANDIDATES = 200;

export const title = 'Embedded store';
export const about =
  `Series of 1,000 metrics, each with ${DIMENSIONS} components around its metric's centre (noise as strong as the signal) and a text of a name of four words, ` +
  "a help of twelve by Zipf's law, five labels and a unit. Queries: a vector from the same clusters, four words from common to rare and eight other words for " +
  `them; each side brings ${CANDIDATES} candidates. Tags and labels let one record in 100 to one in two pass: a team those of certain metrics, so that most ` +
  "queries find nothing near, the others some of every metric. The peer is `IndexFlatIP` of FAISS in Debian's build, on the same vectors in memory: it keeps no texts and no files, " +
  'has no words to search, and with a filter it is given an index of the records that pass. Recall of dense search is the share of its exact answer that ours has; of hybrid search, that of ' +
  'the ten that are first when every vector is compared and fused with the same words. Times by the clock.';

const FILTERS: { name: string; filter?: RecordFilter; passes: (i: number) => boolean }[] = [
  { name: 'no filter', passes: () => true },
  {
    name: 'a tag of 1 in 100',
    filter: { tags: ['flatlined'] },
    passes: (i) => i % 100 === 7,
  },
  {
    name: 'a label of 1 in 10',
    filter: { matchers: [{ name: 'team', operator: '=', value: nameWord(3) }] },
    passes: (i) => i % 10 === 3,
  },
  {
    name: 'a label and a tag of 1 in 12',
    filter: { matchers: [{ name: 'zone', operator: '=', value: 'zone-1' }], tags: ['rising'] },
    passes: (i) => Math.floor(i / 1000) % 4 === 1 && i % 3 === 0,
  },
  {
    name: 'a tag of 1 in 2',
    filter: { tags: ['daily'] },
    passes: (i) => i % 2 === 0,
  },
];

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
      const added = Array.from({ length: records - from }, (_, i) => benchRecord(from + i));
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
      const wordsOf = (i: number) => ({
        text: [12, 60, 300, 1500].map((word) => nameWord(word + i)).join(' '),
        alternatives: [5, 30, 90, 200, 450, 700, 1000, 2000].map((word) => nameWord(word + i)),
      });
      const searchFor = async (request: Omit<SearchRequest, 'topK'>, topK = 10) =>
        (await store.search(TENANT, { topK, candidates: CANDIDATES, ...request })).map(
          ({ record }) => placeOf.get(record.id) ?? NaN,
        );
      const isGoal = records === GOAL_RECORDS;
      const similarities = compareAll(vectorsFile, queries);
      // What the first search reads into memory.
      await searchFor({ vector: queries[0] });
      for (const { name, filter, passes } of FILTERS) {
        const rows = Array.from({ length: records }, (_, i) => i).filter(passes);
        const peers = [flat('search', { queries: queriesFile, rows: filter && rows })];
        yield {
          ...timed,
          name: `dense top-10 of ${size}, ${name}`,
          rounds: QUERIES,
          run: (i: number) => searchFor({ vector: queries[i], filter }),
          peers,
          agreement: {
            name: `recall@10 of dense, ${size}, ${name}`,
            of: shareFound,
            goal: isGoal ? { atLeast: 0.99 } : undefined,
          },
        };
        yield {
          ...timed,
          name: `hybrid top-10 of ${size}, ${name}`,
          rounds: QUERIES,
          run: (i: number) => searchFor({ vector: queries[i], ...wordsOf(i), filter }),
          peers,
          goal: isGoal && filter !== undefined ? { atMost: 40 } : undefined,
        };
        let found = 0;
        for (const [i, vector] of queries.entries()) {
          const nearest = rows.toSorted((a, b) => similarities[i][b] - similarities[i][a]);
          const worded = await searchFor({ ...wordsOf(i), filter }, CANDIDATES);
          const exact = fuseRankings(nearest.slice(0, CANDIDATES), worded).slice(0, 10);
          const ours = await searchFor({ vector, ...wordsOf(i), filter });
          found += shareFound(
            ours,
            exact.map(({ key }) => key),
          );
        }
        yield {
          name: `recall@10 of hybrid, ${size}, ${name}`,
          unit: '',
          values: [found / QUERIES],
          goal: isGoal ? { atLeast: 0.99 } : undefined,
        };
      }
      const rising = FILTERS[3].filter;
      const others: Record<string, (i: number) => Promise<unknown>> = {
        'keyword top-10': (i) => searchFor(wordsOf(i)),
        'hybrid top-150 with a filter, one of each metric': (i) =>
          searchFor({ vector: queries[i], ...wordsOf(i), filter: rising, perMetric: 1 }, 150),
        'facets of a label, tags and metrics with a filter': () =>
          store.facets(TENANT, ['label:job', 'tag', 'metric'], rising),
        'strangest ten': () => store.strangest(TENANT, 10),
        count: () => store.count(TENANT),
      };
      for (const [name, run] of Object.entries(others)) {
        yield { ...timed, name: `${name} of ${size}`, rounds: QUERIES, run };
      }
      yield {
        ...timed,
        name: `delete and store again, of ${size}`,
        unit: 'records/s',
        work: added.length / 250,
        rounds: 5,
        run: async (round: number) => {
          const again = added.filter((_, i) => i % 250 === round);
          await store.delete(
            TENANT,
            again.map(({ id }) => id),
          );
          await store.upsert(TENANT, again);
        },
      };
      const { sizeBytes } = await store.stats(TENANT);
      yield { name: `file of ${size}`, unit: 'MiB', values: [sizeBytes / 2 ** 20] };
    }
  } finally {
    await store.close();
  }
}

const shareFound = (ours: readonly number[], exact: readonly number[]): number =>
  exact.filter((place) => ours.includes(place)).length / exact.length;

/** Of each query, how similar every vector of the file is. */
function compareAll(file: string, queries: readonly Float32Array[]): Float32Array[] {
  const vectors = new Float32Array(readFileSync(file).buffer);
  return queries.map((query) =>
    Float32Array.from({ length: vectors.length / DIMENSIONS }, (_, record) => {
      let sum = 0;
      for (let k = 0, at = record * DIMENSIONS; k < DIMENSIONS; k++, at++) sum += query[k] * vectors[at];
      return sum;
    }),
  );
}
