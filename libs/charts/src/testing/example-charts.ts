import type { ChartAnomaly } from '../anomaly-marks.ts';
import type { SeriesChartInput } from '../series-chart-input.ts';

const START_MS = Date.UTC(2026, 1, 2);
const MINUTE_MS = 60_000;

/** Charts of shapes that monitoring meets, by name; the same numbers in every run. */
export const EXAMPLE_CHARTS: Readonly<Record<string, SeriesChartInput>> = {
  'spiky-latency': spikyLatency(),
  'sawtooth-memory': sawtoothMemory(),
  'daily-cycle-with-outage': dailyCycleWithOutage(),
  'request-rate': requestRate(),
  'flat-zero-with-one-spike': flatZeroWithOneSpike(),
  'anomaly-at-the-edge': anomalyAtTheEdge(),
  'ten-anomalies': tenAnomalies(),
};

/** Those that are compared as pictures, too: one of each theme. */
export const GOLDEN_PICTURES: readonly string[] = ['spiky-latency', 'anomaly-at-the-edge'];

/** Numbers from 0 to 1 (Mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** About normal, with a variance of 1: the sum of twelve. */
function noise(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

interface Shape {
  readonly points: number;
  readonly stepMs: number;
  readonly startMs?: number;
  readonly expected: (i: number) => number;
  readonly deviation: (i: number) => number;
  readonly value: (i: number, expected: number, deviation: number) => number;
}

/** Samples with a band of four deviations, and scores that are 1 at its edge. */
function series({ points, stepMs, startMs = START_MS, expected, deviation, value }: Shape) {
  const all = (of: (i: number) => number): Float64Array =>
    Float64Array.from({ length: points }, (_, i) => of(i));
  const values = all((i) => value(i, expected(i), deviation(i)));
  return {
    timestamps: all((i) => startMs + i * stepMs),
    values,
    band: {
      expected: all(expected),
      lower: all((i) => expected(i) - 4 * deviation(i)),
      upper: all((i) => expected(i) + 4 * deviation(i)),
    },
    score: values.map((one, i) => Math.abs(one - expected(i)) / (4 * deviation(i))),
  };
}

function anomaly(
  { timestamps, values, score }: ReturnType<typeof series>,
  type: string,
  from: number,
  to: number,
): ChartAnomaly {
  let peak = from;
  for (let i = from; i <= to; i++) if (score[i] > score[peak]) peak = i;
  return {
    type,
    startMs: timestamps[from],
    endMs: timestamps[to],
    peakMs: timestamps[peak],
    value: values[peak],
    score: score[peak],
  };
}

function spikyLatency(): SeriesChartInput {
  const random = randomNumbers(1);
  const daily = (i: number): number => 0.18 + 0.05 * Math.sin((2 * Math.PI * (i - 400)) / 1_440);
  const shape = series({
    points: 2_880,
    stepMs: MINUTE_MS,
    expected: daily,
    deviation: () => 0.035,
    value: (i, expected) =>
      i >= 1_900 && i < 1_935
        ? 1.2 + 0.5 * random()
        : expected + 0.02 * noise(random) + (random() < 0.02 ? 0.25 * random() : 0),
  });
  return {
    ...shape,
    title: 'http_request_duration_seconds p99',
    subtitle: 'job="api", instance="web-1:9100", method="GET", path="/v1/checkout"',
    unit: 'seconds',
    anomalies: [anomaly(shape, 'spike', 1_900, 1_934)],
    highlight: 0,
  };
}

function sawtoothMemory(): SeriesChartInput {
  const random = randomNumbers(2);
  const tooth = (i: number): number => 2 ** 30 * (1 + 0.9 * ((i % 78) / 78));
  const shape = series({
    points: 504,
    stepMs: 20 * MINUTE_MS,
    expected: tooth,
    deviation: () => 4e7,
    value: (i, expected) => expected + 2e7 * noise(random) + (i > 375 ? (i - 375) * 8.8e6 : 0),
  });
  return {
    ...shape,
    title: 'process_resident_memory_bytes',
    subtitle: 'service="checkout", pod="checkout-7d9f8b6c5-x2v4q"',
    unit: 'bytes',
    timeZone: 'America/New_York',
    anomalies: [anomaly(shape, 'trend_change', 390, 503)],
  };
}

function dailyCycleWithOutage(): SeriesChartInput {
  const random = randomNumbers(3);
  const daily = (i: number): number => 420 + 260 * Math.sin((2 * Math.PI * (i - 25)) / 72);
  const shape = series({
    points: 504,
    stepMs: 20 * MINUTE_MS,
    expected: daily,
    deviation: (i) => 12 + 0.04 * daily(i),
    value: (i, expected, deviation) => {
      if (i > 315 && i < 323) return 3 + 2 * random();
      return i > 175 && i < 183 ? NaN : Math.max(0, expected + deviation * noise(random));
    },
  });
  return {
    ...shape,
    title: 'http_requests_total (per second)',
    subtitle: 'service="shop", region="eu-central-1"',
    unit: 'requests/s',
    timeZone: 'Europe/Berlin',
    anomalies: [anomaly(shape, 'drop', 316, 322)],
  };
}

function requestRate(): SeriesChartInput {
  const random = randomNumbers(4);
  const shape = series({
    points: 360,
    stepMs: 30_000,
    startMs: START_MS + 9 * 60 * MINUTE_MS,
    expected: () => 48e6,
    deviation: () => 2.6e6,
    value: (i, expected) => Math.max(0, expected * (i > 260 ? 1.55 : 1) + 2.4e6 * noise(random)),
  });
  return {
    ...shape,
    title: 'node_network_receive_bytes_total (per second)',
    subtitle: 'instance="db-3:9100", device="eth0"',
    unit: 'bytes/s',
    anomalies: [anomaly(shape, 'level_shift', 261, 359)],
  };
}

function flatZeroWithOneSpike(): SeriesChartInput {
  const shape = series({
    points: 1_440,
    stepMs: MINUTE_MS,
    expected: () => 0,
    deviation: () => 0.25,
    value: (i) => (i === 903 ? 37 : 0),
  });
  return {
    ...shape,
    title: 'errors_total (per second)',
    unit: 'errors/s',
    anomalies: [anomaly(shape, 'spike', 903, 903)],
  };
}

function anomalyAtTheEdge(): SeriesChartInput {
  const random = randomNumbers(6);
  const shape = series({
    points: 360,
    stepMs: MINUTE_MS,
    startMs: START_MS + 20 * 60 * MINUTE_MS,
    expected: () => 0.42,
    deviation: () => 0.018,
    value: (i, expected, deviation) =>
      i >= 357 ? 0.71 + 0.06 * (i - 357) : expected + deviation * noise(random),
  });
  return {
    ...shape,
    title: 'cpu_usage_ratio',
    subtitle: 'instance="web-1:9100"',
    unit: 'ratio',
    timeZone: 'Asia/Kolkata',
    anomalies: [anomaly(shape, 'level_shift', 357, 359)],
    theme: 'dark',
  };
}

function tenAnomalies(): SeriesChartInput {
  const random = randomNumbers(7);
  const types = ['spike', 'drop', 'level_shift', 'variance_change', 'reset_storm'];
  const places = [37, 52, 120, 200, 207, 275, 350, 356, 425, 490];
  const shape = series({
    points: 504,
    stepMs: 40 * MINUTE_MS,
    expected: (i) => 55 + 6 * Math.sin((2 * Math.PI * i) / 36),
    deviation: () => 0.9,
    value: (i, expected, deviation) => {
      const place = places.findIndex((from) => i >= from && i < from + 4);
      const sign = place % 5 === 1 ? -1 : 1;
      return expected + deviation * noise(random) + (place < 0 ? 0 : sign * (6 + 1.5 * place));
    },
  });
  return {
    ...shape,
    title: 'node_hwmon_temp_celsius',
    subtitle: 'instance="node-4:9100", chip="platform_coretemp_0", sensor="temp1"',
    unit: 'celsius',
    anomalies: places.map((from, k) => anomaly(shape, types[k % types.length], from, from + 3)),
    highlight: 5,
  };
}
