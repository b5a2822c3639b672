import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PrometheusClient } from './prometheus-client.ts';
import type { RequestHandler } from './testing/loopback-server.ts';

import {
  clientOf,
  closeAfterwards,
  closeAll,
  failure,
  json,
  serve,
  vector,
} from './testing/loopback-client.ts';

afterEach(closeAll);

describe('PrometheusClient asks', () => {
  it('instant queries with their time, and gives warnings and infos with the result', async () => {
    const { url, received } = await serve((_, response) =>
      json(response, { ...vector, warnings: ['w'], infos: ['i'] }),
    );
    const { client } = clientOf(`${url}/prometheus`);
    await expect(client.query('up{a="ä&=+"}', { timeMs: 1_234 })).resolves.toEqual({
      data: { type: 'vector', samples: [{ labels: { a: 'b' }, timestampMs: 1_000, value: 2 }] },
      warnings: ['w'],
      infos: ['i'],
    });
    expect(received[0]).toMatchObject({ method: 'GET', path: '/prometheus/api/v1/query' });
    expect(Object.fromEntries(received[0].params)).toEqual({ query: 'up{a="ä&=+"}', time: '1.234' });
  });

  it('long queries by POST, as a form', async () => {
    const { url, received } = await serve((_, response) => json(response, vector));
    const { client } = clientOf(url);
    const promql = `up{a="${'ä'.repeat(5_000)}"}`;
    await client.query(promql);
    expect(received[0].method).toBe('POST');
    expect(received[0].headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(received[0].params.get('query')).toBe(promql);
  });

  it('series, labels, label values and metadata', async () => {
    const answers: Record<string, unknown> = {
      '/api/v1/series': [{ __name__: 'up', __proto__: 'x' }, { __name__: 'down' }],
      '/api/v1/labels': ['a', 'b'],
      '/api/v1/label/a/values': ['1', '2'],
      '/api/v1/label/U__my_2e_label__x/values': ['3'],
      '/api/v1/metadata': {
        up: [
          { type: 'gauge', help: 'h', unit: '' },
          { type: 'counter', help: 'i' },
        ],
        long: [{ type: 'gauge', help: `${'x'.repeat(1_999)}😀${'y'.repeat(2_000_000)}`, unit: '' }],
      },
      '/api/v1/status/buildinfo': { version: '2.42.0', revision: 'abc', features: {} },
    };
    const { url, received } = await serve(({ path }, response) =>
      json(response, { status: 'success', data: answers[path] }),
    );
    const { client } = clientOf(url);
    const range = { startMs: 1_000, endMs: 2_500 };
    expect((await client.series(['up', 'down'], { ...range, limit: 1 })).data).toEqual([{ __name__: 'up' }]);
    expect(received[0].params.getAll('match[]')).toEqual(['up', 'down']);
    expect(received[0].params.get('start')).toBe('1');
    expect(received[0].params.get('end')).toBe('2.5');
    expect((await client.series(['up'], { limit: 1 })).warnings).toEqual(['results truncated due to limit']);
    expect((await client.series(['up'], { limit: 2 })).warnings).toEqual([]);
    expect((await client.labels({ matches: ['up'] })).data).toEqual(['a', 'b']);
    expect((await client.labelValues('a', range)).data).toEqual(['1', '2']);
    expect((await client.labelValues('my.label_x')).data).toEqual(['3']);
    expect((await client.metadata({ metric: 'up', limit: 5 })).data.get('up')).toEqual([
      { type: 'gauge', help: 'h', unit: '' },
      { type: 'counter', help: 'i', unit: '' },
    ]);
    const [{ help }] = (await client.metadata()).data.get('long') ?? [];
    expect(help).toBe(`${'x'.repeat(1_999)}\ufffd`);
    expect((await client.buildInfo()).data).toEqual({
      version: '2.42.0',
      details: { version: '2.42.0', revision: 'abc' },
    });
    await expect(client.series([])).rejects.toThrow(RangeError);
    await expect(client.labelValues('')).rejects.toThrow(RangeError);
  });

  it('for one more than the limit, so that it can say that there is more where the server does not', async () => {
    const all = ['a', 'b', 'c'];
    const { url, received } = await serve(({ params }, response) =>
      json(response, { status: 'success', data: all.slice(0, Number(params.get('limit'))) }),
    );
    const { client } = clientOf(url);
    expect(await client.labels({ limit: 2 })).toMatchObject({
      data: ['a', 'b'],
      warnings: ['results truncated due to limit'],
    });
    expect(await client.labels({ limit: 3 })).toMatchObject({ data: all, warnings: [] });
    expect(received.map(({ params }) => params.get('limit'))).toEqual(['3', '4']);
    await expect(client.labels({ limit: 0 })).rejects.toThrow(/limit/);
  });

  it('for build information, which may say nothing', async () => {
    const { url } = await serve((_, response) => json(response, { status: 'success', data: {} }));
    expect((await clientOf(url).client.buildInfo()).data).toEqual({ version: undefined, details: {} });
  });

  it('ranges at their own moments, not at those of a cache', async () => {
    const { url, received } = await serve((_, response) =>
      json(response, { status: 'success', data: { resultType: 'matrix', result: [] } }),
    );
    await clientOf(url).client.queryRange('up', { startMs: 7_000, endMs: 67_000, stepMs: 60_000 });
    expect(Object.fromEntries(received[0].params)).toMatchObject({ start: '7', end: '67', nocache: '1' });
  });

  it('whether Prometheus is healthy and ready, once', async () => {
    let status = 200;
    const { url, received } = await serve((_, response) =>
      response.writeHead(status).end('Prometheus Server is …'),
    );
    const { client } = clientOf(url);
    await expect(client.healthy()).resolves.toBe(true);
    await expect(client.ready()).resolves.toBe(true);
    status = 503;
    await expect(client.ready()).resolves.toBe(false);
    expect(received.map(({ path }) => path)).toEqual(['/-/healthy', '/-/ready', '/-/ready']);
    status = 404;
    expect((await failure(client.ready())).kind).toBe('not-found');
  });

  it('over the same connection again and again', async () => {
    const { url, received, connections } = await serve((_, response) => json(response, vector));
    const { client } = clientOf(url);
    for (let i = 0; i < 5; i++) await client.query('up');
    expect(received).toHaveLength(5);
    expect(connections()).toBe(1);
  });

  it('no more than maxConcurrency requests at once', async () => {
    let running = 0;
    let most = 0;
    const { url } = await serve((_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        json(response, vector);
      }, 5);
    });
    const { client } = clientOf(url, { maxConcurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, () => client.query('up')));
    expect(most).toBe(3);
  });
});

