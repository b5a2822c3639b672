import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Series } from '@metrics-ai/timeseries';
import { PbfReader } from 'pbf';
import { uncompressSync } from 'snappy';

import { PrometheusError } from '../prometheus-error.ts';
import { RemoteWriter, type RemoteWriterOptions } from './remote-writer.ts';

jest.setTimeout(30_000);

function series(labels: Record<string, string>, samples: [timestamp: number, value: number][]): Series {
  return {
    labels,
    timestamps: Float64Array.from(samples, ([timestamp]) => timestamp),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

const startMs = Date.UTC(2026, 0, 1);
const one = series({ __name__: 'up' }, [[startMs, 1]]);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Answers with each status in turn, and with 204 from then on; collects the requests. */
async function receiver(...statuses: (number | [status: number, headers: Record<string, string>])[]) {
  const requests: { headers: IncomingMessage['headers']; series: DecodedSeries[] }[] = [];
  const url = await serve((request, response) => {
    void bodyOf(request).then((body) => {
      requests.push({ headers: request.headers, series: decode(body) });
      const next = statuses.shift() ?? 204;
      const [status, headers] = typeof next === 'number' ? [next, {}] : next;
      response.writeHead(status, headers).end(status === 204 ? undefined : `refused with ${status}\n`);
    });
  });
  return { url, requests };
}

interface DecodedSeries {
  labels: [string, string][];
  samples: [timestamp: number, value: number, bits: string][];
}

/** The slow obvious reading of a WriteRequest, by the .proto files. */
function decode(body: Buffer): DecodedSeries[] {
  const all: DecodedSeries[] = [];
  new PbfReader(uncompressSync(body) as Buffer).readFields((_, __, request) => {
    const decoded: DecodedSeries = { labels: [], samples: [] };
    request.readMessage((tag, _, timeSeries) => {
      if (tag === 1) {
        const label: [string, string] = ['', ''];
        timeSeries.readMessage((field, _, pbf) => (label[field - 1] = pbf.readString()), label);
        decoded.labels.push(label);
      } else {
        const sample: [number, number, string] = [0, 0, ''];
        timeSeries.readMessage((field, _, pbf) => {
          if (field === 1) {
            sample[2] = pbf.dataView.getBigUint64(pbf.pos, true).toString(16);
            sample[1] = pbf.readDouble();
          } else sample[0] = pbf.readVarint(true);
        }, sample);
        decoded.samples.push(sample);
      }
    }, decoded);
    all.push(decoded);
  }, all);
  return all;
}

function writer(options: RemoteWriterOptions): RemoteWriter {
  return new RemoteWriter({ sleep: () => Promise.resolve(), ...options });
}

describe('what goes over the wire', () => {
  it('is a snappy-compressed WriteRequest with the headers of remote write 1.0', async () => {
    const { url, requests } = await receiver();
    await writer({ url, headers: { 'X-Scope-OrgID': 'shop' } }).write([one]);
    expect(requests[0].headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
      'x-scope-orgid': 'shop',
    });
    expect(requests[0].series).toEqual([
      { labels: [['__name__', 'up']], samples: [[startMs, 1, '3ff0000000000000']] },
    ]);
  });

  it('has labels sorted by name, without those that have no value', async () => {
    const { url, requests } = await receiver();
    await writer({ url }).write([series({ b: 'é"\n', __name__: 'm', a: '1', B: '2', empty: '' }, [[1, 1]])]);
    expect(requests[0].series[0].labels).toEqual([
      ['B', '2'],
      ['__name__', 'm'],
      ['a', '1'],
      ['b', 'é"\n'],
    ]);
  });

  it('carries every double and every time exactly, and no NaN', async () => {
    const values = [0, -0, 1e-310, 0.1, -1 / 3, 1e300, Infinity, -Infinity, Number.MAX_VALUE, NaN, 42];
    const times = [
      -62_135_596_800_000,
      -1,
      0,
      1,
      2 ** 31,
      2 ** 32,
      2 ** 40,
      startMs,
      2 ** 45,
      2 ** 46,
      2 ** 52,
    ];
    const { url, requests } = await receiver();
    const result = await writer({ url }).write([
      series(
        { __name__: 'm' },
        times.map((time, i) => [time, values[i]]),
      ),
    ]);
    const kept = times.map((time, i) => [time, values[i]]).filter(([, value]) => !Number.isNaN(value));
    expect(requests[0].series[0].samples.map(([time, value]) => [time, value])).toEqual(kept);
    expect(result).toEqual({ samples: 10 });
  });

  it('ends a series with the stale NaN 1 ms after its last sample, when asked to', async () => {
    const { url, requests } = await receiver();
    const gapAtTheEnd = series({ __name__: 'm' }, [
      [10, 1],
      [20, 2],
      [30, NaN],
    ]);
    const result = await writer({ url, staleMarkers: true }).write([gapAtTheEnd]);
    expect(requests[0].series[0].samples.at(-1)).toEqual([21, NaN, '7ff0000000000002']);
    expect(result).toEqual({ samples: 2 });
  });

  it('is nothing at all when there is no sample', async () => {
    const { url, requests } = await receiver();
    const result = await writer({ url, staleMarkers: true }).write([
      series({ __name__: 'm' }, []),
      series({}, [[1, NaN]]),
    ]);
    expect(result).toEqual({ samples: 0 });
    expect(requests).toEqual([]);
  });

  it.each([1, 2, 3, 7, 1000])(
    'loses and doubles no sample in batches of %d',
    async (maxSamplesPerRequest) => {
      const input = Array.from({ length: 9 }, (_, k) =>
        series(
          { __name__: `m${k}` },
          Array.from({ length: k * 2 }, (_, i) => [i * 1000, (i + k) % 4 === 1 ? NaN : i]),
        ),
      );
      const { url, requests } = await receiver();
      const progress: number[] = [];
      const result = await writer({ url, maxSamplesPerRequest, staleMarkers: true }).write(input, {
        onProgress: (written, total) => progress.push(written / total),
      });

      const sent = new Map<string, [number, number][]>();
      for (const part of requests.flatMap((request) => request.series)) {
        const name = part.labels[0][1];
        sent.set(name, [
          ...(sent.get(name) ?? []),
          ...part.samples.map(([time, value]): [number, number] => [time, value]),
        ]);
      }
      for (const { labels, timestamps, values } of input) {
        const expected = [...timestamps]
          .map((time, i) => [time, values[i]])
          .filter(([, value]) => !Number.isNaN(value));
        if (expected.length > 0) expected.push([expected[expected.length - 1][0] + 1, NaN]);
        expect(sent.get(labels.__name__) ?? []).toEqual(expected);
      }
      expect(result.samples).toBe(
        input.reduce((sum, { values }) => sum + values.filter((v) => !Number.isNaN(v)).length, 0),
      );
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(progress.at(-1)).toBe(1);
      for (const request of requests) {
        const samples = request.series.flatMap((part) =>
          part.samples.filter(([, value]) => !Number.isNaN(value)),
        );
        expect(samples.length).toBeLessThanOrEqual(maxSamplesPerRequest);
      }
    },
  );
});

describe('a receiver that refuses', () => {
  it.each([500, 502, 503, 504, 429])('is asked again after %d', async (status) => {
    const { url, requests } = await receiver(status, status);
    await expect(writer({ url, retries: 2 }).write([one])).resolves.toEqual({ samples: 1 });
    expect(requests).toHaveLength(3);
  });

  it.each([
    [400, 'bad-query'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [415, 'bad-query'],
    [307, 'invalid-response'],
  ] as const)('with %d is not asked again: kind %s, and its message', async (status, kind) => {
    const { url, requests } = await receiver([status, { location: 'http://127.0.0.1:9/elsewhere' }]);
    await expect(writer({ url }).write([one])).rejects.toMatchObject({
      name: 'PrometheusError',
      kind,
      status,
      message: `Remote write: the receiver answered ${status}: refused with ${status}`,
    });
    expect(requests).toHaveLength(1);
  });

  it('is given up on after the last retry', async () => {
    const { url, requests } = await receiver(503, 503, 503, 503);
    await expect(writer({ url, retries: 3 }).write([one])).rejects.toMatchObject({
      kind: 'server',
      status: 503,
    });
    expect(requests).toHaveLength(4);
  });

  it('says how long to wait, within bounds', async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    const { url } = await receiver(
      [429, { 'retry-after': '7' }],
      [429, { 'retry-after': '86400' }],
      [429, { 'retry-after': date }],
      [429, { 'retry-after': 'soon' }],
    );
    const waits: number[] = [];
    await writer({ url, sleep: (ms) => Promise.resolve(void waits.push(ms)) }).write([one]);
    expect(waits.slice(0, 2)).toEqual([7_000, 60_000]);
    expect(waits[2]).toBeGreaterThan(17_000);
    expect(waits[2]).toBeLessThanOrEqual(20_000);
    expect(waits[3]).toBeLessThanOrEqual(1_600);
  });

  it('is not listened to for longer than its first words', async () => {
    const url = await serve((request, response) => {
      request.resume();
      response.writeHead(400);
      const talk = () => {
        while (!response.destroyed && response.write('no '.repeat(10_000)));
        response.once('drain', talk);
      };
      talk();
    });
    const error: unknown = await writer({ url })
      .write([one])
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'bad-query', message: expect.stringMatching(/400: (no )+no?$/) });
    expect(String(error).length).toBeLessThan(600);
  });

  it('keeps what it took before', async () => {
    const { url } = await receiver(204, 400);
    const progress: number[] = [];
    const write = writer({ url, maxSamplesPerRequest: 1 }).write([one, one, one], {
      onProgress: (n) => progress.push(n),
    });
    await expect(write).rejects.toMatchObject({ status: 400 });
    expect(progress).toEqual([1]);
  });
});

