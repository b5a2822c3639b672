import { describe, expect, test } from '@jest/globals';
import { strangeStretches } from './strange-stretches.ts';

/** `#` is strange, `.` is not, `?` is not judged, a blank is absent. */
function stretchesOf(picture: string): [number, number][] {
  const places = Array.from(picture.matchAll(/\S/g), (match) => match.index);
  const timestamps = Float64Array.from(places, (place) => place * 60_000);
  const score = Float64Array.from(places, (place) => ({ '#': 2, '.': 1, '?': NaN })[picture[place]] ?? 0);
  return strangeStretches(timestamps, score).map(({ from, to }) => [places[from], places[to]]);
}

describe('strangeStretches', () => {
  test('neighbours are one stretch', () => {
    expect(stretchesOf('...###....')).toEqual([[3, 5]]);
    expect(stretchesOf('#')).toEqual([[0, 0]]);
    expect(stretchesOf('..........')).toEqual([]);
    expect(stretchesOf('')).toEqual([]);
  });

  test('a score of exactly 1 is not strange', () => {
    expect(stretchesOf('.#.')).toEqual([[1, 1]]);
  });

  test('holes of up to six samples are bridged, be they unremarkable, unknown or absent', () => {
    expect(stretchesOf('.#......#..')).toEqual([[1, 8]]);
    expect(stretchesOf('.#.......#.')).toEqual([
      [1, 1],
      [9, 9],
    ]);
    expect(stretchesOf('.....#??????#..')).toEqual([[5, 12]]);
    expect(stretchesOf('.....#      #..')).toEqual([[5, 12]]);
    expect(stretchesOf('.....#       #.')).toEqual([
      [5, 5],
      [13, 13],
    ]);
  });

  test('a long stretch bridges longer holes, up to twelve samples', () => {
    const long = '#'.repeat(40);
    expect(stretchesOf(`${long}..........#`)).toEqual([[0, 50]]);
    expect(stretchesOf(`${long}...........#`)).toHaveLength(2);
    const longer = '#'.repeat(200);
    expect(stretchesOf(`${longer}............#`)).toHaveLength(1);
    expect(stretchesOf(`${longer}.............#`)).toHaveLength(2);
  });
});
