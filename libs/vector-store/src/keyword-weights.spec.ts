import { expect, test } from '@jest/globals';
import { queryWords, queryWordVector, recordWordVector } from './keyword-weights.ts';

const weightOf = (metric: string, text: string, word: string) => {
  const [index] = queryWordVector([{ word, weight: 1 }]).indices;
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
    queryWordVector(queryWords(text, text.split(' '))),
  ]) {
    expect(new Set(indices).size).toBe(indices.length);
    expect(values).toHaveLength(indices.length);
    expect(indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32)).toBe(true);
  }
  expect(recordWordVector('', '')).toEqual({ indices: [], values: [] });
});

test('words of the text weigh twice those that are given beside them, and each stands once', () => {
  expect(queryWords('CPU loads, cpu', ['load', 'processors', 'the chip'])).toEqual([
    { word: 'cpu', weight: 2 },
    { word: 'load', weight: 2 },
    { word: 'processor', weight: 1 },
    { word: 'chip', weight: 1 },
  ]);
  const once = queryWordVector([
    { word: 'x', weight: 1 },
    { word: 'x', weight: 2 },
  ]);
  expect(once.values).toEqual([2]);
});
