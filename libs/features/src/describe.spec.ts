import { describe as group, expect, it } from '@jest/globals';
import { behaviourTags } from './behaviour-tags.ts';
import { describe } from './describe.ts';
import { profile } from './profile.ts';
import { redNoise, seriesOf } from './testing/synthetic.ts';

const STEP_SECONDS = 300;
const DAY = 288;
const POINTS = 14 * DAY;

function textOf(
  values: Iterable<number>,
  {
    labels = { __name__: 'cpu_usage', service: 'payment' },
    unit = 'ratio',
    stepSeconds = STEP_SECONDS,
  }: {
    labels?: Record<string, string>;
    unit?: string;
    stepSeconds?: number;
  } = {},
): string {
  const measured = profile(seriesOf(values, stepSeconds));
  return describe({ labels, profile: measured, tags: behaviourTags(measured, unit), unit });
}

const shape = (f: (i: number, noise: number) => number): Float64Array =>
  redNoise(1, POINTS, 0).map((e, i) => f(i, e));
const wave = (i: number): number => Math.sin((2 * Math.PI * i) / DAY);

group('describe', () => {
  it('tells level, daily pattern and now', () => {
    expect(textOf(shape((i, e) => 0.35 + 0.15 * wave(i) + 0.01 * e))).toMatch(
      /^CPU usage of payment: usually 3\d(\.\d)? % \(p05 \d\d(\.\d)? % … p95 \d\d(\.\d)? %\), with a clear daily pattern \(peaks around 06:00 UTC\)\. Now \d\d(\.\d)? %\.$/,
    );
  });

  it('tells a trend in percentage points or in the unit', () => {
    expect(textOf(shape((i, e) => 0.2 + (0.28 * i) / POINTS + 0.001 * e))).toContain(
      'Rising 2 percentage points a day over 14 days.',
    );
    const labels = { __name__: 'memory_usage_bytes', service: 'cart' };
    const leak = shape((i, e) => 2 ** 30 * (2 - i / POINTS + 0.001 * e));
    expect(textOf(leak, { labels, unit: 'bytes' })).toMatch(
      /^memory usage of cart: .* Falling 73(\.\d)? MiB a day over 14 days\./,
    );
  });

  it('tells a level change with its time', () => {
    const text = textOf(shape((i, e) => (i < 2_000 ? 0.1 : 0.4) + 0.005 * e));
    expect(text).toMatch(/Rose from 10(\.\d)? % to 40(\.\d)? % at Sun 7 Jan 22:40 UTC\. Now/);
  });

  it('tells where a series stands that is high now', () => {
    const text = textOf(shape((i, e) => (i < POINTS - 12 ? 0.35 + 0.02 * e : 0.71)));
    expect(text).toMatch(/Now 71 %, higher than 99 % of its history\.$/);
  });

  it('tells spikes with the highest, sawteeth, saturation, gaps and the end', () => {
    const spiky = shape((i, e) => 0.1 + 0.003 * e + ([200, 777, 1_500, 3_001].includes(i) ? 0.5 : 0));
    expect(textOf(spiky)).toMatch(
      /with 4 short spikes \(highest \d\d(\.\d)? % at \w{3} \d+ Jan \d\d:\d\d UTC\)/,
    );
    const teeth = shape((i) => 0.1 + (i % 310) / 1_000);
    expect(textOf(teeth)).toMatch(
      /a clear pattern that repeats every 26 h and slow climbs and 13 sudden falls/,
    );
    const stuck = shape((i, e) => (i % 1_000 < 100 ? 1 : 0.5 + 0.05 * e));
    expect(textOf(stuck)).toMatch(/\d % of the time stuck at its maximum of 100 %/);
    const ended = shape((i, e) => (i % 10 === 0 || i > POINTS - 20 ? NaN : 0.5 + 0.05 * e));
    expect(textOf(ended)).toMatch(
      /10(\.\d)? % of the samples are missing\. No samples since Sun 14 Jan 22:20 UTC\.$/,
    );
    const zero = shape((i, e) => (i < POINTS - 12 ? 0.5 + 0.01 * e : 0));
    expect(textOf(zero)).toMatch(/Zero since Sun 14 Jan 23:00 UTC\.$/);
  });

  it.each([
    ['empty', [], 'CPU usage of payment: no samples.'],
    [
      'nothing but NaN',
      [NaN, NaN],
      'CPU usage of payment: no usable sample from Mon 1 Jan 00:00 UTC to Mon 1 Jan 00:05 UTC.',
    ],
    ['one sample', [0.5], 'CPU usage of payment: a single sample, 50 % at Mon 1 Jan 00:00 UTC.'],
    ['constant', [0.5, 0.5, 0.5], 'CPU usage of payment: constant at 50 % over 10 min.'],
    ['two', [0.25, 0.75], 'CPU usage of payment: usually 50 % (p05 27.5 % … p95 72.5 %). Now 50 %.'],
  ] as [string, number[], string][])('copes with a series that is %s', (_, values, text) => {
    expect(textOf(values)).toBe(text);
  });

  it('writes no NaN, undefined or Infinity whatever the values are', () => {
    const odd = [
      [1, NaN, 3],
      [Infinity, 1, 2, -Infinity],
      new Array<number>(100).fill(0),
      Array.from({ length: 300 }, (_, i) => 1e300 * Math.sin(i)),
      Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 1.7e308 : -1.7e308)),
      Array.from({ length: 300 }, (_, i) => 5e-324 * (i % 3)),
      Array.from({ length: 300 }, (_, i) => (i === 150 ? 1 : 0)),
      Array.from({ length: 300 }, (_, i) => (i < 290 ? 0 : 1)),
    ];
    for (const values of odd) {
      for (const unit of ['', 'bytes', 'seconds', 'ratio', 'requests/s']) {
        const text = textOf(values, { unit });
        expect(text).not.toMatch(/NaN|undefined|Infinity|null|unknown/);
        expect(text).toMatch(/^CPU usage of payment: .+\.$/);
      }
    }
  });

  it('names the quantile and the other labels, safely and within bounds', () => {
    const labels = {
      __name__: 'http_request_duration_seconds',
      quantile: '0.99',
      service: 'a\nb',
      instance: '10.0.0.1:9100',
      code: 'x'.repeat(500),
    };
    const text = textOf([1, 1], { labels, unit: 'seconds' });
    expect(text).toMatch(
      /^http request duration \(p99\) of a b \(code x{39}…, instance 10\.0\.0\.1:9100\): constant at 1 s/,
    );
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, 'v'.repeat(200)]));
    expect(textOf([1, 1], { labels: many }).length).toBeLessThan(500);
    expect(textOf([1, 1], { labels: {} })).toMatch(/^unnamed series: /);
  });
});
