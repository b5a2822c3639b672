import { createRequire } from 'node:module';
import { baselineDetector } from './baseline-detector.ts';
import { detectAnomalies } from './detect-anomalies.ts';
import { iqrDetector } from './iqr-detector.ts';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import { IsolationForest } from './isolation-forest.ts';
import { fixtureTable } from './testing/fixture-table.ts';
import { seriesOf } from './testing/synthetic-series.ts';
import { zScoreDetector } from './z-score-detector.ts';

const POINTS = 4_032;
const COLUMNS = 4;

export const title = 'Seed ensemble of one series';
export const about =
  `${POINTS.toLocaleString('en')} points, two weeks at 5 minutes. The forest: 100 trees of 256 rows, grown on ${COLUMNS} columns and scoring all rows. The ` +
  'ensemble: what z-score, interquartile range and forest agree on, features of the forest included. Peers: numpy with ' +
  "scikit-learn's forest for all of it; `ml-isolation-forest` 0.1.0, which grows every tree on all rows because it has no " +
  'samples, for the forest alone. Following samples one by one has no peer.';

/** It comes without types. */
const { IsolationForest: PeerForest } = createRequire(import.meta.url)('ml-isolation-forest') as {
  IsolationForest: new () => { train(rows: number[][]): void; predict(rows: number[][]): number[] };
};

const normals = (count: number) =>
  fixtureTable({ name: 'normal', rows: count, columns: 1, outliers: 0, seed: 1 });

export function* bench() {
  const table = normals(COLUMNS * POINTS);
  const rows = Array.from({ length: POINTS }, (_, i) =>
    Array.from(table.subarray(i * COLUMNS, (i + 1) * COLUMNS)),
  );
  const hum = normals(POINTS);
  const series = seriesOf(hum.map((value, i) => 50 + 10 * Math.sin((i / 288) * 2 * Math.PI) + value));
  const mlIsolationForest = {
    name: 'ml-isolation-forest',
    run: () => {
      const forest = new PeerForest();
      forest.train(rows);
      return forest.predict(rows);
    },
  };

  yield {
    name: 'seed ensemble',
    unit: 'ms',
    run: () => baselineDetector({ seed: 1 }).detect(series),
    peers: [
      { name: 'numpy and scikit-learn', job: 'ensemble', input: Array.from(series.values), goal: 10 },
      { ...mlIsolationForest, name: 'ml-isolation-forest, its forest alone' },
    ],
  };
  yield {
    name: 'forest, fit and score',
    unit: 'ms',
    run: () => IsolationForest.fit(table, { columns: COLUMNS, seed: 1 }).score(table),
    peers: [{ name: 'scikit-learn', job: 'forest', input: rows }, mlIsolationForest],
  };
  yield {
    name: 'anomalies, grouped, named and explained',
    unit: 'ms',
    run: () => detectAnomalies(series),
  };
  for (const detector of [zScoreDetector(), iqrDetector(), isolationForestDetector(), baselineDetector()]) {
    yield {
      name: `following samples, ${detector.name}`,
      unit: 'samples/s',
      work: POINTS,
      run: () => {
        const online = detector.online();
        for (let i = 0; i < POINTS; i++) online.update(series.timestamps[i], series.values[i]);
      },
    };
  }
}
