import { describe, expect, it } from '@jest/globals';
import { detectAnomalies } from '@metrics-ai/anomaly-detection';
import { judgeSeries } from './judge-series.ts';

const timestamps = Float64Array.from({ length: 500 }, (_, i) => i * 60_000);
const seriesOf = (valueAt: (i: number) => number) => ({
  labels: { __name__: 'load' },
  timestamps,
  values: timestamps.map((_, i) => valueAt(i)),
});

describe('A judged series', () => {
  it('has the anomalies that are found without its judgements', () => {
    const series = seriesOf((i) => Math.sin(i * i) + (i > 200 && i < 210 ? 20 : 0));
    expect(judgeSeries(series).anomalies).toEqual(detectAnomalies(series));
    expect(judgeSeries(series).anomalies).not.toEqual([]);
    expect(judgeSeries(seriesOf(() => 1)).anomalies).toEqual([]);
  });

  it('has a band that is never negative where the series is not', () => {
    const lowest = (band: Float64Array) => Math.min(...band.filter((value) => !Number.isNaN(value)));
    const counts = seriesOf((i) => (i % 7 === 0 ? 30 : i % 5));
    expect(lowest(judgeSeries(counts).judgements.lower)).toBe(0);
    const signed = seriesOf((i) => (i % 7 === 0 ? 30 : (i % 5) - 1));
    expect(lowest(judgeSeries(signed).judgements.lower)).toBeLessThan(0);
  });
});
