import { describe, expect, it } from '@jest/globals';
import { readAgain } from './read-again.ts';

const range = { startMs: 0, endMs: 40_000, stepMs: 10_000 };

/** What a Prometheus answers to any query. */
function answering(
  ...results: readonly { labels: Record<string, string>; samples: readonly [number, number][] }[]
) {
  const asked: string[] = [];
  const data = results.map(({ labels, samples }) => ({
    labels,
    timestamps: Float64Array.from(samples, ([timestampMs]) => timestampMs),
    values: Float64Array.from(samples, ([, value]) => value),
    histograms: [],
  }));
  const queryRange = (promql: string) => {
    asked.push(promql);
    return Promise.resolve({ data, warnings: [], infos: [] });
  };
  return { asked, queryRange };
}

const read = async (prometheus: ReturnType<typeof answering>, labels: Record<string, string>) => {
  const series = await readAgain(prometheus, { labels, promql: 'load' }, range, undefined);
  return series && { labels: series.labels, timestamps: [...series.timestamps], values: [...series.values] };
};

describe('A series that is read again', () => {
  const labels = { __name__: 'load', service: 'a' };

  it('comes from its PromQL, under its own labels, with gaps from its first sample to the end', async () => {
    const prometheus = answering({
      labels: { service: 'a' },
      samples: [
        [10_000, 1],
        [30_000, 3],
      ],
    });
    expect(await read(prometheus, labels)).toEqual({
      labels,
      timestamps: [10_000, 20_000, 30_000, 40_000],
      values: [1, NaN, 3, NaN],
    });
    expect(prometheus.asked).toEqual(['load']);
  });

  it('is told from the others that its PromQL gives', async () => {
    const prometheus = answering(
      { labels: {}, samples: [[40_000, 1]] },
      { labels: { service: 'b' }, samples: [[40_000, 2]] },
      { labels: { service: 'a', pod: 'x' }, samples: [[40_000, 3]] },
      { labels: { service: 'a' }, samples: [[40_000, 4]] },
    );
    expect(await read(prometheus, labels)).toMatchObject({ values: [4] });
    expect(await read(prometheus, { ...labels, pod: 'x' })).toMatchObject({ values: [3] });
    expect(await read(prometheus, { __name__: 'load' })).toMatchObject({ values: [1] });
    expect(await read(prometheus, { ...labels, service: 'c' })).toBeUndefined();
  });

  it('is put together from its parts where it dropped the labels that tell them apart', async () => {
    const prometheus = answering(
      {
        labels: { service: 'a', pod: 'x' },
        samples: [
          [20_000, 1],
          [30_000, NaN],
        ],
      },
      {
        labels: { service: 'a', pod: 'y' },
        samples: [
          [30_000, 2],
          [40_000, 3],
        ],
      },
      { labels: { service: 'b', pod: 'x' }, samples: [[30_000, 9]] },
    );
    expect(await read(prometheus, labels)).toMatchObject({
      timestamps: [20_000, 30_000, 40_000],
      values: [1, 2, 3],
    });
  });

  it('knows the resets of its own counter, not of others', async () => {
    const at = (timeMs: number, value: number) => ({
      timestamps: Float64Array.of(timeMs),
      values: Float64Array.of(value),
      histograms: [],
    });
    const queryRange = (promql: string) => {
      const data = promql.startsWith('rate')
        ? [
            { labels: { service: 'a' }, ...at(10_000, 1) },
            { labels: { service: 'b' }, ...at(10_000, 1) },
          ]
        : promql === 'resets(x[10m10s]) > 0'
          ? [
              { labels: { service: 'b' }, ...at(30_000, 7) },
              { labels: { service: 'a' }, ...at(20_000, 3) },
            ]
          : [{ labels: { service: 'a' }, ...at(10_000, 1) }];
      return Promise.resolve({ data, warnings: [], infos: [] });
    };
    const series = await readAgain({ queryRange }, { labels, promql: 'rate(x[1m])' }, range, undefined);
    expect([...(series?.values ?? [])]).toEqual([1, NaN, NaN, NaN]);
    expect([...(series?.resets ?? [])]).toEqual([0, 2, 0, 0]);
  });

  it('may have a quantile that its results do not carry', async () => {
    const ofHistogram = answering({ labels: { service: 'a' }, samples: [[40_000, 1]] });
    expect(await read(ofHistogram, { ...labels, quantile: '0.9' })).toMatchObject({ values: [1] });
    const ofSummary = answering({ labels: { service: 'a', quantile: '0.5' }, samples: [[40_000, 1]] });
    expect(await read(ofSummary, { ...labels, quantile: '0.9' })).toBeUndefined();
  });

  it('is not there without a sample', async () => {
    expect(await read(answering(), labels)).toBeUndefined();
    expect(
      await read(answering({ labels: { service: 'a' }, samples: [[10_000, NaN]] }), labels),
    ).toBeUndefined();
  });
});