describe('PrometheusClient splits', () => {
  /** Answers range queries as Prometheus does, with one sample a step that is its time in milliseconds. */
  const answerRange: RequestHandler = ({ params }, response) => {
    const [start, end, step] = ['start', 'end', 'step'].map((key) =>
      Math.round(Number(params.get(key)) * 1000),
    );
    if ((end - start) / step > 11_000) {
      const error = 'exceeded maximum resolution of 11,000 points per timeseries.';
      json(response, { status: 'error', errorType: 'bad_data', error }, 400);
      return;
    }
    const values: [number, string][] = [];
    for (let timeMs = start; timeMs <= end; timeMs += step) values.push([timeMs / 1000, String(timeMs)]);
    const result = [{ metric: { a: 'b' }, values }];
    json(response, { status: 'success', data: { resultType: 'matrix', result }, warnings: ['slow'] });
  };

  it.each([
    [1_700_000_000_123, 1_700_000_000_123 + 35_000 * 250, 250],
    [1_700_000_000_000, 1_700_000_000_000 + 11_000 * 15_000, 15_000],
    [0, 10, 1],
  ])('from %d to %d by %d and joins without losing or doubling a sample', async (startMs, endMs, stepMs) => {
    const { url } = await serve(answerRange);
    const { client } = clientOf(url);
    const { data, warnings } = await client.queryRange('up', { startMs, endMs, stepMs });
    const expected = Float64Array.from(
      { length: Math.floor((endMs - startMs) / stepMs) + 1 },
      (_, i) => startMs + i * stepMs,
    );
    expect(data).toEqual([{ labels: { a: 'b' }, timestamps: expected, values: expected, histograms: [] }]);
    expect(warnings).toEqual(['slow']);
  });

  it('and fails as a whole with the reason of the piece that fails, ending the others', async () => {
    const { url } = await serve((request, response, count) => {
      if (count === 2)
        json(response, { status: 'error', errorType: 'execution', error: 'too many samples' }, 422);
      else if (count === 1) answerRange(request, response, count);
    });
    const { client } = clientOf(url);
    const error = await failure(client.queryRange('up', { startMs: 0, endMs: 50_000_000, stepMs: 1_000 }));
    expect(error).toMatchObject({ kind: 'bad-query', message: 'execution: too many samples' });
  });
});

