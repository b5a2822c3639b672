import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Series } from '@metrics-ai/timeseries';

import { findPrometheus, startPrometheus, type PrometheusServer } from '../testing/index.ts';
import { RemoteWriter } from './remote-writer.ts';

jest.setTimeout(60_000);

const startMs = Date.UTC(2026, 0, 1);

function series(labels: Record<string, string>, samples: [timestamp: number, value: number][]): Series {
  return {
    labels,
    timestamps: Float64Array.from(samples, ([timestamp]) => timestamp),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

const describeWithPrometheus = findPrometheus() === undefined ? describe.skip : describe;

describeWithPrometheus('a real Prometheus (skipped where there is no prometheus on the PATH)', () => {
  let prometheus: PrometheusServer;
  beforeAll(async () => {
    prometheus = await startPrometheus();
  });
  afterAll(() => prometheus.stop());

  async function rawSamples(
    selector: string,
  ): Promise<[labels: object, samples: [ms: number, value: number][]][]> {
    const url = new URL('/api/v1/query', prometheus.url);
    url.searchParams.set('query', `${selector}[30d]`);
    const timeS = startMs / 1000 + 15 * 86_400;
    url.searchParams.set('time', String(timeS));
    const body = (await (await fetch(url)).json()) as {
      data: { result: { metric: object; values: [number, string][] }[] };
    };
    return body.data.result.map(({ metric, values }) => [
      metric,
      values.map(([seconds, text]) => [Math.round(seconds * 1000), Number(text.replace('Inf', 'Infinity'))]),
    ]);
  }

  it('gives back exactly what was written, newest series first or not', async () => {
    const count = 5_000;
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const input = Array.from({ length: 3 }, (_, k) =>
      series(
        { __name__: 'exact', k: String(k), quoted: 'a "b" \\ \n é 🦆' },
        Array.from({ length: count }, (_, i) => [
          startMs + i * 60_000 + Math.floor(random() * 60_000),
          i % 100 === 7 ? NaN : i === 50 ? -Infinity : random() * 10 ** Math.floor(random() * 40 - 20),
        ]),
      ),
    );
    // The newest day alone comes first, so that all the rest is out of order.
    const newest = {
      ...input[2],
      timestamps: input[2].timestamps.slice(-1440),
      values: input[2].values.slice(-1440),
    };
    const write = new RemoteWriter({ url: `${prometheus.url}/api/v1/write`, maxSamplesPerRequest: 7_777 });
    await write.write([newest]);
    const { samples } = await write.write(input);
    expect(samples).toBe(3 * (count - 50));

    const found = await rawSamples('exact');
    expect(found.map(([labels]) => labels)).toEqual(input.map(({ labels }) => labels));
    for (const [k, [, actual]] of found.entries()) {
      const expected = [...input[k].timestamps].map((time, i): [number, number] => [
        time,
        input[k].values[i],
      ]);
      expect(actual).toEqual(expected.filter(([, value]) => !Number.isNaN(value)));
    }
  });

  it('takes a stale marker for the end of a series', async () => {
    const ending = series({ __name__: 'ending' }, [
      [startMs, 1],
      [startMs + 60_000, 1],
    ]);
    const lingering = { ...ending, labels: { __name__: 'lingering' } };
    const url = `${prometheus.url}/api/v1/write`;
    await new RemoteWriter({ url, staleMarkers: true }).write([ending]);
    await new RemoteWriter({ url }).write([lingering]);
    const time = startMs / 1000 + 90;
    const answer = await fetch(
      `${prometheus.url}/api/v1/query?query={__name__=~"ending|lingering"}&time=${time}`,
    );
    const text = await answer.text();
    expect(text).toContain('lingering');
    expect(text).not.toContain('ending"');
  });

  it('says in its own words why it refuses', async () => {
    const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
    await writer.write([series({ __name__: 'contested' }, [[startMs + 20 * 86_400_000, 1]])]);
    const write = writer.write([series({ __name__: 'contested' }, [[startMs + 20 * 86_400_000, 2]])]);
    await expect(write).rejects.toMatchObject({
      kind: 'bad-query',
      status: 400,
      message: 'Remote write: the receiver answered 400: duplicate sample for timestamp',
    });
  });
});
