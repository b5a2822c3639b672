import { beforeAll, describe, expect, it } from '@jest/globals';
import { escapeXml } from './escape-xml.ts';
import type { LinesChartInput } from './lines-chart-input.ts';
import { measureText } from './measure-text.ts';
import { renderPng } from './render-png.ts';
import type { SeriesChartInput } from './series-chart-input.ts';
import { seriesChart } from './series-chart.ts';
import { linesChart } from './lines-chart.ts';
import { EXAMPLE_CHARTS } from './testing/example-charts.ts';
import { EXAMPLE_LINES, wander } from './testing/example-lines.ts';
import { textBoxes } from './testing/text-boxes.ts';
import { THEMES } from './theme.ts';

const LONG =
  'very_long_metric_name_of_a_subsystem_that_somebody_made{job="kubernetes-pods",namespace="production"}';

/** Two values a day over some time, as wide texts as there can be around them. */
function crowded(hours: number, values: readonly number[], unit: string): SeriesChartInput {
  const startMs = Date.UTC(2026, 8, 28, 17, 40);
  const timestamps = Float64Array.from(
    values,
    (_, i) => startMs + (i / (values.length - 1)) * hours * 3_600_000,
  );
  const anomalies = Array.from({ length: 12 }, (_, k) => {
    const peakMs = startMs + (k / 11) * hours * 3_600_000;
    return { type: 'seasonality_change', startMs: peakMs, endMs: peakMs, peakMs, value: values[0], score: k };
  });
  return {
    title: LONG.repeat(3),
    subtitle: LONG.repeat(2),
    unit,
    timestamps,
    values: Float64Array.from(values),
    band: {
      expected: Float64Array.from(values),
      lower: Float64Array.from(values),
      upper: Float64Array.from(values),
    },
    score: Float64Array.from(values, Math.abs),
    anomalies,
    highlight: 11,
    timeZone: 'America/Argentina/ComodRivadavia',
  };
}

const CASES: Readonly<Record<string, SeriesChartInput>> = {
  ...EXAMPLE_CHARTS,
  minutes: crowded(0.05, [1, 2, 3], 'bytes/s'),
  hours: crowded(5, [1e5, 2e5, -3e5], 'observations/s'),
  days: crowded(50, [1_000_000, 1_000_020, 1_000_010], ''),
  weeks: crowded(24 * 30, [1.7e308, -1.7e308, 0], 'ratio'),
  years: crowded(24 * 365 * 4, [1.77e9, 1.771e9, 1.7705e9], 'timestamp'),
  strangeUnit: crowded(10, [1, 2, 3], 'furlongs per fortnight, more or less'),
};

const LINES: Readonly<Record<string, LinesChartInput>> = {
  ...EXAMPLE_LINES,
  long: {
    title: LONG.repeat(3),
    subtitle: LONG.repeat(2),
    unit: 'observations/s',
    lines: Array.from({ length: 8 }, (_, i) => wander(i % 2 === 0 ? LONG.repeat(2) : 'up', 50, i)),
  },
  short: {
    title: 'up',
    unit: '',
    lines: Array.from({ length: 8 }, (_, i) => wander('W'.repeat(i + 1), 9, i)),
  },
};
const MEASURED_TEXTS = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789.:,;-+/%()[]{}<>=!?"\'*#&@$^~|_`\\',
  'http_request_duration_seconds{job="api",instance="web-1:9100"}',
  'Tue 3 Feb 14:05, 28.5 MiB/s',
];
const SIZES = [{}, { width: 400, height: 280 }, { width: 1_000, height: 600 }];

// The fonts' measures are ready once something was drawn.
beforeAll(() => renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'));

function expectApart<Input extends { readonly width?: number; readonly height?: number }>(
  input: Input,
  draw: (input: Input) => string,
): void {
  const boxes = textBoxes(draw(input));
  const { width = 800, height = 400 } = input;
  const outside = boxes.filter(
    (box) => box.left < 0 || box.top < 0 || box.right > width || box.bottom > height,
  );
  expect(outside).toEqual([]);
  const overlapping = boxes.flatMap((one, i) =>
    boxes
      .slice(i + 1)
      .filter((other) => one.left < other.right + 3 && other.left < one.right + 3)
      .filter((other) => one.top < other.bottom && other.top < one.bottom)
      .map((other) => [one.text, other.text, { width, height }]),
  );
  expect(overlapping).toEqual([]);
}

describe('The texts of a chart', () => {
  it.each(Object.keys(CASES))('are inside of the picture and apart from each other: %s', (name) => {
    for (const size of SIZES) expectApart({ ...CASES[name], ...size }, seriesChart);
  });

  it.each(Object.keys(LINES))('are so where several series are shown: %s', (name) => {
    for (const size of SIZES) expectApart({ ...LINES[name], ...size }, linesChart);
  });

  it.each(['regular', 'semibold'] as const)(
    'are about as wide as measured, and hardly wider, in %s',
    (weight) => {
      const attributes = `font-family="Inter" font-size="100" font-weight="${weight === 'semibold' ? 600 : 400}"`;
      for (const text of MEASURED_TEXTS) {
        const [{ left, right }] = textBoxes(`<text ${attributes}>${escapeXml(text)}</text>`);
        const share = (right - left) / measureText(text, 100, weight);
        expect([text, share > 0.93 && share < 1.01]).toEqual([text, true]);
      }
    },
  );
});

describe('The colours of a theme', () => {
  it.each(Object.keys(THEMES))('have enough contrast: %s', (name) => {
    const theme = THEMES[name as keyof typeof THEMES];
    for (const text of [theme.text, theme.mutedText, theme.anomaly, theme.line, ...theme.lines]) {
      expect(contrast(text, theme.background)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme.line, theme.band)).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
