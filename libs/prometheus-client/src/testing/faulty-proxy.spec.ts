import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  answersGarbage,
  answersManyPoints,
  answersStatus,
  breaksInBody,
  clockIsAhead,
  neverAnswers,
  onPath,
  times,
  truncatesBody,
} from './faults.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

const RANGE = '/api/v1/query_range?query=up&start=1000&end=1060&step=15';
const REAL =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1000,"42"]}]}}';

describe('A proxy', () => {
  let behind: LoopbackServer;
  let proxy: FaultyProxy;

  beforeEach(async () => {
    behind = await startLoopbackServer(({ headers, params }, response) => {
      const time = params.get('time') ?? params.get('start') ?? '1000';
      const body = REAL.replace('1000', time).replace('42', params.get('query') === 'time()' ? time : '42');
      const compressed = headers['accept-encoding']?.includes('gzip') === true;
      response
        .writeHead(200, {
          'Content-Type': 'application/json',
          ...(compressed && { 'Content-Encoding': 'gzip' }),
        })
        .end(compressed ? gzipSync(body) : body);
    });
    proxy = await startFaultyProxy(behind.url);
  });

  afterEach(async () => {
    await proxy.stop();
    behind.close();
  });

  const get = (path = '/api/v1/query?query=up', init: RequestInit = {}): Promise<Response> =>
    fetch(proxy.url + path, init);
  const failureOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'none',
      (error: Error) => String((error.cause as { code?: string } | undefined)?.code ?? error.message),
    );

  it('without a fault passes requests and answers on as they are', async () => {
    const answer = await get('/api/v1/query?query=up', { headers: { 'X-Scope-OrgID': 'a' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toBe(REAL);
    await get('/api/v1/query', { method: 'POST', body: new URLSearchParams({ query: 'down' }) });
    expect(behind.received).toMatchObject([
      { method: 'GET', path: '/api/v1/query', headers: { 'x-scope-orgid': 'a' } },
      { method: 'POST', path: '/api/v1/query' },
    ]);
    expect(behind.received.map(({ params }) => params.get('query'))).toEqual(['up', 'down']);
  });

  it('breaks the connection where nobody is behind it', async () => {
    behind.close();
    expect(await failureOf(get())).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });

  it('takes a fault of the test, which sees the parameters of query and form', async () => {
    const seen: string[] = [];
    await proxy.setFault(({ parameters }, response) => {
      seen.push(parameters.toString());
      if (parameters.get('query') !== 'up') return false;
      response.end('mine');
      return true;
    });
    expect(await (await get()).text()).toBe('mine');
    const form = { method: 'POST', body: new URLSearchParams({ query: 'a' }) };
    expect(await (await get('/api/v1/query?x=1', form)).text()).toBe(REAL);
    expect(seen).toEqual(['query=up', 'x=1&query=a']);
  });

  it('is down, so that connections are refused and open ones broken, and comes back on the same port', async () => {
    const idle = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    await once(idle, 'connect');
    await proxy.setFault(neverAnswers);
    const underWay = failureOf(get());
    await sleep(20);
    await proxy.setFault('down');
    await once(idle, 'close');
    expect(await underWay).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect(await failureOf(get())).toBe('ECONNREFUSED');
    await proxy.setFault('down');
    await proxy.setFault(undefined);
    expect(await (await get()).text()).toBe(REAL);
  });

  it('may be down from the start', async () => {
    const down = await startFaultyProxy(behind.url, 'down');
    expect(await failureOf(fetch(down.url))).toBe('ECONNREFUSED');
    await down.setFault(undefined);
    expect((await fetch(`${down.url}/api/v1/query`)).status).toBe(200);
    await down.stop();
  });

  it('never answers', async () => {
    await proxy.setFault(neverAnswers);
    expect(await failureOf(get(undefined, { signal: AbortSignal.timeout(50) }))).toMatch(/timeout/);
    expect(behind.received).toHaveLength(0);
  });

  it('breaks the connection after some bytes of the real answer', async () => {
    await proxy.setFault(breaksInBody(20));
    const answer = await get();
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(REAL.length)]);
    const reader = answer.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(REAL.slice(0, 20));
    expect(await failureOf(reader.read())).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });

  it('truncates the body of an answer that is otherwise whole', async () => {
    await proxy.setFault(truncatesBody());
    const answer = await get();
    expect(await answer.text()).toBe(REAL.slice(0, Math.floor(REAL.length / 2)));
    expect(answer.headers.get('content-length')).toBe(String(Math.floor(REAL.length / 2)));
    await proxy.setFault(truncatesBody(1_000_000));
    expect(await (await get()).text()).toBe(REAL.slice(0, -1));
  });

  it('answers garbage', async () => {
    await proxy.setFault(answersGarbage);
    const answer = await get();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    await expect(answer.json()).rejects.toThrow('not valid JSON');
  });

  it.each([
    [429, 'too_many_requests', '7'],
    [500, 'internal', null],
    [503, 'unavailable', null],
  ] as const)('answers status %d in the envelope of Prometheus', async (status, errorType, retryAfter) => {
    await proxy.setFault(answersStatus(status, { retryAfter: retryAfter ?? undefined }));
    const answer = await get();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await answer.json()).toEqual({ status: 'error', errorType, error: expect.any(String) });
  });

  it('answers a range query by a million points on its steps, and other queries as ever', async () => {
    await proxy.setFault(answersManyPoints());
    const { data } = (await (await get(RANGE)).json()) as {
      data: { result: { metric: unknown; values: unknown[] }[] };
    };
    expect(data.result).toHaveLength(200_000);
    expect(new Set(data.result.map(({ values }) => values.length))).toEqual(new Set([5]));
    expect(data.result[199_999].values.at(-1)).toEqual([1060, '4']);
    expect(await (await get()).text()).toBe(REAL);
  });

  it('stops writing points to a client that is gone', async () => {
    let ended = Promise.resolve(false);
    const writeOn = answersManyPoints(1e12);
    await proxy.setFault((...exchange) => (ended = Promise.resolve(writeOn(...exchange))));
    const controller = new AbortController();
    expect((await get(RANGE, { signal: controller.signal })).status).toBe(200);
    controller.abort();
    expect(await ended).toBe(true);
  });

  it.each([
    ['ahead', 3_600_500],
    ['behind', -3_600_500],
  ])('has a clock that is %s', async (_, byMs) => {
    await proxy.setFault(clockIsAhead(byMs));
    const seconds = byMs / 1000;
    const now = await (await get()).json();
    expect(now).toMatchObject({ data: { result: [{ value: [1000 + seconds, '42'] }] } });
    const asked = await (await get('/api/v1/query?query=time()&time=9000.25')).json();
    expect(asked).toMatchObject({ data: { result: [{ value: [9000.25, '9000.25'] }] } });
    await get('/api/v1/query_range?query=up&start=9000&end=9060&step=15');
    expect(behind.received.map(({ params }) => [params.get('time'), params.get('start')])).toEqual([
      [null, null],
      [String(9000.25 - seconds), null],
      [null, String(9000 - seconds)],
    ]);
  });

  it('may misbehave on one path only, and so many times', async () => {
    const fault: Fault = onPath('/api/v1/query', times(2, answersStatus(503)));
    await proxy.setFault(fault);
    const statuses: number[] = [];
    for (const path of [RANGE, undefined, undefined, undefined]) statuses.push((await get(path)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });
});
