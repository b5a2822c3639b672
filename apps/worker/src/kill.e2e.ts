import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  findPrometheus,
  startFaultyProxy,
  type FaultyProxy,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStore } from './testing/store-contents.ts';
import { clockShows, NOW_MS, STEP_MS, startWorld } from './testing/world.ts';
import { isTurn, startWorker, type WorkerProcess } from './testing/worker-process.ts';

jest.setTimeout(600_000);

const KILLS = 60;

/** Each fifth is killed while it starts, the others while they are at a turn. */
const isKilledAtStart = (i: number): boolean => i % 5 === 4;

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('A worker that is killed (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let proxy: FaultyProxy;
  let folder: string;
  let nowMs = NOW_MS;

  beforeAll(async () => {
    prometheus = await startWorld(240);
    proxy = await startFaultyProxy(
      prometheus.url,
      clockShows(() => nowMs),
    );
    folder = await mkdtemp(join(tmpdir(), 'metrics-ai-kill-'));
    await writeFile(
      join(folder, 'watches.yaml'),
      `watches: [{ name: shop, match: '{job="shop"}', every: 10s, lookback: 1d, step: 5m }]`,
    );
  });

  afterAll(async () => {
    await proxy.stop();
    await prometheus.stop();
    await rm(folder, { recursive: true });
  });

  const start = (store: string): Promise<WorkerProcess> =>
    startWorker({
      PROMETHEUS_URL: proxy.url,
      STORE_PATH: join(folder, store),
      WATCH_FILE: join(folder, 'watches.yaml'),
    });

  const runOneTurn = async (store: string): Promise<number> => {
    const worker = await start(store);
    try {
      const { message } = await worker.until(isTurn('succeeded'));
      return Number(message.seconds);
    } finally {
      await worker.stop();
    }
  };

  it(`loses and doubles nothing, ${KILLS} times over`, async () => {
    const turnMs = 1_000 * (await runOneTurn('undisturbed-1.db'));
    const before = await readStore(join(folder, 'undisturbed-1.db'));
    nowMs = NOW_MS + 3 * STEP_MS;
    await runOneTurn('undisturbed-2.db');
    const after = await readStore(join(folder, 'undisturbed-2.db'));
    expect(before.records.size).toBe(240);
    expect([...after.records.keys()]).toEqual([...before.records.keys()]);

    let inTheMiddle = 0;
    for (let i = 0; i < KILLS; i++) {
      // The first half meets an empty file and the world as it was, the second what the first half left, a while later.
      nowMs = i < KILLS / 2 ? NOW_MS : NOW_MS + 3 * STEP_MS;
      const worker = await start('killed.db');
      const afterMs = Math.random() * (isKilledAtStart(i) ? 700 : 1.2 * turnMs);
      if (!isKilledAtStart(i)) await untilItListens(worker);
      await sleep(afterMs);
      worker.kill('SIGKILL');
      expect(await worker.ended).toBe('SIGKILL');
      const { records } = await readStore(join(folder, 'killed.db'));
      if (records.size > 0 && !worker.lines.some(isTurn('succeeded'))) inTheMiddle += 1;
      // Never a part of a record: each is one of those that an undisturbed worker stores.
      for (const [id, record] of records) {
        const whole = [before, after].map((each) => each.records.get(id));
        expect(whole).toContainEqual(record);
      }
    }
    expect(inTheMiddle).toBeGreaterThan(KILLS / 4);

    await runOneTurn('killed.db');
    expect(await readStore(join(folder, 'killed.db'))).toEqual(after);
  });

  async function untilItListens({ url, output }: WorkerProcess): Promise<void> {
    for (let i = 0; i < 500; i++) {
      const isThere = await fetch(`${url}/-/healthy`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isThere) return;
      await sleep(10);
    }
    throw new Error(`the worker does not listen:\n${output()}`);
  }
});
