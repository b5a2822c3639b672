import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { seriesChart } from './series-chart.ts';
import type { SeriesChartInput } from './series-chart-input.ts';
import { EXAMPLE_CHARTS } from './testing/example-charts.ts';
import { noiseChart } from './testing/noise-chart.ts';

const START_MS = Date.UTC(2026, 1, 2);

function chartOf(values: readonly number[], options: Partial<SeriesChartInput> = {}): string {
  const timestamps = Float64Array.from(values, (_, i) => START_MS + i * 60_000);
  return seriesChart({
    title: 'requests',
    unit: '',
    timestamps,
    values: Float64Array.from(values),
    ...options,
  });
}

/** What is written in a chart, title and footer included. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

/** Paths of a stroke or fill. */
function pathsOf(svg: string, colour: string): string[] {
  return [...svg.matchAll(/<path [^>]*>/g)]
    .map(([path]) => path)
    .filter((path) => path.includes(`"${colour}"`))
    .map((path) => /d="([^"]*)"/.exec(path)![1]);
}

const LINE = '#0b5fae';
const ANOMALY = '#c23b00';
const BAND = '#d6e6f6';

describe('seriesChart', () => {
  it.each(Object.keys(EXAMPLE_CHARTS))('draws %s as it was looked at and found good', (name) => {
    const golden = readFileSync(new URL(`../fixtures/${name}.svg`, import.meta.url), 'utf8');
    expect(seriesChart(EXAMPLE_CHARTS[name])).toBe(golden);
  });

  it('leaves its input as it was', () => {
    const input = EXAMPLE_CHARTS['ten-anomalies'];
    const before = structuredClone(input);
    seriesChart(input);
    expect(input).toEqual(before);
  });

  it('is a document by itself, with nothing that a viewer would have to fetch, run or find by an id', () => {
    for (const input of Object.values(EXAMPLE_CHARTS)) {
      expect(seriesChart(input)).not.toMatch(/<script|<style|<image|<use|href|url\(|\bid=|\bon\w+=/);
    }
  });

  it('shows what it is told as text, whatever it is', () => {
    const hostile = '</text></svg><script>alert("1")</script>&lt;\u0000\ud800\u202e';
    const svg = chartOf([1, 2, 3], {
      title: hostile,
      subtitle: hostile,
      unit: `${hostile}`,
      anomalies: [
        { type: hostile, startMs: START_MS, endMs: START_MS, peakMs: START_MS, value: 1, score: 2 },
      ],
    });
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).toContain(
      '&lt;/text&gt;&lt;/svg&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;lt;',
    );
    expect(svg).not.toMatch(/\u0000|[\ud800-\udfff]|\u202e/u);
  });

  it('keeps the one sample of a hundred thousand that stands out', () => {
    const values = new Float64Array(100_000);
    values[43_210] = 1;
    values[67_890] = -1;
    const timestamps = Float64Array.from(values, (_, i) => START_MS + i * 15_000);
    const svg = seriesChart({ title: 't', unit: '', timestamps, values });
    const [line] = pathsOf(svg, LINE);
    const steps = line.slice(line.indexOf('l') + 1).match(/-?[\d.]+/g)!;
    const heights = steps.filter((_, i) => i % 2 === 1).map(Number);
    // Up to it and back to zero, twice; the pane is some 280 pixels high.
    expect(heights.filter((height) => Math.abs(height) > 100)).toHaveLength(4);
    expect(svg.length).toBeLessThan(4_000);
  });

  it('breaks the line at gaps and where no sample came, and shows a sample without neighbours as a dot', () => {
    expect(pathsOf(chartOf([1, 2, NaN, 4, 5]), LINE)).toEqual([expect.stringMatching(/^M[^M]*M[^M]*$/)]);
    expect(pathsOf(chartOf([1, 2, NaN, 4, NaN, 5, 6]), LINE)).toEqual([
      expect.stringMatching(/^M[^M]*M[^M]*$/),
      expect.stringMatching(/^M[^M]*h0$/),
    ]);
    const timestamps = Float64Array.of(0, 1, 2, 3, 20, 21, 22).map((minute) => START_MS + minute * 60_000);
    const silent = chartOf([1, 2, 3, 4, 5, 6, 7], { timestamps });
    expect(pathsOf(silent, LINE)).toEqual([expect.stringMatching(/^M[^M]*M[^M]*$/)]);
  });

  it('marks infinities at the edges, and the finite values keep their scale', () => {
    const svg = chartOf([1, Infinity, 2, 3, -Infinity, 4]);
    expect(pathsOf(svg, LINE).at(-1)).toMatch(/^M[\d. ]+h10l-5-9zM[\d. ]+h10l-5 9z$/);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['0', '2', '4']));
  });

  it.each([
    ['nothing', [], 'no samples'],
    ['only gaps', [NaN, NaN, NaN], 'no values in this range'],
  ])('says so where there is %s', (_, values, text) => {
    const texts = textsOf(chartOf(values));
    expect(texts).toContain(text);
    expect(texts.filter((one) => one === '0')).toEqual([]);
  });

  it.each<[string, number[], string]>([
    ['one sample', [5.5], '4'],
    ['a constant', Array<number>(50).fill(42), '40'],
    ['zeros', Array<number>(50).fill(0), '1.0'],
    ['a negative constant', Array<number>(50).fill(-42), '-40'],
    ['the largest numbers', [1.7e308, -1.7e308, 1e308], '1e308'],
    ['the smallest numbers', [5e-324, 0, 1e-323], '1.0'],
    ['tiny numbers', [1e-200, 2e-200], '1e-200'],
    ['a wave on a large level', [1_000_000, 1_000_020, 1_000_010], '1.000010M'],
    ['a difference below what can be seen', [1e16, 1e16 + 2], '1e16'],
    ['only infinities', [Infinity, -Infinity], '00:01:00'],
  ])('draws %s without a number that is none', (_, values, tick) => {
    const svg = chartOf(values, { score: Float64Array.from(values) });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(textsOf(svg)).toContain(tick);
  });

  it('shades each stretch, names the highest scores first, and says more of the one it is about', () => {
    const at = (minute: number, type: string, score: number) => ({
      type,
      startMs: START_MS + minute * 60_000,
      endMs: START_MS + (minute + 2) * 60_000,
      peakMs: START_MS + minute * 60_000,
      value: 7,
      score,
    });
    const values = Array.from({ length: 120 }, () => 7);
    const anomalies = [
      at(20, 'spike', 3),
      at(23, 'level_shift', 9),
      at(90, 'drop', 2),
      at(500, 'frozen', 99),
    ];
    const options = { anomalies, highlight: 2, unit: 'bytes' };
    const svg = chartOf(values, options);
    const texts = textsOf(svg);
    expect(texts).toEqual(expect.arrayContaining(['drop · 7 B', 'level shift', '4 anomalies']));
    expect(texts.filter((text) => /spike|frozen/.test(text))).toEqual([]);
    const [shades, highlighted] = pathsOf(svg, ANOMALY);
    expect(shades.match(/M/g)).toHaveLength(2);
    expect(highlighted.match(/M/g)).toHaveLength(1);
  });

  it('shades a stopped series without a dot', () => {
    const endMs = START_MS + 540_000;
    const anomalies = [
      { type: 'stopped', startMs: START_MS + 240_000, endMs, peakMs: endMs, value: NaN, score: 4 },
    ];
    const svg = chartOf([1, 2, 3, 2, NaN, NaN, NaN, NaN, NaN, NaN], { anomalies });
    expect(textsOf(svg)).toContain('stopped');
    expect(pathsOf(svg, ANOMALY)).toHaveLength(1);
  });

  it('takes no bound for one at the edge of the pane, and a band of another size than the series does not flatten it', () => {
    const all = (value: number): Float64Array => new Float64Array(3).fill(value);
    const svg = chartOf([1, 2, 3], { band: { expected: all(2), lower: all(-Infinity), upper: all(1e9) } });
    expect(pathsOf(svg, BAND)).toHaveLength(1);
    expect(textsOf(svg)).toContain('2');
  });

  it.each([
    ['bytes', [0, 3 * 2 ** 30], ['1.0 GiB', '2.5 GiB']],
    ['ratio', [0.1, 0.9], ['20 %', '80 %']],
    ['seconds', [0, 7_200], ['0.5 h', '2.0 h']],
    ['seconds', [0, 0.004], ['1 ms', '4 ms']],
    ['requests/s', [0, 40_000], ['20', 'k requests/s']],
    ['/s', [0, 4_000], ['2k/s', '4k/s']],
    ['timestamp', [1_770_000_000, 1_770_050_000], ['2 Feb 06:00', '2 Feb 12:00']],
  ])('writes ticks of %s in one unit', (unit, values, expected) => {
    expect(textsOf(chartOf(values, { unit }))).toEqual(expect.arrayContaining(expected));
  });

  it('shortens titles of any length, and shows short ones whole', () => {
    const short = textsOf(chartOf([1, 2], { title: 'up{job="api"}' }));
    expect(short[0]).toBe('up{job=&quot;api&quot;}');
    const [first, second] = textsOf(
      chartOf([1, 2], { title: `http_${'x'.repeat(20)}{${'y'.repeat(5_000)}}` }),
    );
    expect(first).toBe(`http_${'x'.repeat(20)}{`);
    expect(second).toMatch(/^y{20,}…y{20,}\}$/);
  });

  it.each([700, 1_400, 20_000, 100_000])('is smaller than 60 KB for noise of %i samples', (points) => {
    for (const unusual of [{}, { missing: 0.1 }, { missing: 0.5 }, { infinite: 0.3 }, { burst: 10 }]) {
      const noise = noiseChart({ points, seed: points, ...unusual });
      for (const size of [{}, { width: 1_000, height: 600 }, { width: 400, height: 280 }]) {
        expect(Buffer.byteLength(seriesChart({ ...noise, ...size }))).toBeLessThan(60_000);
      }
    }
  });

  it.each<[RegExp, Partial<SeriesChartInput>]>([
    [/values must have as many numbers as timestamps, 3, not 2/, { values: new Float64Array(2) }],
    [/score must have as many/, { score: new Float64Array(4) }],
    [/timestamps must not fall, as at index 2/, { timestamps: Float64Array.of(1, 2, 1) }],
    [/timestamps\[1\] must be milliseconds/, { timestamps: Float64Array.of(1, NaN, 3) }],
    [/width must be an integer from 400 to 1000, not 4000/, { width: 4_000 }],
    [/height must be an integer from 280 to 600, not NaN/, { height: NaN }],
    [/highlight must be an index of anomalies, of which there are 0, not 0/, { highlight: 0 }],
    [/theme must be light or dark, not "blue"/, { theme: 'blue' as 'dark' }],
    [/timeZone must be an IANA name .* not "Mars\/Olympus"/, { timeZone: 'Mars/Olympus' }],
  ])('refuses what cannot be: %p', (message, options) => {
    expect(() => chartOf([1, 2, 3], options)).toThrow(RangeError);
    expect(() => chartOf([1, 2, 3], options)).toThrow(message);
  });
});
