import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { linesChart } from './lines-chart.ts';
import type { ChartLine, LinesChartInput } from './lines-chart-input.ts';
import { randomNumbers } from './testing/example-charts.ts';
import { EXAMPLE_LINES, wander } from './testing/example-lines.ts';
import { THEMES } from './theme.ts';

const START_MS = Date.UTC(2026, 1, 2);

function line(label: string, values: readonly number[]): ChartLine {
  return {
    label,
    timestamps: Float64Array.from(values, (_, i) => START_MS + i * 60_000),
    values: Float64Array.from(values),
  };
}

function chartOf(lines: readonly ChartLine[], options: Partial<LinesChartInput> = {}): string {
  return linesChart({ title: 'requests', unit: '', lines, ...options });
}

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

/** The traces, which alone have round ends. */
function tracesOf(svg: string): string[] {
  return [...svg.matchAll(/<path [^>]*stroke-linecap="round"[^>]*>/g)].map(([path]) => path);
}

describe('linesChart', () => {
  it.each(Object.keys(EXAMPLE_LINES))('draws %s as it was looked at and found good', (name) => {
    const golden = readFileSync(new URL(`../fixtures/${name}.svg`, import.meta.url), 'utf8');
    expect(linesChart(EXAMPLE_LINES[name])).toBe(golden);
  });

  it('draws each series once, those of a second round of colours dashed, the first above the others', () => {
    const eight = Array.from({ length: 8 }, (_, i) => line(`s${i}`, [i, i + 1, i]));
    const traces = tracesOf(chartOf(eight));
    expect(traces).toHaveLength(8);
    expect(traces.map((trace) => trace.includes('stroke-dasharray'))).toEqual([
      ...[true, true, true, true],
      ...[false, false, false, false],
    ]);
    expect(traces.at(-1)).toContain(THEMES.light.lines[0]);
    expect(new Set(traces.map((trace) => /stroke="[^"]*"/.exec(trace)?.[0])).size).toBe(4);
  });

  it('says which is which, but for one line alone', () => {
    expect(textsOf(chartOf([line('a', [1, 2]), line('b', [2, 3])]))).toEqual(
      expect.arrayContaining(['a', 'b']),
    );
    expect(textsOf(chartOf([line('alone', [1, 2])]))).not.toContain('alone');
  });

  it('shows all of them on one scale of values and of times', () => {
    const late = line('late', [1_000, 1_000]);
    const svg = chartOf([
      line('early', [1, 2, 1]),
      { ...late, timestamps: late.timestamps.map((ms) => ms + 36e5) },
    ]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['0', '1.0k', '01:00']));
  });

  it('shows the time that it is told, wherever the samples are', () => {
    const [fromMs, toMs] = [START_MS - 12 * 36e5, START_MS + 12 * 36e5];
    expect(textsOf(chartOf([line('a', [1, 2])], { fromMs, toMs }))).toContain('18:00');
    expect(textsOf(chartOf([], { fromMs, toMs }))).toEqual(expect.arrayContaining(['no samples', '18:00']));
  });

  it('shows a limit that is not far away, and is not flattened by one that is', () => {
    const near = chartOf([line('a', [1, 2, 3])], { limit: 4, unit: 'seconds' });
    expect(textsOf(near)).toContain('limit 4 s');
    for (const limit of [1e6, -1e6, NaN, Infinity]) {
      const texts = textsOf(chartOf([line('a', [1, 2, 3])], { limit }));
      expect(texts.filter((text) => text.startsWith('limit'))).toEqual([]);
      const ticks = texts.map(Number).filter((tick) => !Number.isNaN(tick));
      expect(Math.max(...ticks)).toBeLessThan(10);
      expect(ticks.length).toBeGreaterThan(2);
    }
  });

  it.each<[string, ChartLine[], string]>([
    ['no series', [], 'no samples'],
    ['series without samples', [line('a', []), line('b', [])], 'no samples'],
    ['only gaps', [line('a', [NaN]), line('b', [NaN])], 'no values in this range'],
  ])('says so where there is %s', (_, lines, text) => {
    const svg = chartOf(lines);
    expect(textsOf(svg)).toContain(text);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows labels as text, whatever they are', () => {
    const hostile = '</text></svg><script>alert("1")</script>\u0000\ud800\u202e';
    const svg = chartOf([line(hostile, [1, 2]), line('b', [2, 3])]);
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).not.toMatch(/\u0000|[\ud800-\udfff]|\u202e/u);
  });

  it('is smaller than 60 KB for eight series of noise', () => {
    const random = randomNumbers(7);
    const eight = Array.from({ length: 8 }, () =>
      line('x'.repeat(5_000), Array.from({ length: 11_000 }, random)),
    );
    for (const size of [{}, { width: 1_000, height: 600 }, { width: 400, height: 280 }]) {
      for (let count = 1; count <= 8; count++) {
        expect(Buffer.byteLength(chartOf(eight.slice(0, count), size))).toBeLessThan(60_000);
      }
    }
  });

  it('leaves its input as it was', () => {
    const lines = [wander('a', 30, 1), wander('b', 30, 2)];
    const before = structuredClone(lines);
    chartOf(lines);
    expect(lines).toEqual(before);
  });

  it.each<[RegExp, Partial<LinesChartInput>]>([
    [/lines must be at most 8, not 9/, { lines: Array.from({ length: 9 }, (_, i) => line(String(i), [1])) }],
    [/lines\[0\]\.values must have as many/, { lines: [{ ...line('a', [1]), values: new Float64Array(2) }] }],
    [
      /lines\[0\]\.timestamps must not fall/,
      { lines: [{ ...line('a', [1, 2]), timestamps: Float64Array.of(2, 1) }] },
    ],
    [/fromMs and toMs must both be given/, { fromMs: 1 }],
    [/timestamps must not fall/, { fromMs: 2, toMs: 1 }],
    [/width must be an integer from 400 to 1000, not 4000/, { width: 4_000 }],
    [/theme must be light or dark, not "blue"/, { theme: 'blue' as 'dark' }],
  ])('refuses what cannot be: %p', (message, options) => {
    expect(() => chartOf([line('a', [1])], options)).toThrow(RangeError);
    expect(() => chartOf([line('a', [1])], options)).toThrow(message);
  });
});
