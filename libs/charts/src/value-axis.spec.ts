import { describe, expect, it } from '@jest/globals';
import { zoneOffset } from '@metrics-ai/timeseries';
import { randomNumbers } from './testing/example-charts.ts';
import { valueDomain, valueScale, valueTicks, type Domain } from './value-axis.ts';

const utc = zoneOffset('UTC');

function domainOf(values: readonly number[], band: readonly number[] = [], unit = ''): Domain | undefined {
  return valueDomain(Float64Array.from(values), [Float64Array.from(band)], unit);
}

describe('valueDomain', () => {
  it('has room above the highest value, and begins at zero where the lowest is not far from it', () => {
    expect(domainOf([10, 100])).toEqual({ low: 0, high: expect.closeTo(107) });
    expect(domainOf([90, 100])).toEqual({ low: expect.closeTo(89.3), high: expect.closeTo(100.7) });
    expect(domainOf([-100, -10])).toEqual({ low: expect.closeTo(-107), high: 0 });
  });

  it('has the band in it, as far as that leaves room for the values', () => {
    expect(domainOf([100, 110], [95, 115])).toEqual({
      low: expect.closeTo(93.6),
      high: expect.closeTo(116.4),
    });
    expect(domainOf([100, 110], [0, 1e9])!.high).toBeLessThan(121);
  });

  it('has what is expected where there is no value', () => {
    expect(domainOf([NaN], [90, 100])).toEqual(domainOf([90, 100]));
  });

  it('is not known where nothing is', () => {
    expect(domainOf([])).toBeUndefined();
    expect(domainOf([NaN, Infinity, -Infinity], [NaN])).toBeUndefined();
  });

  it('does not begin in 1970 for times', () => {
    const { low } = domainOf([1.77e9, 1.7701e9], [], 'timestamp')!;
    expect(low).toBeGreaterThan(1.769e9);
  });
});

describe('valueScale', () => {
  it('keeps what is beyond the domain at its edges, and NaN as it is', () => {
    const yOf = valueScale({ low: 0, high: 10 }, 100, 200);
    expect([0, 5, 10, 20, -20, Infinity, -Infinity, NaN].map(yOf)).toEqual([
      200,
      150,
      100,
      100,
      200,
      100,
      200,
      NaN,
    ]);
  });

  it('does not overflow', () => {
    const yOf = valueScale({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE }, 0, 100);
    expect([-Number.MAX_VALUE, 0, Number.MAX_VALUE].map(yOf)).toEqual([100, 50, 0]);
  });
});

describe('valueTicks', () => {
  const labelsOf = (low: number, high: number, unit: string): string[] =>
    valueTicks({ low, high }, unit, 5, utc).ticks.map(({ label }) => label);

  it.each<[number, number, string, string[]]>([
    [0, 3.2 * 2 ** 30, 'bytes', ['0', '1 GiB', '2 GiB', '3 GiB']],
    [0, 0.87, 'ratio', ['0', '20 %', '40 %', '60 %', '80 %']],
    [0, 0.0042, 'seconds', ['0', '1 ms', '2 ms', '3 ms', '4 ms']],
    [0, 300_000, 'seconds', ['0', '1 d', '2 d', '3 d']],
    [-15, 25, 'celsius', ['-10 °C', '0', '10 °C', '20 °C']],
    [0, 42_000, '/s', ['0', '10k/s', '20k/s', '30k/s', '40k/s']],
    [1_025, 1_110, '', ['1.04k', '1.06k', '1.08k', '1.10k']],
    [0, 2.5e-7, '', ['0', '5e-8', '1e-7', '1.5e-7', '2e-7', '2.5e-7']],
    [0, 2.5e20, '', ['0', '5e19', '1e20', '1.5e20', '2e20', '2.5e20']],
  ])('from %p to %p %s are round in one unit', (low, high, unit, expected) => {
    expect(labelsOf(low, high, unit)).toEqual(expected);
  });

  it('write times to the minute, or with the year', () => {
    expect(labelsOf(1_770_000_000, 1_770_040_000, 'timestamp')).toContain('2 Feb 06:00');
    expect(labelsOf(1_700_000_000, 1_770_040_000, 'timestamp')).toContain('1 Jan 2025');
  });

  it('write a long unit once', () => {
    const { ticks, caption } = valueTicks({ low: 0, high: 4.2e6 }, 'requests/s', 5, utc);
    expect(caption).toBe('M requests/s');
    expect(ticks.map(({ label }) => label)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('are ascending, in the domain, not too many and all different, for any domain and unit', () => {
    const random = randomNumbers(5);
    const units = ['', '/s', 'bytes', 'seconds', 'ratio', 'watts', 'requests/s', 'timestamp'];
    for (let round = 0; round < 4_000; round++) {
      const unit = units[round % units.length];
      const scale = 10 ** (600 * random() - 300);
      const base = random() < 0.5 ? 0 : scale * 10 ** (9 * random());
      const domain = domainOf([base + scale * random(), base - scale * random()], [], unit)!;
      const { ticks } = valueTicks(domain, unit, 6, utc);
      expect(ticks.length).toBeLessThanOrEqual(8);
      if (unit !== 'timestamp') expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      ticks.forEach(({ value, label }, i) => {
        expect(value).toBeGreaterThan(ticks[i - 1]?.value ?? -Infinity);
        expect(label).not.toMatch(/NaN|Infinity|undefined/);
      });
    }
  });
});
