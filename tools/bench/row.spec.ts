import { describe, expect, it } from '@jest/globals';
import prettier from 'prettier';
import { cellsOf, formatNumber, formatTable, spreadOf, verdictOf, type Row } from './row.ts';

const figure = (median: number) => ({ median, min: median, max: median });
const row = (given: Partial<Row>): Row => ({ name: 'decode', unit: 'ms', ...given });

describe('spreadOf', () => {
  it.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }],
    [[10, 9, 100], { median: 10, min: 9, max: 100 }],
  ])('gives median, lowest and highest of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });

  it('leaves the values as they are', () => {
    const values = [2, 1];
    spreadOf(values);
    expect(values).toEqual([2, 1]);
  });
});

describe('verdictOf', () => {
  it.each<[string, Partial<Row>, string]>([
    [
      'a ratio that reaches it',
      { peer: { name: 'p', ratio: figure(5) }, goal: { of: 'ratio', atLeast: 5 } },
      'met',
    ],
    [
      'a ratio below it',
      { peer: { name: 'p', ratio: figure(4) }, goal: { of: 'ratio', atLeast: 5 } },
      'missed by 20 %',
    ],
    ['a time at its limit', { ours: figure(40), goal: { of: 'ours', atMost: 40 } }, 'met'],
    ['a time above its limit', { ours: figure(60), goal: { of: 'ours', atMost: 40 } }, 'missed by 50 %'],
    [
      'a ratio of a peer that is not there',
      { ours: figure(1), goal: { of: 'ratio', atLeast: 5 } },
      'unknown',
    ],
    ['a figure without a goal', { ours: figure(1) }, ''],
    ['what failed', { failed: 'no', goal: { of: 'ours', atMost: 40 } }, 'failed'],
  ])('judges %s', (_what, given, verdict) => {
    expect(verdictOf(row(given))).toBe(verdict);
  });
});

describe('formatNumber', () => {
  it.each([
    [0.04567, '0.0457'],
    [4.0, '4'],
    [99.96, '100'],
    [1234.5, '1,230'],
    [12_152_916, '12,200,000'],
  ])('shows %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('cellsOf', () => {
  it('puts figures, units and ranges into words', () => {
    const cells = cellsOf(
      row({
        ours: { median: 10, min: 9, max: 12 },
        peer: { name: 'JSON.parse', figure: figure(40), ratio: figure(4) },
        goal: { of: 'ratio', atLeast: 3 },
      }),
    );
    expect(cells).toEqual(['decode', '10 ms (9–12)', 'JSON.parse: 40 ms', '4×', '≥ 3×', 'met']);
  });

  it('says why a peer has no figure', () => {
    const cells = cellsOf(row({ ours: figure(1), peer: { name: 'numpy', missing: 'not installed: try' } }));
    expect(cells).toEqual(['decode', '1 ms', 'numpy: not installed: try', '', '', '']);
  });

  it('says why there is no figure at all', () => {
    expect(cellsOf(row({ failed: 'disk full' }))).toEqual(['decode', 'disk full', '', '', '', 'failed']);
  });
});

describe('formatTable', () => {
  it('aligns as Prettier does, whatever the cells hold', async () => {
    const table = formatTable([
      row({ ours: figure(1) }),
      row({ name: 'a | b', failed: 'two\nlines' }),
      row({ ours: figure(2e6), unit: 'µs', goal: { of: 'ours', atMost: 3 } }),
    ]);
    expect(await prettier.format(table, { parser: 'markdown' })).toBe(`${table}\n`);
  });
});
