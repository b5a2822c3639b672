import { describe, expect, it } from '@jest/globals';
import { formatQuantity, scaleQuantity } from './format-quantity.ts';

describe('formatQuantity', () => {
  it.each([
    [1.5 * 2 ** 30, 'bytes', '1.5 GiB'],
    [0, 'bytes', '0 B'],
    [1_023.7, 'bytes', '1 KiB'],
    [-2_048, 'bytes', '-2 KiB'],
    [3, 'gigabytes', '3 GiB'],
    [12_345_678, 'bytes/s', '11.8 MiB/s'],
    [1e9, 'bits/s', '1 Gbit/s'],
    [0.0351, 'seconds', '35.1 ms'],
    [2.5e-5, 'seconds', '25 µs'],
    [90, 'seconds', '90 s'],
    [10_800, 'seconds', '3 h'],
    [1e6, 'seconds', '11.6 days'],
    [250, 'milliseconds', '250 ms'],
    [0.35, 'seconds/s', '0.35 s/s'],
    [0.1234, 'ratio', '12.3 %'],
    [0.0004, 'ratio', '0.04 %'],
    [71, 'percent', '71 %'],
    [45.21, 'celsius', '45.2 °C'],
    [1_500, 'watts', '1.5 kW'],
    [12_345, '', '12.3k'],
    [4_499_999, '', '4.5M'],
    [999.96, '', '1k'],
    [999.4, '', '999'],
    [0.1 + 0.2, '', '0.3'],
    [-0, '', '0'],
    [1.23e-7, '', '1.23e-7'],
    [1e300, '', '1e300'],
    [1e300, 'bytes', '1e300 B'],
    [12.34, 'requests/s', '12.3 requests/s'],
    [1_234_567, 'requests/s', '1.23M requests/s'],
    [5, '/s', '5/s'],
    [7, 'widgets', '7 widgets'],
    [1_761_055_500, 'timestamp', 'Tue 21 Oct 14:05 UTC'],
  ])('writes %p %s as %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });

  it('says unknown for NaN, and infinities as Prometheus does', () => {
    expect(formatQuantity(NaN, 'bytes')).toBe('unknown');
    expect(formatQuantity(Infinity, 'ratio')).toBe('+Inf');
    expect(formatQuantity(-Infinity, '')).toBe('-Inf');
  });

  it('is within half a unit of the third digit, for any size and unit', () => {
    const factors: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
    for (let exponent = -2; exponent < 14; exponent += 0.173) {
      const value = 10 ** exponent;
      const [, digits, prefix] = /^([\d.e-]+)([kMGT]?)$/.exec(formatQuantity(value, '')) ?? [];
      expect(Math.abs(Number(digits) * factors[prefix] - value) / value).toBeLessThanOrEqual(0.005);
    }
  });

  it('does not overflow where a unit is converted', () => {
    expect(formatQuantity(1.5e308, 'ratio')).toBe('1.5e308 ratio');
  });

  it('takes unit names of objects for what they are', () => {
    expect(formatQuantity(1, 'constructor')).toBe('1 constructor');
  });
});

describe('scaleQuantity', () => {
  it.each([
    [1.5 * 2 ** 30, 'bytes', 1.5, ' GiB'],
    [0.25, 'ratio', 25, ' %'],
    [7_200, 'seconds', 2, ' h'],
    [86_400, 'seconds', 1, ' day'],
    [1_250_000, 'requests/s', 1.25, 'M requests/s'],
    [1_250, '/s', 1.25, 'k/s'],
    [12, '', 12, ''],
    [-71, 'celsius', -71, ' °C'],
  ])('takes %p %s for %p%s', (value, unit, amount, symbol) => {
    expect(scaleQuantity(value, unit)).toEqual({ amount, symbol });
  });
});
