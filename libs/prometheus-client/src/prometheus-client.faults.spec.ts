import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PrometheusClientOptions } from './prometheus-client.ts';
import {
  answersGarbage,
  answersManyPoints,
  answersStatus,
  breaksInBody,
  clockIsAhead,
  type Fault,
  type FaultyProxy,
  neverAnswers,
  startFaultyProxy,
  times,
  truncatesBody,
} from './testing/index.ts';
import { clientOf, closeAfterwards, closeAll, failure, json, serve } from './testing/loopback-client.ts';
import type { LoopbackServer } from './testing/loopback-server.ts';

const POINTS = 1_000;
const RANGE = { startMs: 10_000_000, endMs: 10_000_000 + (POINTS - 1) * 15_000, stepMs: 15_000 };
const VALUES = Array.from({ length: POINTS }, (_, i) => i / 7);

describe('PrometheusClient and a Prometheus that', () => {
  let behind: LoopbackServer;
  let proxy: FaultyProxy;

  beforeEach(async () => {
    behind = await serve(({ path, params }, response) => {
      const startMs = Number(params.get('start')) * 1000;
      const values = VALUES.map((value, i) => [(startMs + i * RANGE.stepMs) / 1000, String(value)]);
      const time = Number(params.get('time') ?? 5_000);
      const data = path.endsWith('query_range')
        ? { resultType: 'matrix', result: [{ metric: { a: 'b' }, values }] }
        : { resultType: 'scalar', result: [time, String(time)] };
      json(response, { status: 'success', data });
    });
    proxy = await startFaultyProxy(behind.url);
    closeAfterwards(() => void proxy.stop());
  });

  afterEach(closeAll);

  /** What a range query makes of the proxy as it is now. */
  const ask = (options: Partial<PrometheusClientOptions> = {}) => {
    const { client, slept } = clientOf(proxy.url, options);
    return { client, slept, answer: client.queryRange('up', RANGE) };
  };

  it.each<[string, Fault, { kind: string; message: RegExp; status?: number; retries: number }]>([
    ['is down', 'down', { kind: 'unreachable', message: /^no connection to .*: ECONNREFUSED$/, retries: 2 }],
    ['is too slow', neverAnswers, { kind: 'timeout', message: /^no answer within 1000 ms$/, retries: 0 }],
    [
      'breaks off in the body',
      breaksInBody(),
      { kind: 'unreachable', message: /^no connection to .*: ECONNRESET$/, retries: 2 },
    ],
    [
      'breaks off before the last byte',
      breaksInBody(1e9),
      { kind: 'unreachable', message: /^no connection to .*: ECONNRESET$/, retries: 2 },
    ],
    [
      'truncates the JSON',
      truncatesBody(),
      { kind: 'invalid-response', message: /^the response/, retries: 0 },
    ],
    [
      'truncates the JSON by its last bracket',
      truncatesBody(1e9),
      { kind: 'invalid-response', message: /^the response/, retries: 0 },
    ],
    ['answers garbage', answersGarbage, { kind: 'invalid-response', message: /^the response/, retries: 0 }],
    [
      'has too much to do',
      answersStatus(429, { retryAfter: '7' }),
      { kind: 'rate-limited', status: 429, message: /^too_many_requests: too many outstanding/, retries: 2 },
    ],
    [
      'is broken',
      answersStatus(500),
      { kind: 'server', status: 500, message: /^internal: .*disk is on fire$/, retries: 0 },
    ],
    [
      'is not ready',
      answersStatus(503),
      { kind: 'server', status: 503, message: /^unavailable: TSDB not ready$/, retries: 2 },
    ],
  ])('%s: fails with the reason, and gives everything when that has ended', async (_, fault, expected) => {
    await proxy.setFault(fault);
    const { client, slept, answer } = ask({ timeoutMs: 1_000, retries: 2 });
    const error = await failure(answer);
    expect([error.kind, error.status]).toEqual([expected.kind, expected.status]);
    expect(error.message).toMatch(expected.message);
    expect(slept).toHaveLength(expected.retries);
    await proxy.setFault(undefined);
    const { data } = await client.queryRange('up', RANGE);
    expect([...data[0].values]).toEqual(VALUES);
  });

  it.each<[string, (count: number) => Fault, number[]]>([
    ['has too much to do', (count) => times(count, answersStatus(429, { retryAfter: '7' })), [7_000, 7_000]],
    ['is not ready', (count) => times(count, answersStatus(503)), [100, 200]],
    ['breaks off in the body', (count) => times(count, breaksInBody()), [100, 200]],
  ])('%s for a moment: is waited for', async (_, faultFor, waits) => {
    await proxy.setFault(faultFor(2));
    const { slept, answer } = ask({ retries: 2 });
    expect([...(await answer).data[0].values]).toEqual(VALUES);
    expect(slept).toEqual(waits);
  });

  it('fails in one piece of a long range: never gives the other pieces for the whole', async () => {
    await proxy.setFault(
      (request, response) =>
        Number(request.parameters.get('start')) * 1000 > RANGE.startMs && truncatesBody()(request, response),
    );
    const { client } = clientOf(proxy.url);
    const long = { ...RANGE, endMs: RANGE.startMs + 25_000 * RANGE.stepMs };
    expect((await failure(client.queryRange('up', long))).kind).toBe('invalid-response');
  });

  it('answers a million points: reads them within the limit, in memory of a few times their size', async () => {
    await proxy.setFault(answersManyPoints());
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const { data } = await ask().answer;
    clearInterval(watch);
    expect(data).toHaveLength(1_000);
    expect(data.reduce((sum, { values }) => sum + values.length, 0)).toBe(1_000_000);
    expect(data[999].timestamps.at(-1)).toBe(RANGE.endMs);
    expect(Math.max(most, process.memoryUsage().arrayBuffers - before)).toBeLessThan(200e6);
  });

  it('answers more than the limit: hangs up at once, and says how to ask for less', async () => {
    let connection: Socket | null = null;
    let ended = Promise.resolve(false);
    await proxy.setFault((request, response) => {
      connection = response.socket;
      return (ended = Promise.resolve(answersManyPoints(1e12)(request, response)));
    });
    const { answer, slept } = ask({ maxResponseBytes: 1_000_000 });
    expect(await failure(answer)).toMatchObject({
      kind: 'too-large',
      message:
        'the response is larger than 1000000 bytes: ask for less by a narrower selector, a longer step or a shorter range, or raise maxResponseBytes',
    });
    expect(slept).toEqual([]);
    expect(await ended).toBe(true);
    // What was under way, not the 27 terabytes.
    expect(connection).toMatchObject({ destroyed: true });
    expect((connection as Socket | null)?.bytesWritten).toBeLessThan(20e6);
  });

  it('has a clock that jumps: gives times as the server has them, and answers go on when it jumps back', async () => {
    const { client } = clientOf(proxy.url);
    const hourMs = 3_600_000;
    for (const byMs of [hourMs, -hourMs, 0]) {
      await proxy.setFault(byMs === 0 ? undefined : clockIsAhead(byMs));
      const timestampMs = 5_000_000 + byMs;
      const { data } = await client.query('time()');
      expect(data).toEqual({ type: 'scalar', timestampMs, value: timestampMs / 1000 });
      // On the steps that were asked for, whatever the server's clock.
      const [{ timestamps }] = (await client.queryRange('up', RANGE)).data;
      expect([timestamps[0], timestamps.at(-1)]).toEqual([RANGE.startMs, RANGE.endMs]);
    }
  });

  it('is down while a request waits for its next attempt: is reached when it is back', async () => {
    await proxy.setFault('down');
    const { answer } = ask({ retries: 5, sleep: (ms) => sleep(Math.min(ms, 20)) });
    setTimeout(() => void proxy.setFault(undefined), 30);
    expect((await answer).data[0].values).toHaveLength(POINTS);
  });
});
