import { describe, expect, it } from '@jest/globals';
import { measureSawtooth } from './measure-sawtooth.ts';
import { redNoise } from './testing/synthetic.ts';

const climbs = Float64Array.from({ length: 400 }, (_, i) => i % 40);

describe('measureSawtooth', () => {
  it('counts sudden falls and finds straight climbs between them', () => {
    const { suddenFalls, suddenRises, rampShare } = measureSawtooth(climbs, 36);
    expect([suddenFalls, suddenRises]).toEqual([9, 0]);
    expect(rampShare).toBeCloseTo(1, 9);
  });

  it('does the same for slow falls and sudden rises', () => {
    const { suddenFalls, suddenRises, rampShare } = measureSawtooth(climbs.toReversed(), 36);
    expect([suddenFalls, suddenRises]).toEqual([0, 9]);
    expect(rampShare).toBeCloseTo(1, 9);
  });

  it('counts a fall over two samples once', () => {
    const withMiddle = climbs.map((x, i) => (i % 40 === 0 && i > 0 ? 20 : x));
    expect(measureSawtooth(withMiddle, 36).suddenFalls).toBe(9);
  });

  it('finds as many rises as falls in noise, and no ramps', () => {
    const { suddenFalls, suddenRises, rampShare } = measureSawtooth(redNoise(1, 2_000, 0), 3.3);
    expect(suddenRises / suddenFalls).toBeGreaterThan(0.8);
    expect(rampShare).toBeLessThan(0.4);
  });

  it('finds nothing in a constant or in next to no samples', () => {
    expect(measureSawtooth(new Float64Array(50), 0)).toEqual({
      suddenFalls: 0,
      suddenRises: 0,
      rampShare: NaN,
    });
    expect(measureSawtooth(Float64Array.of(1), NaN)).toEqual({
      suddenFalls: 0,
      suddenRises: 0,
      rampShare: NaN,
    });
  });
});
