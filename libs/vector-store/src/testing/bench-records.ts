import type { StoredRecord } from '../vector-store.ts';
import { sampleAnomaly, sampleRecord, seededRandom, unitVector } from './sample-records.ts';

export const DIMENSIONS = 768;

/** Each a cluster of vectors, and a name and a help text of its own. */
const METRICS = 1000;
const VOCABULARY = 4000;

const random = seededRandom(1);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const centres = Array.from({ length: METRICS }, () => Float32Array.from({ length: DIMENSIONS }, gaussian));

/** A vector of record i's cluster: noise as strong as the signal. */
export const clustered = (i: number): Float32Array =>
  unitVector(centres[i % METRICS].map((x) => x + gaussian()));

const letters = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** Word 0 is the commonest. Letters only, so that each is one word. */
export const nameWord = (i: number): string => `w${letters(i)}q`;

const cumulative: number[] = [];
for (let i = 0; i < VOCABULARY; i++) cumulative.push((cumulative[i - 1] ?? 0) + 1 / (i + 5));
const zipfWord = () => {
  const target = random() * cumulative[VOCABULARY - 1];
  return nameWord(cumulative.findIndex((sum) => sum >= target));
};

const metrics = Array.from({ length: METRICS }, () => ({
  metric: [zipfWord(), zipfWord(), zipfWord(), 'total'].join('_'),
  help: Array.from({ length: 12 }, zipfWord).join(' '),
}));

/** The cluster of series that record i is in: one in ten of every metric shares a namespace, and so on. */
const groupOf = (i: number) => Math.floor(i / METRICS);

/** Series i of a cluster of 1,000 metrics, in the words that the engine would store: name, help, labels, unit. */
export function benchRecord(i: number): StoredRecord {
  const { metric, help } = metrics[i % METRICS];
  const labels = {
    job: nameWord(i % 50),
    namespace: nameWord(groupOf(i) % 10),
    zone: `zone-${groupOf(i) % 4}`,
    team: nameWord(i % 10),
    pod: `${nameWord(i % 50)}-${letters(i * 7919)}`,
  };
  const ofLabels = Object.entries(labels).map(([name, value]) => `${name} ${value}`);
  return sampleRecord(`bench ${i}`, {
    metric,
    labels: { ...labels, instance: `10.0.${i >> 8}.${i & 255}:9100` },
    tags: tagsOf(i),
    text: [metric, help, ...ofLabels, 'requests/s'].join('. '),
    anomalies: i % 5 === 0 ? [sampleAnomaly(1_500_000, 1_600_000, 1 + random())] : [],
    vector: clustered(i),
  });
}

const tagsOf = (i: number): string[] => [
  ...(i % 2 === 0 ? ['daily'] : []),
  ...(i % 3 === 0 ? ['rising'] : []),
  ...(i % 100 === 7 ? ['flatlined'] : []),
];
