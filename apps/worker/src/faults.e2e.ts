import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { builtinEmbedder, ollamaEmbedder } from '@metrics-ai/embeddings';
import { startOllamaStandIn, type OllamaFault } from '@metrics-ai/embeddings/testing';
import {
  answersGarbage,
  answersManyPoints,
  answersStatus,
  breaksInBody,
  findPrometheus,
  neverAnswers,
  onPath,
  startFaultyProxy,
  truncatesBody,
  type Fault,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { openQdrantStore, openSqliteStore } from '@metrics-ai/vector-store';
import {
  afterUpserts,
  downAfterUpserts,
  startQdrantStandIn,
  storesHalf,
  times,
  tooManyRequests,
  type StandInFault,
} from '@metrics-ai/vector-store/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecords, readStore, type StoreContents } from './testing/store-contents.ts';
import { clockShows, NOW_MS, startWorld } from './testing/world.ts';
import { isTurn, startWorker, type LogLine, type WorkerProcess } from './testing/worker-process.ts';

jest.setTimeout(180_000);

const SERIES = 150;
const RANGE = '/api/v1/query_range';
const DAY_MS = 86_400_000;

const isThere = findPrometheus() !== undefined;

let prometheus: PrometheusServer;
let folder: string;
let undisturbed: StoreContents;

// At the root: tests that run at the same time start before the hooks of their own describe.
beforeAll(async () => {
  if (!isThere) return;
  prometheus = await startWorld(SERIES);
  folder = await mkdtemp(join(tmpdir(), 'metrics-ai-faults-'));
  await writeFile(
    join(folder, 'watches.yaml'),
    `watches: [{ name: shop, match: '{job="shop"}', every: 10s, lookback: 1d, step: 5m, max_series: 1000 }]`,
  );
  const world = await startFaultyProxy(
    prometheus.url,
    clockShows(() => NOW_MS),
  );
  const worker = await start('undisturbed.db', { PROMETHEUS_URL: world.url });
  await worker.until(isTurn('succeeded'), 60_000);
  await worker.stop();
  await world.stop();
  undisturbed = await readStore(join(folder, 'undisturbed.db'));
  expect(undisturbed.records.size).toBe(SERIES);
});

afterAll(async () => {
  if (!isThere) return;
  await prometheus.stop();
  await rm(folder, { recursive: true });
});

const start = (store: string, environment: Record<string, string>): Promise<WorkerProcess> =>
  startWorker({
    STORE_PATH: join(folder, store),
    WATCH_FILE: join(folder, 'watches.yaml'),
    ...environment,
  });
const isDisturbed = (line: LogLine): boolean => isTurn('failed')(line) || isTurn('partial')(line);
/** The first turn after everything that has been logged until now. */
const untilNextTurn = (worker: WorkerProcess): Promise<LogLine> => {
  const before = worker.lines.length;
  return worker.until((line) => worker.lines.indexOf(line) >= before && isTurn('succeeded')(line), 60_000);
};
const reasonOf = ({ message: { reason, reasons } }: LogLine): string => String(reason ?? reasons);

(isThere ? describe : describe.skip)(
  'A worker, when something fails (skipped where prometheus is not installed)',
  () => {
    describe('in Prometheus', () => {
      const faults: [string, Fault, RegExp][] = [
        ['is down from the start', 'down', /unreachable|cannot be reached|connect/i],
        ['is slow beyond the timeout', onPath(RANGE, neverAnswers), /in time|timeout|within/i],
        ['breaks the connection in the middle of a body', onPath(RANGE, breaksInBody()), /connection|broke/i],
        ['cuts its JSON short', onPath(RANGE, truncatesBody()), /JSON|answer|response/i],
        ['answers garbage', answersGarbage, /JSON|answer|response/i],
        ['answers 429', onPath(RANGE, answersStatus(429)), /429|too many/i],
        ['answers 500', onPath(RANGE, answersStatus(500)), /disk is on fire/],
        ['answers 503', onPath(RANGE, answersStatus(503)), /TSDB not ready/],
        [
          'answers a million points',
          answersManyPoints(),
          /the answer has \d+ series, where there were 50 a moment ago/,
        ],
      ];

      it.concurrent.each(faults)(
        'which %s: says why, and catches up when that ends',
        async (name, fault, reason) => {
          const isClock = clockShows(() => NOW_MS);
          const proxy = await startFaultyProxy(prometheus.url, withClock(fault));
          const store = `${name}.db`;
          const worker = await start(store, {
            PROMETHEUS_URL: proxy.url,
            ...(fault !== 'down' && { PROMETHEUS_TIMEOUT: '2s' }),
          });
          try {
            const failed = await worker.until(isDisturbed, 90_000);
            expect(reasonOf(failed)).toMatch(reason);
            expect((await fetch(`${worker.url}/-/ready`)).status).toBe(200);
            expect(await worker.metric('metrics_ai_watch_turns_total{watch="shop",result="failed"}')).toBe(1);
            expect((await readStore(join(folder, store))).records.size).toBe(0);
            await proxy.setFault(isClock);
            await untilNextTurn(worker);
          } finally {
            await worker.stop();
            await proxy.stop();
          }
          expect(await readStore(join(folder, store))).toEqual(undisturbed);

          function withClock(fault: Fault): Fault {
            if (fault === 'down') return 'down';
            return async (request, response) =>
              (await isClock(request, response)) || (await fault(request, response));
          }
        },
      );

      it.concurrent('whose clock jumps: forgets nothing, and is right again when the clock is', async () => {
        let nowMs = NOW_MS;
        const proxy = await startFaultyProxy(
          prometheus.url,
          clockShows(() => nowMs),
        );
        const worker = await start('clock.db', { PROMETHEUS_URL: proxy.url });
        try {
          await worker.until(isTurn('succeeded'), 60_000);
          for (const jumpMs of [400 * DAY_MS, -400 * DAY_MS, 3_600_000]) {
            nowMs = NOW_MS + jumpMs;
            const { message } = await untilNextTurn(worker);
            expect(message.expired).toBe(0);
            expect((await readStore(join(folder, 'clock.db'))).records.size).toBe(SERIES);
          }
          nowMs = NOW_MS;
          await untilNextTurn(worker);
        } finally {
          await worker.stop();
          await proxy.stop();
        }
        expect((await readStore(join(folder, 'clock.db'))).records).toEqual(undisturbed.records);
      });
    });

    describe('in Ollama', () => {
      const faults: [string, OllamaFault, RegExp][] = [
        ['is down', 'down', /Ollama does not answer at .*ECONNREFUSED/],
        ['is slow', { delayMs: 600_000 }, /Ollama.*(in time|timeout|answer)/i],
        ['gives vectors of another dimension', { dimensions: 512 }, /512/],
        ['lacks the model', { model: 'another' }, /ollama pull nomic-embed-text/],
      ];

      it.concurrent.each(faults)(
        'which %s: says why, and catches up when that ends',
        async (name, fault, reason) => {
          const proxy = await startFaultyProxy(
            prometheus.url,
            clockShows(() => NOW_MS),
          );
          const ollama = await startOllamaStandIn();
          await ollama.setFault(fault);
          const path = join(folder, `ollama ${name}.db`);
          const worker = await start(`ollama ${name}.db`, {
            PROMETHEUS_URL: proxy.url,
            EMBEDDER: 'ollama',
            OLLAMA_URL: ollama.url,
            OLLAMA_EMBED_TIMEOUT: '2s',
          });
          try {
            expect(reasonOf(await worker.until(isDisturbed, 90_000))).toMatch(reason);
            expect((await fetch(`${worker.url}/-/ready`)).status).toBe(200);
            await ollama.setFault(undefined);
            await untilNextTurn(worker);
          } finally {
            await worker.stop();
            await proxy.stop();
            await ollama.stop();
          }
          const embedder = ollamaEmbedder({});
          const store = await openSqliteStore({ path, embedder });
          const records = await readRecords(store);
          await store.close();
          expect(records).toEqual(undisturbed.records);
        },
      );
    });

    describe('in Qdrant', () => {
      const faults: [string, StandInFault, RegExp | undefined][] = [
        ['goes down in the middle of a batch', downAfterUpserts(1), /Qdrant.*(reach|connect)/i],
        ['answers 429 for a while', times(3, tooManyRequests(1)), undefined],
        ['answers 429 for too long', afterUpserts(1, tooManyRequests()), /429/],
        ['stores half of a batch', afterUpserts(1, storesHalf), /500.*shards failed/],
      ];

      it.concurrent.each(faults)(
        'which %s: says why, and catches up when that ends',
        async (_, fault, reason) => {
          const proxy = await startFaultyProxy(
            prometheus.url,
            clockShows(() => NOW_MS),
          );
          const qdrant = await startQdrantStandIn();
          const worker = await start('unused.db', { PROMETHEUS_URL: proxy.url, QDRANT_URL: qdrant.url });
          try {
            await qdrant.setFault(fault);
            if (reason === undefined) await worker.until(isTurn('succeeded'), 90_000);
            else {
              expect(reasonOf(await worker.until(isDisturbed, 90_000))).toMatch(reason);
              await qdrant.setFault(undefined);
              await untilNextTurn(worker);
            }
            const store = await openQdrantStore({ url: qdrant.url, embedder: builtinEmbedder() });
            expect(await readRecords(store)).toEqual(undisturbed.records);
            await store.close();
          } finally {
            await worker.stop();
            await proxy.stop();
            await qdrant.close();
          }
        },
      );
    });
  },
);
