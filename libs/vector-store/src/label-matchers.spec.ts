import { expect, test } from '@jest/globals';
import { resolveMatcher } from './label-matchers.ts';
import type { LabelMatcher } from './vector-store.ts';

const VALUES = ['', 'a', 'ab', 'b', 'a\nb'];
const PATTERNS = ['', 'a', 'a.*', '.*', '.+', 'a|', '(?i)A', '[^a]', 'b$', '^a'];

/** Prometheus's rule, said directly. */
function matches({ operator, value }: LabelMatcher, label: string): boolean {
  if (operator === '=') return label === value;
  if (operator === '!=') return label !== value;
  const whole = new RegExp(`^(?:${value.replace('(?i)', '')})$`, value.startsWith('(?i)') ? 'is' : 's').test(
    label,
  );
  return operator === '=~' ? whole : !whole;
}

test('the condition on stored pairs holds for just the labels that match', () => {
  for (const operator of ['=', '!=', '=~', '!~'] as const) {
    for (const value of operator.endsWith('~') ? PATTERNS : VALUES) {
      const matcher = { name: 'job', operator, value };
      const { values, negated } = resolveMatcher(matcher, () => VALUES.filter((label) => label !== ''));
      for (const label of VALUES) {
        const has = label !== '' && (values === undefined || values.includes(label));
        expect([matcher, label, has !== negated]).toEqual([matcher, label, matches(matcher, label)]);
      }
    }
  }
});

test('the values that occur are asked for only when a regex needs them', () => {
  const never = () => {
    throw new Error('asked');
  };
  expect(resolveMatcher({ name: 'job', operator: '=', value: 'a' }, never).values).toEqual(['a']);
  expect(() => resolveMatcher({ name: 'job', operator: '=~', value: 'a' }, never)).toThrow('asked');
});
