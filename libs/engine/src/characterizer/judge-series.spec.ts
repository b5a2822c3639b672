import { describe, expect, it } from '@jest/globals';
import { DETECTOR_NAMES } from '@metrics-ai/anomaly-detection';
import { findAnomalies, judgeSeries } from './judge-series.ts';

const timestamps = Float64Array.from({ length: 500 }, (_, i) => i * 60_000);
const seriesOf = (valueAt: (i: number) => number) => ({
  labels: { __name__: 'load' },
  timestamps,
  values: timestamps.map((_, i) => valueAt(i)),
});

describe('A judged series', () => {
  it.each(DETECTOR_NAMES)('has the anomalies that %s finds without its judgements', (detector) => {
    const series = seriesOf((i) => Math.sin(i * i) + (i > 400 && i < 410 ? 20 : 0));
    const { anomalies } = judgeSeries({ series, learnMs: 3_600_000 }, { detector });
    expect(anomalies).toEqual(findAnomalies({ series, learnMs: 3_600_000 }, { detector }));
    expect(anomalies).not.toEqual([]);
    expect(judgeSeries({ series: seriesOf(() => 1), learnMs: 30_000_000 }, { detector }).anomalies).toEqual(
      [],
    );
  });

  it('has a band that is never negative where the series is not', () => {
    const lowest = (band: Float64Array) => Math.min(...band.filter((value) => !Number.isNaN(value)));
    const counts = seriesOf((i) => (i % 7 === 0 ? 30 : i % 5));
    expect(lowest(judgeSeries({ series: counts }, { detector: 'baseline' }).judgements.lower)).toBe(0);
    const signed = seriesOf((i) => (i % 7 === 0 ? 30 : (i % 5) - 1));
    expect(lowest(judgeSeries({ series: signed }, { detector: 'baseline' }).judgements.lower)).toBeLessThan(
      0,
    );
  });
});
