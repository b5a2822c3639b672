import { describe, expect, it } from '@jest/globals';
import { traitsOf } from './metric-traits.ts';

const unitOf = (name: string, help: string): string =>
  traitsOf({ name, type: 'gauge', help, unit: '', labels: {} }).unit;

describe('the unit that a help text gives a metric', () => {
  it.each([
    ['Load of the UPS, in %.', 'percent'],
    ['Charge (% of full)', 'percent'],
    ['Percentage of failed checks.', 'percent'],
    ['Fraction of time that was lost.', 'ratio'],
    ['Whether more than 90 % of the nodes answer, or 50% of the witnesses.', ''],
    ['Answer that 100% of the hosts are healthy.', ''],
  ])('of %j is %j', (help, unit) => {
    expect(unitOf('thing', help)).toBe(unit);
  });

  it('is the one of the name before it', () => {
    expect(unitOf('thing_bytes', 'In % of all.')).toBe('bytes');
  });
});