describe('PrometheusClient retries', () => {
  it.each([429, 502, 503, 504])('status %d, with jitter that doubles', async (status) => {
    const { url, received } = await serve((_, response, count) =>
      count <= 3 ? response.writeHead(status).end() : json(response, vector),
    );
    const { client, slept } = clientOf(url);
    await client.query('up');
    expect(received).toHaveLength(4);
    expect(slept).toEqual([100, 200, 400]);
  });

  it('as long as Retry-After says', async () => {
    const { url } = await serve((_, response, count) => {
      const after = count === 1 ? '7' : new Date(Date.now() + 20_000).toUTCString();
      if (count <= 2) response.writeHead(429, { 'Retry-After': after }).end();
      else json(response, vector);
    });
    const { client, slept } = clientOf(url);
    await client.query('up');
    expect(slept[0]).toBe(7_000);
    expect(slept[1]).toBeGreaterThan(15_000);
    expect(slept[1]).toBeLessThanOrEqual(20_000);
  });

  it.each([
    ['before the answer', (response: ServerResponse) => response.destroy()],
    [
      'in the middle of the body',
      (response: ServerResponse) => {
        response.writeHead(200, { 'Content-Length': '1000' }).write('{"status":"succ');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    [
      'in the middle of a compressed body',
      (response: ServerResponse) => {
        response
          .writeHead(200, { 'Content-Encoding': 'gzip' })
          .write(gzipSync(JSON.stringify(vector)).subarray(0, 30));
        setTimeout(() => response.destroy(), 10);
      },
    ],
  ])('a connection that breaks %s', async (_, breakOff) => {
    const { url, received } = await serve((__, response, count) =>
      count === 1 ? breakOff(response) : json(response, vector),
    );
    const { client } = clientOf(url);
    await client.query('up');
    expect(received).toHaveLength(2);
  });

  it('a connection that is refused, and says so in the end', async () => {
    const { url } = await serve(() => undefined);
    closeAll();
    const { client, slept } = clientOf(url, { retries: 2 });
    const error = await failure(client.query('up'));
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    expect(error.cause).toBeInstanceOf(Error);
    expect(slept).toHaveLength(2);
  });

  it.each([
    [400, 'bad-query'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [408, 'timeout'],
    [413, 'server'],
    [422, 'bad-query'],
    [500, 'server'],
    [501, 'server'],
  ])('never status %d, which is %s', async (status, kind) => {
    const { url, received } = await serve((_, response) => response.writeHead(status).end('no\nway'));
    const { client } = clientOf(url);
    const error = await failure(client.query('up'));
    expect(error).toMatchObject({
      kind,
      status,
      message: `Prometheus answered with status ${status}: no way`,
    });
    expect(received).toHaveLength(1);
  });

  it('never an answer that is whole but no answer of Prometheus', async () => {
    for (const body of [
      '<html>login</html>',
      '{"status":"success","data":{"resultType":"vector","result":[',
      '{}',
      '',
    ]) {
      const { url, received } = await serve((_, response) => response.end(body));
      expect((await failure(clientOf(url).client.query('up'))).kind).toBe('invalid-response');
      expect((await failure(clientOf(url).client.labels())).kind).toBe('invalid-response');
      expect(received).toHaveLength(2);
    }
  });

  it('never a compressed body that is garbage', async () => {
    const { url, received } = await serve((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('this is not gzip'),
    );
    expect((await failure(clientOf(url).client.query('up'))).kind).toBe('invalid-response');
    expect(received).toHaveLength(1);
  });
});

describe('PrometheusClient fails', () => {
  it('with the message and type of Prometheus', async () => {
    const body = {
      status: 'error',
      errorType: 'bad_data',
      error: '1:5: parse error: unclosed left parenthesis',
    };
    const { url } = await serve((_, response) => json(response, body, 400));
    expect(await failure(clientOf(url).client.query('sum('))).toMatchObject({
      name: 'PrometheusError',
      kind: 'bad-query',
      status: 400,
      errorType: 'bad_data',
      message: 'bad_data: 1:5: parse error: unclosed left parenthesis',
    });
  });

  it('with the message alone where the type is none of Prometheus', async () => {
    const body = { status: 'error', errorType: '422', error: 'unknown func "nosuch"' };
    const { url } = await serve((_, response) => json(response, body, 422));
    const error = await failure(clientOf(url).client.query('nosuch(up)'));
    expect(error).toMatchObject({ kind: 'bad-query', status: 422, message: 'unknown func "nosuch"' });
    expect(error.errorType).toBeUndefined();
  });

  it('by a timeout of Prometheus', async () => {
    const body = { status: 'error', errorType: 'timeout', error: 'query timed out' };
    const { url } = await serve((_, response) => json(response, body, 503));
    expect(await failure(clientOf(url).client.query('up'))).toMatchObject({ kind: 'timeout', status: 503 });
  });

  it.each([
    ['no answer', () => undefined],
    [
      'a body that never ends',
      (response: ServerResponse) => void response.writeHead(200).write('{"status":'),
    ],
  ])('by its own timeout at %s, once', async (_, handle) => {
    const { url, received } = await serve((__, response) => handle(response));
    const { client } = clientOf(url, { timeoutMs: 50 });
    expect(await failure(client.query('up'))).toMatchObject({
      kind: 'timeout',
      message: 'no answer within 50 ms',
    });
    expect(received).toHaveLength(1);
  });

  it('when its caller aborts: before, during, while waiting for its turn, and between attempts', async () => {
    expect(
      await failure(clientOf('http://127.0.0.1:1').client.query('up', { signal: AbortSignal.abort() })),
    ).toMatchObject({ kind: 'aborted' });

    const silent = await serve(() => undefined);
    const { client } = clientOf(silent.url, { maxConcurrency: 1 });
    const controller = new AbortController();
    const both = [
      client.query('up', { signal: controller.signal }),
      client.labels({ signal: controller.signal }),
    ];
    setTimeout(() => controller.abort(), 30);
    for (const promise of both.map(failure)) expect((await promise).kind).toBe('aborted');
    expect(silent.received).toHaveLength(1);

    const busy = await serve((_, response) => response.writeHead(503).end());
    const waiting = new PrometheusClient({ url: busy.url, random: () => 1 });
    closeAfterwards(() => waiting.close());
    const signal = AbortSignal.timeout(50);
    expect((await failure(waiting.query('up', { signal }))).kind).toBe('aborted');
    expect(busy.received).toHaveLength(1);
  });

  it('on more bytes than allowed, counted after decompression', async () => {
    const body = JSON.stringify({ ...vector, padding: 'x'.repeat(1_000_000) });
    const { url } = await serve(({ headers }, response) => {
      const compressed = headers['accept-encoding']?.includes('gzip') === true;
      response
        .writeHead(200, compressed ? { 'Content-Encoding': 'gzip' } : {})
        .end(compressed ? gzipSync(body) : body);
    });
    const error = await failure(clientOf(url, { maxResponseBytes: 100_000 }).client.query('up'));
    expect(error).toMatchObject({ kind: 'too-large', message: expect.stringContaining('100000 bytes') });
    await expect(clientOf(url, { maxResponseBytes: 2_000_000 }).client.query('up')).resolves.toMatchObject({
      warnings: [],
    });
  });

  it('with a message of bounded length on one line', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(500).end(`a\r\n\u001b[31m${'b'.repeat(1_000_000)}`),
    );
    const { message } = await failure(clientOf(url).client.query('up'));
    expect(message).toMatch(/^[\x20-\x7e]{1,1000}$/);
  });
});

describe('PrometheusClient refuses', () => {
  it.each([
    ['timeoutMs', 0],
    ['timeoutMs', NaN],
    ['maxConcurrency', 0],
    ['retries', -1],
    ['retries', 1.5],
    ['maxResponseBytes', 0],
  ])('%s of %d', (name, value) => {
    expect(() => new PrometheusClient({ url: 'http://127.0.0.1', [name]: value })).toThrow(RangeError);
    expect(() => new PrometheusClient({ url: 'http://127.0.0.1', [name]: value })).toThrow(name);
  });

  it('times that are not whole milliseconds', async () => {
    const { client } = clientOf('http://127.0.0.1:1');
    await expect(client.queryRange('up', { startMs: 0.5, endMs: 1, stepMs: 1 })).rejects.toThrow(/startMs/);
    expect(() => client.query('up', { timeMs: NaN })).toThrow(/timeMs/);
  });
});