describe('a connection', () => {
  it('that breaks is tried again', async () => {
    let attempts = 0;
    const url = await serve((request, response) => {
      if (++attempts < 3) request.socket.destroy();
      else request.resume().on('end', () => response.writeHead(204).end());
    });
    await expect(writer({ url }).write([one])).resolves.toEqual({ samples: 1 });
    expect(attempts).toBe(3);
  });

  it('that nobody answers is an unreachable receiver', async () => {
    const url = await serve(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    const write = writer({ url, retries: 1 }).write([one]);
    await expect(write).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('127.0.0.1'),
    });
  });

  it('that hangs is a timeout, which is not tried again', async () => {
    let attempts = 0;
    const url = await serve(() => attempts++);
    await expect(writer({ url, timeoutMs: 100 }).write([one])).rejects.toMatchObject({ kind: 'timeout' });
    expect(attempts).toBe(1);
  });

  it('ends when the caller says so, while waiting for the answer and between two attempts', async () => {
    const hanging = new AbortController();
    const url = await serve(() => hanging.abort());
    await expect(writer({ url }).write([one], { signal: hanging.signal })).rejects.toMatchObject({
      kind: 'aborted',
    });

    const waiting = new AbortController();
    const refusing = await receiver([429, { 'retry-after': '60' }]);
    const write = new RemoteWriter({ url: refusing.url }).write([one], { signal: waiting.signal });
    setTimeout(() => waiting.abort(), 100);
    await expect(write).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('a mistake of the caller', () => {
  it.each([
    [{ url: 'ftp://host/' }, /^url must/],
    [{ url: 'nonsense' }, /^url must/],
    [{ url: 'http://user:hunter2@host/' }, /^url must not carry/],
    [
      { url: 'http://host/', headers: { Authorization: 'Bearer hunter2\n\u0000' } },
      /^headers: "Authorization"/,
    ],
    [{ url: 'http://host/', timeoutMs: 0 }, /^timeoutMs/],
    [{ url: 'http://host/', retries: -1 }, /^retries/],
    [{ url: 'http://host/', maxSamplesPerRequest: 1.5 }, /^maxSamplesPerRequest/],
  ])('in the options is named: %j', (options, message) => {
    const make = () => new RemoteWriter(options);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });

  it('in a series is named, and nothing is written', async () => {
    const { url, requests } = await receiver();
    const uneven = { labels: {}, timestamps: new Float64Array(2), values: new Float64Array(1) };
    await expect(writer({ url }).write([one, uneven])).rejects.toThrow(
      'series[1] has 2 timestamps but 1 values',
    );
    const fractional = series({}, [
      [1, 1],
      [1.5, 1],
    ]);
    await expect(writer({ url }).write([one, fractional])).rejects.toThrow(
      'series[1].timestamps[1] is not a whole number',
    );
    expect(requests).toEqual([]);
  });

  it('never shows a header in an error', async () => {
    const { url } = await receiver(500);
    const secret = { url, headers: { Authorization: 'Bearer hunter2' }, retries: 0 };
    const error: unknown = await writer(secret)
      .write([one])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PrometheusError);
    const down = { ...secret, url: 'http://127.0.0.1:9/api/v1/write' };
    const unreachable: unknown = await writer(down)
      .write([one])
      .catch((reason: unknown) => reason);
    expect(inspect([error, unreachable], { depth: Infinity, showHidden: true })).not.toContain('hunter2');
  });
});
