import type { ChartLine, LinesChartInput } from '../lines-chart-input.ts';
import { randomNumbers } from './example-charts.ts';

const START_MS = Date.UTC(2026, 1, 2);
const MINUTE_MS = 60_000;

/** Charts of several series, by name; the same numbers in every run. */
export const EXAMPLE_LINES: Readonly<Record<string, LinesChartInput>> = {
  'rate-by-service': {
    title: 'Rate of http_requests_total, summed by service',
    subtitle: 'sum by (service) (rate(http_requests_total[5m]))',
    unit: 'requests/s',
    lines: ['checkout', 'cart', 'search'].map((service, i) => wander(`service="${service}"`, 360, i + 1)),
    timeZone: 'Europe/Berlin',
  },
  'memory-of-eight': {
    title: 'Memory used, by instance',
    subtitle: 'the 8 highest of 23 series',
    unit: 'bytes',
    theme: 'dark',
    lines: Array.from({ length: 8 }, (_, i) => {
      const line = wander(`instance="10.0.${i}.7:9100", job="node", namespace="production"`, 288, 10 + i);
      return { ...line, values: line.values.map((value) => (value + i) * 3e8) };
    }),
  },
  'below-a-limit': {
    title: 'Queue, by queue',
    unit: '',
    lines: ['express', 'parcel'].map((queue, i) => wander(`queue="${queue}"`, 200, i + 20)),
    limit: 16,
  },
  'single-line': {
    title: 'Targets that are up',
    unit: '',
    lines: [wander('up', 60, 3)],
    fromMs: START_MS - 30 * MINUTE_MS,
    toMs: START_MS + 90 * MINUTE_MS,
    width: 400,
    height: 280,
  },
};

/** Steps up and down from a level of ten. */
export function wander(label: string, points: number, seed: number): ChartLine {
  const random = randomNumbers(seed);
  let level = 10;
  return {
    label,
    timestamps: Float64Array.from({ length: points }, (_, i) => START_MS + i * MINUTE_MS),
    values: Float64Array.from({ length: points }, () => (level = Math.max(0, level + random() - 0.5))),
  };
}
