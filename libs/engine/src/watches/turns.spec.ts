import { afterEach, describe, expect, it } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import type { Series } from '@metrics-ai/timeseries';
import { openSqliteStore, type SeriesRecord, type VectorStore } from '@metrics-ai/vector-store';
import { Ingest } from '../ingest/ingest.ts';
import { SampleWindows } from '../reading/sample-windows.ts';
import { FakePrometheus } from '../testing/fake-prometheus.ts';
import { Turns } from './turns.ts';
import type { Watch } from './watch.ts';

const startMs = Date.UTC(2026, 0, 15);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const embedder = builtinEmbedder();

const watch: Watch = {
  name: 'shop',
  tenant: 'default',
  source: { kind: 'match', match: '{job="shop"}' },
  everyMs: HOUR_MS,
  lookbackMs: 3 * DAY_MS,
  stepMs: HOUR_MS,
  dropLabels: [],
  expireAfterMs: 3 * DAY_MS,
  maxSeries: 1_000,
  shards: 1,
};

/** Hourly samples up to a time; `NaN` where there is none. */
function hourly(labels: Record<string, string>, fromMs: number, toMs: number, factor = 1): Series {
  const length = Math.floor((toMs - fromMs) / HOUR_MS) + 1;
  const timestamps = Float64Array.from({ length }, (_, i) => fromMs + i * HOUR_MS);
  const values = timestamps.map((timestampMs) => factor * Math.sin(timestampMs / (5 * HOUR_MS)));
  return { labels: { job: 'shop', ...labels }, timestamps, values };
}

