import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { METRICS_SERVERS } from '@metrics-ai/prometheus-client/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStore } from './testing/store-contents.ts';
import { startWorld } from './testing/world.ts';
import { isTurn, startWorker } from './testing/worker-process.ts';

jest.setTimeout(60_000);

for (const kind of METRICS_SERVERS) {
  (kind.isInstalled ? describe : describe.skip)(
    `The worker on a real ${kind.name}, by its clock (skipped where it is not installed)`,
    () => {
      const cleanUps: (() => Promise<unknown>)[] = [];
      afterEach(async () => {
        for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
      });

      it('reads everything, and then what is new', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-servers-'));
        cleanUps.push(() => rm(folder, { recursive: true }));
        const server = await startWorld(30, { kind, nowMs: Date.now() });
        cleanUps.push(() => server.stop());
        await writeFile(
          join(folder, 'watches.yaml'),
          `watches: [{ name: shop, match: '{job="shop"}', every: 10s, lookback: 1d, step: 5m }]`,
        );
        const worker = await startWorker({
          PROMETHEUS_URL: server.url,
          STORE_PATH: join(folder, 'metrics.db'),
          WATCH_FILE: join(folder, 'watches.yaml'),
        });
        cleanUps.push(() => worker.stop());
        await worker.until(
          (line) => isTurn('succeeded')(line) && worker.lines.filter(isTurn('succeeded')).length === 2,
        );
        const [first, second] = worker.lines.filter(isTurn('succeeded')).map(({ message }) => message);
        for (const turn of [first, second]) expect(turn).toMatchObject({ series: 30, failed: 0, expired: 0 });
        expect(Math.abs(Number(second.points) - Number(first.points))).toBeLessThanOrEqual(30);
        const { records } = await readStore(join(folder, 'metrics.db'));
        expect(records.size).toBe(30);
        for (const { endMs, profile } of records.values()) {
          expect(Date.now() - endMs).toBeLessThan(600_000);
          expect(profile.statistics.count).toBeGreaterThan(270);
        }
      });
    },
  );
}
