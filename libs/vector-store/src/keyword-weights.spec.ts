import { expect, test } from '@jest/globals';
import { queryWordVector, recordWordVector } from './keyword-weights.ts';

const weightOf = (metric: string, text: string, word: string) => {
  const [index] = queryWordVector([word]).indices;
  const { indices, values } = recordWordVector(metric, text);
  return values[indices.indexOf(index)] ?? 0;
};

test('weights grow with the number of times a word occurs, less and less', () => {
  const [one, two, three] = ['x', 'x x', 'x x x'].map((text) =>
    weightOf('m', `${text} pad`.slice(0, 9), 'x'),
  );
  expect(two).toBeGreaterThan(one);
  expect(three - two).toBeLessThan(two - one);
  expect(weightOf('m', 'x '.repeat(1000), 'x')).toBeLessThan(2.2);
});

test('a word of the name weighs more than one of the text, and one in a long text less than in a short one', () => {
  expect(weightOf('x', 'y', 'x')).toBeGreaterThan(weightOf('y', 'x', 'x'));
  expect(weightOf('m', 'x', 'x')).toBeGreaterThan(weightOf('m', `x ${'pad '.repeat(100)}`, 'x'));
  expect(weightOf('m', 'y', 'x')).toBe(0);
});

test('indices are different unsigned 32-bit integers, in queries as in records', () => {
  const text = Array.from(
    { length: 500 },
    (_, i) => `w${String.fromCharCode(97 + (i % 26))}x${'abcdefghij'[i % 10]}`,
  ).join(' ');
  for (const { indices, values } of [
    recordWordVector('some_metric', text),
    queryWordVector(text.split(' ')),
  ]) {
    expect(new Set(indices).size).toBe(indices.length);
    expect(values).toHaveLength(indices.length);
    expect(indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32)).toBe(true);
  }
  expect(recordWordVector('', '')).toEqual({ indices: [], values: [] });
});