describe('Turns', () => {
  const stores: VectorStore[] = [];
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

  const setUp = async (prometheus: FakePrometheus, windows?: SampleWindows) => {
    const store = await openSqliteStore({ path: ':memory:', embedder });
    stores.push(store);
    const limits = { maxSeries: 10, maxAnalyzedSeries: 10, maxPoints: 11_000 };
    // The machine's clock is years off: nothing may depend on it.
    const ingest = new Ingest({ prometheus, store, embedder, limits, windows, nowMs: () => 0 });
    return { store, turns: new Turns({ prometheus, ingest, store }) };
  };
  const recordsOf = (store: VectorStore): Promise<SeriesRecord[]> => store.list('default', { limit: 1_000 });

  it('remembers the series under the name of the watch, by the clock of Prometheus', async () => {
    const prometheus = new FakePrometheus([hourly({ __name__: 'up' }, startMs - 3 * DAY_MS, startMs)]);
    prometheus.nowMs = startMs + 1_000;
    const { store, turns } = await setUp(prometheus);
    expect(await turns.run(watch)).toMatchObject({ series: 1, points: 73, expired: 0, failed: [] });
    expect(await recordsOf(store)).toMatchObject([
      { metric: 'up', watch: 'shop', endMs: startMs, ingestedAtMs: startMs + 1_000 },
    ]);
  });

  it('asks only for what is new, and comes to the same as reading everything', async () => {
    const prometheus = new FakePrometheus([]);
    const known = await setUp(prometheus, new SampleWindows(1e6));
    const all = await setUp(prometheus);
    for (let hour = 0; hour < 30; hour += 1 + (hour % 3)) {
      const nowMs = startMs + hour * HOUR_MS;
      prometheus.nowMs = nowMs;
      prometheus.stored = [
        hourly({ __name__: 'a' }, startMs - 5 * DAY_MS, nowMs),
        // Born, and gone, in the middle.
        hourly({ __name__: 'b' }, startMs + 2 * HOUR_MS, Math.max(startMs + 2 * HOUR_MS, nowMs)),
        hourly({ __name__: 'c' }, startMs - 5 * DAY_MS, Math.min(nowMs, startMs + 10 * HOUR_MS)),
      ];
      prometheus.askedPoints.length = 0;
      await known.turns.run(watch);
      const points = [...prometheus.askedPoints];
      await all.turns.run(watch);
      expect(await recordsOf(known.store)).toEqual(await recordsOf(all.store));
      // A first reading has 73 points a query; a later one what is new, and an hour that may not be the last word.
      if (hour >= 6 && hour < 20) expect(Math.max(...points)).toBeLessThanOrEqual(8);
    }
  });

  it('judges everything anew when what is marked changes', async () => {
    const series = hourly({ __name__: 'a' }, startMs - 12 * DAY_MS, startMs);
    const from = series.values.length - 8;
    series.values.fill(40, from, from + 3);
    const prometheus = new FakePrometheus([series]);
    prometheus.nowMs = startMs;
    const { store, turns } = await setUp(prometheus, new SampleWindows(1e6));
    const [fromMs, toMs] = [series.timestamps[from], series.timestamps[from + 2]];
    const foundWith = async (detection: Watch['detection']): Promise<number[]> => {
      await turns.run({ ...watch, lookbackMs: 11 * DAY_MS, expireAfterMs: 11 * DAY_MS, detection });
      const [{ anomalies }] = await recordsOf(store);
      return anomalies.map(({ detectedMs }) => detectedMs).filter((timeMs) => timeMs >= fromMs);
    };
    const unmarked = await foundWith(undefined);
    expect(unmarked).toContain(fromMs);
    expect(await foundWith({ marked: [{ fromMs, toMs, as: 'maintenance' }] })).toEqual([]);
    expect(await foundWith({ marked: [] })).toEqual(unmarked);
  });

  it('forgets a series that was missing from three turns, and no other', async () => {
    const there = hourly({ __name__: 'a' }, startMs - 3 * DAY_MS, startMs + DAY_MS);
    const prometheus = new FakePrometheus([there, hourly({ __name__: 'b' }, startMs - 3 * DAY_MS, startMs)]);
    prometheus.nowMs = startMs;
    const { store, turns } = await setUp(prometheus);
    await turns.run({
      ...watch,
      name: 'another',
      source: { kind: 'match', match: 'b{job="shop"}' },
      tenant: 'x',
    });
    await turns.run(watch);
    prometheus.stored = [there];
    const expired: number[] = [];
    for (let hour = 1; hour <= 5; hour++) {
      prometheus.nowMs = startMs + hour * HOUR_MS;
      expired.push((await turns.run(watch)).expired);
    }
    expect(expired).toEqual([0, 0, 0, 1, 0]);
    expect((await recordsOf(store)).map(({ metric }) => metric)).toEqual(['a']);
    expect(await store.count('x')).toBe(1);
  });

  it('forgets a series without a sample for as long as the watch says, though the lookback still has it', async () => {
    const prometheus = new FakePrometheus([
      hourly({ __name__: 'a' }, startMs - 3 * DAY_MS, startMs + DAY_MS),
      hourly({ __name__: 'b' }, startMs - 3 * DAY_MS, startMs),
    ]);
    const { store, turns } = await setUp(prometheus);
    const names: string[] = [];
    for (let hour = 0; hour <= 16; hour++) {
      prometheus.nowMs = startMs + hour * HOUR_MS;
      await turns.run({ ...watch, expireAfterMs: 6 * HOUR_MS });
      names.push(
        (await recordsOf(store))
          .map(({ metric }) => metric)
          .sort()
          .join(),
      );
    }
    // Six hours, and three turns more to be sure.
    expect(names.findIndex((each) => each === 'a')).toBe(10);
  });

  it('forgets nothing when a query fails, or when nothing at all is there', async () => {
    const prometheus = new FakePrometheus([
      hourly({ __name__: 'a' }, startMs - 3 * DAY_MS, startMs + 30 * DAY_MS),
      hourly({ __name__: 'b' }, startMs - 3 * DAY_MS, startMs + 30 * DAY_MS),
    ]);
    prometheus.nowMs = startMs;
    const { store, turns } = await setUp(prometheus);
    await turns.run(watch);
    prometheus.failing = 'b{';
    for (let hour = 1; hour < 10; hour++) {
      prometheus.nowMs = startMs + hour * HOUR_MS;
      expect(await turns.run(watch)).toMatchObject({ series: 1, expired: 0 });
    }
    prometheus.failing = undefined;
    prometheus.stored = [];
    // A clock that jumps a month ahead finds nothing either.
    prometheus.nowMs = startMs + 40 * DAY_MS;
    expect(await turns.run(watch)).toMatchObject({ series: 0, expired: 0 });
    expect(await store.count('default')).toBe(2);
  });

  it('divides the series among shards, each of which forgets only its own', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      hourly({ __name__: 'up', instance: `host-${i}` }, startMs - DAY_MS, startMs),
    );
    const prometheus = new FakePrometheus(many);
    prometheus.nowMs = startMs;
    const { store, turns } = await setUp(prometheus);
    const run = (index: number) => turns.run(watch, { shard: { index, of: 3 } });
    const reports = [await run(0), await run(1), await run(2)];
    expect(reports.reduce((sum, { series }) => sum + series, 0)).toBe(120);
    expect(Math.min(...reports.map(({ series }) => series))).toBeGreaterThan(20);
    expect(await store.count('default')).toBe(120);
    prometheus.nowMs = startMs + 5 * HOUR_MS;
    expect(await run(1)).toMatchObject({ series: reports[1].series, expired: 0 });
    expect(await store.count('default')).toBe(120);
    prometheus.stored = many.slice(0, 60);
    prometheus.nowMs = startMs + 10 * HOUR_MS;
    const { series, expired } = await run(1);
    expect(series + expired).toBe(reports[1].series);
  });

  it('makes one series of those that differ in dropped labels, the one with samples at each time', async () => {
    const prometheus = new FakePrometheus([
      hourly({ __name__: 'up', replica: 'a' }, startMs - DAY_MS, startMs - 12 * HOUR_MS),
      hourly({ __name__: 'up', replica: 'b' }, startMs - 18 * HOUR_MS, startMs, 2),
    ]);
    prometheus.nowMs = startMs;
    const { store, turns } = await setUp(prometheus, new SampleWindows(1e6));
    const dropping = { ...watch, dropLabels: ['replica'] };
    expect(await turns.run(dropping)).toMatchObject({ series: 1, points: 25, skipped: [] });
    const [record] = await recordsOf(store);
    expect(record.labels).toEqual({ __name__: 'up', job: 'shop' });
    prometheus.nowMs = startMs + HOUR_MS;
    expect(await turns.run(dropping)).toMatchObject({ series: 1, points: 25 });
  });

  it('refuses more series than the watch may have', async () => {
    const prometheus = new FakePrometheus([
      hourly({ __name__: 'a' }, startMs - DAY_MS, startMs),
      hourly({ __name__: 'b' }, startMs - DAY_MS, startMs),
    ]);
    prometheus.nowMs = startMs;
    const { turns } = await setUp(prometheus);
    await expect(turns.run({ ...watch, maxSeries: 1 })).rejects.toThrow(/selects 2 series, at most 1/);
  });
});
