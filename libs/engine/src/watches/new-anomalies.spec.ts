import { describe, expect, it } from '@jest/globals';
import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { newAnomalies } from './new-anomalies.ts';

const anomaly = (startMs: number, endMs: number): Anomaly => ({
  type: 'spike',
  startMs,
  endMs,
  detectedMs: startMs,
  peakMs: startMs,
  isOngoing: false,
  value: 9,
  expected: 1,
  lower: 0,
  upper: 2,
  score: 3,
  confidence: 1,
  detectors: ['engine'],
  signals: [],
  onceInMs: NaN,
  reason: '',
});

describe('newAnomalies', () => {
  const known = [anomaly(100, 200), anomaly(500, 600)];
  const news = (...found: Anomaly[]): number[] =>
    newAnomalies(known, found, 600).map(({ startMs }) => startMs);

  it('tells what has come since the turn before', () => {
    expect(news(anomaly(100, 200), anomaly(500, 600), anomaly(700, 700))).toEqual([700]);
  });

  it('tells what goes on once, and not again when its start is seen otherwise', () => {
    expect(news(anomaly(500, 900))).toEqual([]);
    expect(news(anomaly(450, 900))).toEqual([]);
    expect(news(anomaly(600, 900))).toEqual([]);
  });

  it('tells what began before but has only now become one', () => {
    expect(news(anomaly(601, 700))).toEqual([601]);
    expect(news(anomaly(300, 400), anomaly(450, 480))).toEqual([]);
    expect(newAnomalies([], [anomaly(500, 700)], 600)).toHaveLength(1);
  });

  it('tells the death that ends what led to it, and was detected since', () => {
    const climb = anomaly(500, 570);
    const death = { ...anomaly(580, 700), detectedMs: 650 };
    expect(news(climb, death)).toEqual([580]);
    expect(newAnomalies([climb, death], [climb, anomaly(580, 800)], 700)).toEqual([]);
    expect(news(climb, { ...death, detectedMs: 590 })).toEqual([]);
    expect(news(climb, { ...death, detectedMs: NaN })).toEqual([]);
    // What goes on, its start seen otherwise, is the first that overlaps what was known.
    expect(news({ ...death, startMs: 590 })).toEqual([]);
  });

  it('never tells what lies in the past alone, though nothing was known of it', () => {
    expect(newAnomalies([], [anomaly(300, 600)], 600)).toEqual([]);
    expect(newAnomalies([], known, Infinity)).toEqual([]);
  });
});
