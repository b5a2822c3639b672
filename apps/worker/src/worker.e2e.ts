import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  findPrometheus,
  startFaultyProxy,
  type FaultyProxy,
  type PrometheusServer,
} from '@metrics-ai/prometheus-client/testing';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readStore } from './testing/store-contents.ts';
import { isTurn, startWorker, type LogLine, type WorkerProcess } from './testing/worker-process.ts';
import { clockShows, NOW_MS, startWorld, STEP_MS } from './testing/world.ts';

jest.setTimeout(120_000);

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CHECK = fileURLToPath(new URL('../dist/check-watches.js', import.meta.url));

const watchOf = (name: string, match: string, more = ''): string =>
  `  - { name: ${name}, match: '${match}', every: 10s, lookback: 1d, step: 5m${more} }\n`;
const isReload =
  (result: string) =>
  ({ message }: LogLine): boolean =>
    message.event === 'reload' && message.result === result;

const withPrometheus = findPrometheus() === undefined ? describe.skip : describe;

withPrometheus('The worker (skipped where prometheus is not installed)', () => {
  let prometheus: PrometheusServer;
  let proxy: FaultyProxy;
  let folder: string;
  let nowMs: number;
  const started: WorkerProcess[] = [];

  beforeAll(async () => {
    prometheus = await startWorld(30);
    proxy = await startFaultyProxy(
      prometheus.url,
      clockShows(() => nowMs),
    );
  });
  beforeEach(async () => {
    nowMs = NOW_MS;
    folder = await mkdtemp(join(tmpdir(), 'metrics-ai-worker-'));
  });
  afterEach(async () => {
    for (const worker of started.splice(0)) await worker.stop();
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    await proxy.stop();
    await prometheus.stop();
  });

  const file = (): string => join(folder, 'watches.yaml');
  const write = (...watches: string[]): Promise<void> => writeFile(file(), `watches:\n${watches.join('')}`);
  const start = async (environment: Record<string, string> = {}): Promise<WorkerProcess> => {
    const worker = await startWorker({
      PROMETHEUS_URL: proxy.url,
      STORE_PATH: join(folder, 'metrics.db'),
      WATCH_FILE: file(),
      ...environment,
    });
    started.push(worker);
    return worker;
  };

  it('keeps the records of its watches up to date, and says so in one line a turn and in metrics', async () => {
    await write(watchOf('cpu', 'cpu_usage{job="shop"}'), watchOf('memory', 'memory_bytes', ', tenant: ops'));
    const worker = await start();
    expect((await worker.until(isTurn('succeeded', 'cpu'))).message).toMatchObject({
      tenant: 'default',
      series: 10,
      points: 10 * 289,
      expired: 0,
      failed: 0,
      end: new Date(NOW_MS).toISOString(),
    });
    expect((await worker.until(isTurn('succeeded', 'memory'))).message).toMatchObject({
      tenant: 'ops',
      series: 10,
    });
    const { records } = await readStore(join(folder, 'metrics.db'));
    expect(records.size).toBe(10);
    expect(new Set([...records.values()].map(({ watch, endMs }) => `${watch} ${endMs}`))).toEqual(
      new Set([`cpu ${NOW_MS}`]),
    );
    nowMs = NOW_MS + STEP_MS;
    const isNext = ({ message }: LogLine): boolean => message.end === new Date(nowMs).toISOString();
    await worker.until(isNext);
    const renewed = [...(await readStore(join(folder, 'metrics.db'))).records.values()];
    expect(renewed.every(({ endMs }) => endMs === nowMs)).toBe(true);
    expect(await worker.metric('metrics_ai_watch_series{watch="cpu"}')).toBe(10);
    expect(
      await worker.metric('metrics_ai_watch_turns_total{watch="cpu",result="succeeded"}'),
    ).toBeGreaterThanOrEqual(2);
    expect((await fetch(`${worker.url}/-/ready`)).status).toBe(200);
    expect((await fetch(`${worker.url}/metrics`)).headers.get('content-type')).toMatch(/version=0\.0\.4/);
  });

  it('takes a change of its file, keeps the old watches when the new ones are wrong, and tells both', async () => {
    await write(watchOf('cpu', 'cpu_usage'));
    const worker = await start();
    await worker.until(isTurn('succeeded', 'cpu'));
    await writeFile(file(), 'watches: [{ name: cpu, match: cpu_usage, evry: 10s }]');
    const failed = await worker.until(isReload('failed'));
    expect(failed).toMatchObject({ level: 'error', message: { kept: 1 } });
    expect(failed.message.reason).toMatch(/line 1: watches\[0\]\.evry: is not a known key/);
    expect(await worker.metric('metrics_ai_config_last_reload_successful')).toBe(0);
    const before = worker.lines.length;
    await worker.until((line) => worker.lines.indexOf(line) >= before && isTurn('succeeded', 'cpu')(line));

    await write(watchOf('memory', 'memory_bytes'));
    await worker.until(isTurn('succeeded', 'memory'));
    expect(await worker.metric('metrics_ai_config_last_reload_successful')).toBe(1);
    expect(await worker.metric('metrics_ai_watch_series{watch="cpu"}')).toBeUndefined();
  });

  it('reads its file anew at SIGHUP', async () => {
    await write(watchOf('cpu', 'cpu_usage'));
    const worker = await start();
    await worker.until(isTurn('succeeded', 'cpu'));
    worker.kill('SIGHUP');
    expect((await worker.until(isReload('succeeded'), 1_500)).message).toMatchObject({ watches: 1 });
  });

  it('ends within ten seconds at SIGTERM, in the middle of a turn', async () => {
    await write(watchOf('shop', '{job="shop"}'));
    // Prometheus hangs: without the signal, the turn would wait for two minutes.
    const hanging = await startFaultyProxy(prometheus.url, ({ path }) => path === '/api/v1/query_range');
    try {
      const worker = await start({ PROMETHEUS_URL: hanging.url });
      for (let i = 0; i < 200 && (await isUp(worker)) === false; i++) await sleep(50);
      await sleep(1_000);
      const startedMs = performance.now();
      worker.kill('SIGTERM');
      expect(await worker.ended).toBe('SIGTERM');
      expect(performance.now() - startedMs).toBeLessThan(10_000);
      expect(worker.output()).not.toMatch(/"level":"(warn|error|fatal)"/);
    } finally {
      await hanging.stop();
    }
  });

  async function isUp({ url }: WorkerProcess): Promise<boolean> {
    return fetch(`${url}/-/healthy`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  it('refuses to start with a wrong file, with none, and with wrong variables, and says all that is wrong', async () => {
    const run = (environment: Record<string, string>) =>
      spawnSync(process.execPath, [MAIN], {
        env: { PATH: process.env.PATH ?? '', PORT: '0', WATCH_FILE: file(), ...environment },
        cwd: folder,
        encoding: 'utf8',
        timeout: 20_000,
      });
    expect(run({})).toMatchObject({ status: 1, stderr: expect.stringMatching(/could not start.*ENOENT/s) });
    expect(run({ PORT: 'x', REDIS_URL: 'localhost' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/PORT: must be a whole number[\s\S]*REDIS_URL: must be a redis:/),
    });
    await writeFile(file(), 'watches: [{ name: a, every: 5x }]');
    const { status, stderr } = run({});
    expect(status).toBe(1);
    expect(stderr).toMatch(/line 1: watches\[0\]\.every: "5x" is not a duration/);
    expect(stderr).toMatch(/line 1: watches\[0\]: must have either match or query/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('has a command that checks files', async () => {
    await write(watchOf('cpu', 'cpu_usage'));
    const run = (...args: string[]) => spawnSync(process.execPath, [CHECK, ...args], { encoding: 'utf8' });
    expect(run(file())).toMatchObject({ status: 0, stdout: `${file()}: 1 watch, all right\n`, stderr: '' });
    await writeFile(file(), 'watches: 7');
    expect(run(file())).toMatchObject({ status: 1, stderr: expect.stringMatching(/watches: /) });
    expect(run('--help').stdout).toMatch(/check-watches/);
  });
});
