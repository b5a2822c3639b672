import { detectAnomalies, detectorOf, type DetectorName } from '@metrics-ai/anomaly-detection';
import { behaviourTags, describe, profile } from '@metrics-ai/features';
import type { SeriesAnalysis } from '../insight.ts';
import { seededRandom } from './seeded-random.ts';

/** Mon 16 Nov 2026 00:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 16);
export const STEP_MS = 300_000;

export interface SampleOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly help?: string;
  readonly unit?: string;
  readonly promql?: string;
  readonly stepMs?: number;
  /** Default `baseline`: texts that are compared word for word must not depend on how the engine is tuned. */
  readonly detector?: DetectorName;
}

/** Analyses values as the engine does, with the real profile, detectors and description. */
export function analyse(values: readonly number[], options: SampleOptions = {}): SeriesAnalysis {
  const {
    labels = { __name__: 'cpu_usage_ratio', instance: '10.0.0.5:9100', job: 'payment' },
    help = '',
    unit = 'ratio',
    promql = 'cpu_usage_ratio{instance="10.0.0.5:9100",job="payment"}',
    stepMs = STEP_MS,
    detector = 'baseline',
  } = options;
  const series = {
    labels,
    timestamps: Float64Array.from(values.keys(), (i) => START_MS + i * stepMs),
    values: Float64Array.from(values),
  };
  const ofSeries = profile(series);
  const tags = behaviourTags(ofSeries, unit);
  return {
    labels,
    help,
    unit,
    promql,
    profile: ofSeries,
    tags,
    description: describe({ labels, unit, profile: ofSeries, tags }),
    anomalies: detectAnomalies(series, { detector: detectorOf(detector), unit }),
  };
}

/** A daily cycle between about 20 % and 50 % with a little noise, of `days` days. */
export function dailyCycle(days: number, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from(
    { length: days * 288 },
    (_, i) => 0.35 + 0.13 * Math.sin((2 * Math.PI * (i - 96)) / 288) + 0.01 * (random() + random() - 1),
  );
}

/** The daily cycle, far above itself in its last `points` samples. */
export function ongoingAnomaly(points = 6): SeriesAnalysis {
  const values = dailyCycle(7);
  for (let i = values.length - points; i < values.length; i++) values[i] = 0.93 + 0.002 * (i % 3);
  return analyse(values);
}

/** When the last sample of an analysis was a minute ago. */
export function nowAfter(analysis: SeriesAnalysis): number {
  const { endMs } = analysis.profile;
  return (Number.isNaN(endMs) ? START_MS : endMs) + 60_000;
}

const UNITS = [
  'ratio',
  'percent',
  'bytes',
  'bytes/s',
  'seconds',
  'milliseconds',
  'requests/s',
  '/s',
  '',
  'celsius',
  'timestamp',
  'watts',
  'm3/s',
  'days',
];
const METRICS = [
  'cpu_usage_ratio',
  'http_5xx_total',
  'up',
  'node_2_half_open',
  'db:p99:rate5m',
  'p',
  'zwölf_99percent',
  '5',
  '99 %',
  '',
];
const SCALES = [1e-9, 1e-3, 1, 1, 1, 1e3, 1e9, 1e300];

/** An analysis of a random series: shape, unit, size, step, name and anomalies vary with the seed. */
export function randomAnalysis(seed: number): SeriesAnalysis {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  const unit = pick(UNITS);
  const scale = pick(SCALES);
  const days = 1 + Math.floor(random() * 9);
  let values = dailyCycle(days, seed).map((value) => value * scale * (unit === 'timestamp' ? 1e9 : 1));
  const level = random() * 4 * scale;
  if (random() < 0.3) values = values.map((value, i) => value + (i / values.length) * level);
  if (random() < 0.3) values = values.map((value, i) => (i > values.length * 0.7 ? value + level : value));
  if (random() < 0.3) values = values.map((value) => Math.round(value * 10));
  if (random() < 0.2) values = values.map(() => level);
  if (random() < 0.2) values = values.map((value) => (random() < 0.1 ? NaN : value));
  if (random() < 0.2) values = values.map((value) => -value);
  for (let spikes = Math.floor(random() * 8); spikes > 0; spikes--)
    values[Math.floor(random() * values.length)] *= 3;
  if (random() < 0.4) values = values.map((value, i) => (i > values.length - 8 ? value * 2 : value));
  if (random() < 0.15) values = values.map((value, i) => (i > values.length - 40 ? NaN : value));
  if (random() < 0.15) values = values.map((value, i) => (i > values.length - 40 ? 0 : value));
  const name = pick(METRICS);
  const labels = {
    ...(name !== '' && { __name__: name }),
    ...(random() < 0.5 && { instance: `10.0.${Math.floor(random() * 256)}.7:9100`, job: 'payment-2' }),
    ...(random() < 0.5 && { code: '500', pod: 'api-7f9c4', zone: '3h' }),
  };
  const promql = pick([`rate(${name}{code="500"}[5m])`, `${name} # 1`, `sum(${name}) > 99`, name]);
  const detector = random() < 0.5 ? 'engine' : 'baseline';
  return analyse(values, { unit, labels, promql, detector, stepMs: pick([15_000, 60_000, 300_000, 333]) });
}
