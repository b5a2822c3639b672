import { describe, expect, it } from '@jest/globals';
import { readCsv } from '../testing/read-csv.ts';
import { formatRow } from './csv.ts';

describe('A row of CSV', () => {
  it('gives back every text, whatever it holds', () => {
    const row = ['', 'a,b', 'say "hi"', '""', 'line\nbreak', 'line\r\nbreak', 'x\r', 'Zürich 東京 🚀', ' x '];
    expect(readCsv(formatRow(row) + formatRow(['next']))).toEqual([row, ['next']]);
  });

  it('is quoted only where it must be', () => {
    expect(formatRow(['plain', 'a,b', 'a"b', 1.5])).toBe('plain,"a,b","a""b",1.5\r\n');
  });

  it('has numbers in digits that name them exactly, and nothing for one that is not known', () => {
    const numbers = [0.1 + 0.2, -1e-300, 2 ** 53, 1e21, Number.MAX_VALUE, -0, Infinity, -Infinity];
    const [read] = readCsv(formatRow([...numbers, NaN]));
    expect(read.slice(0, -1).map(Number)).toEqual(numbers.map((x) => x + 0));
    expect(read.at(-1)).toBe('');
  });

  it('marks text that a spreadsheet would run, and leaves negative numbers numbers', () => {
    const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'];
    expect(readCsv(formatRow(dangerous))).toEqual([dangerous.map((text) => `'${text}`)]);
    expect(readCsv(formatRow([-1, 'a=1', "'=1", '{"a":"=1"}']))).toEqual([
      ['-1', 'a=1', "'=1", '{"a":"=1"}'],
    ]);
  });
});
