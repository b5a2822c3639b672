import { expect, test } from '@jest/globals';
import { seededRandom } from './testing/sample-records.ts';
import { TopList } from './top-list.ts';

test('keeps the best of what it was offered, in whatever order, of equals those of the lowest places', () => {
  const random = seededRandom(23);
  for (const [count, most] of [
    [0, 3],
    [2, 3],
    [50, 1],
    [500, 20],
    [500, 499],
  ]) {
    const offered = Array.from({ length: count }, (_, place) => ({ place, value: Math.floor(9 * random()) }));
    const list = new TopList(most);
    for (const { place, value } of offered.toSorted(() => random() - 0.5)) list.offer(place, value);
    const expected = offered.toSorted((a, b) => b.value - a.value || a.place - b.place).slice(0, most);
    expect(list.sorted()).toEqual(expected);
  }
});
