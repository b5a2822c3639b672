import { describe, expect, it } from '@jest/globals';
import { readNabCorpus } from './nab-corpus.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('readNabCorpus', () => {
  const folder = temporaryFolder();
  const labels = 'labels/combined_windows.json';
  const minutes = (count: number) =>
    Array.from({ length: count }, (_, i) => `2024-02-29 00:${String(i).padStart(2, '0')}:00,${i}`).join('\n');

  it('reads values, times and windows, in order of the names', () => {
    folder.write({
      'data/web/b.csv': `timestamp,value\n${minutes(20)}\n`,
      'data/web/a.csv':
        'timestamp,value\r\n2024-02-29T23:59:59.5,1e3\r\n2024-03-01 00:00,\r\n2024-03-01 00:01:00,nan\r\n',
      'data/README.md': 'not a series',
      [labels]: JSON.stringify({
        'web/a.csv': [],
        'web/b.csv': [
          ['2024-02-29 00:10:00.000000', '2024-02-29 00:12:00.000000'],
          ['2024-02-29 00:04:00', '2024-02-29 00:05:00'],
        ],
        'web/elsewhere.csv': [['2020-01-01 00:00:00', '2020-01-01 00:00:00']],
      }),
    });
    const [a, b, ...rest] = readNabCorpus(folder.path());
    expect(rest).toEqual([]);
    expect(a).toMatchObject({
      name: 'web/a.csv',
      timestampTexts: ['2024-02-29T23:59:59.5', '2024-03-01 00:00', '2024-03-01 00:01:00'],
      values: Float64Array.of(1000, NaN, NaN),
    });
    expect(a.timestamps[0]).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 500));
    expect(a.timestamps[1]).toBe(Date.UTC(2024, 2, 1));
    expect(b.layout?.windows).toEqual([
      [4, 5],
      [10, 12],
    ]);
  });

  it('takes the first place of a time that comes twice, because clocks went back', () => {
    folder.write({
      'data/web/a.csv': `timestamp,value\n${minutes(6)}\n${minutes(6)}\n`,
      [labels]: JSON.stringify({ 'web/a.csv': [['2024-02-29 00:02:00', '2024-02-29 00:04:00']] }),
    });
    expect(readNabCorpus(folder.path())[0].layout?.windows).toEqual([[2, 4]]);
  });

  it('reads infinities as Python writes them, and takes empty lines at the end for none', () => {
    folder.write({
      'data/web/a.csv': `timestamp,value\n${['inf', '-Inf', 'Infinity', '7'].map((value, i) => `2024-02-29 00:0${i}:00,${value}\n`).join('')}\n \n`,
    });
    expect([...readNabCorpus(folder.path())[0].values]).toEqual([Infinity, -Infinity, Infinity, 7]);
  });

  const series = { 'data/web/a.csv': `timestamp,value\n${minutes(9)}\n` };
  it.each<[string, Record<string, string>]>([
    ['a folder without labels', series],
    ['a file that the labels do not know', { ...series, [labels]: '\uFEFF{"web/b.csv": []}' }],
  ])('reads %s, which cannot be scored', (_what, files) => {
    folder.write(files);
    expect(readNabCorpus(folder.path())).toMatchObject([{ name: 'web/a.csv', layout: undefined }]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no file', {}, /data: files category\/file.csv were expected/],
    ['labels that are no JSON', { ...series, [labels]: '{' }, /combined_windows.json: .*JSON/],
    ['labels that are a list', { ...series, [labels]: '[]' }, /an object of file names/],
    [
      'a window with one border',
      { ...series, [labels]: '{"web/a.csv": [["2024-02-29 00:02:00"]]}' },
      /web\/a.csv: a list of pairs/,
    ],
    [
      'a window between samples',
      { ...series, [labels]: '{"web/a.csv": [["2024-02-29 00:02:00", "2024-02-29 00:02:30"]]}' },
      /web\/a.csv: there is no sample at 2024-02-29 00:02:30/,
    ],
    [
      'windows that overlap',
      {
        ...series,
        [labels]:
          '{"web/a.csv": [["2024-02-29 00:02:00", "2024-02-29 00:04:00"], ["2024-02-29 00:04:00", "2024-02-29 00:05:00"]]}',
      },
      /web\/a.csv: windows must lie in the file, in order and apart, not 2–4/,
    ],
    [
      'an empty file',
      { 'data/web/a.csv': '', [labels]: '{"web/a.csv": []}' },
      /a.csv:1: a line of names was expected/,
    ],
    [
      'a file without values',
      { 'data/web/a.csv': 'timestamp,load\n2024-02-29 00:00:00,1', [labels]: '{"web/a.csv": []}' },
      /a.csv:1: a column value was expected among timestamp,load/,
    ],
    [
      'a row that is too short',
      { 'data/web/a.csv': `timestamp,value\n${minutes(2)}\n2024`, [labels]: '{"web/a.csv": []}' },
      /a.csv:4: 2 cells were expected \(timestamp,value\), not 1: "2024"/,
    ],
    [
      'a value that is no number',
      {
        'data/web/a.csv': `timestamp,value\n${minutes(1)}\n2024-02-29 00:00:00,many`,
        [labels]: '{"web/a.csv": []}',
      },
      /a.csv:3: value must be a number, not "many"/,
    ],
    [
      'a day that there is not',
      { 'data/web/a.csv': 'timestamp,value\n2023-02-29 00:00:00,1', [labels]: '{"web/a.csv": []}' },
      /a.csv:2: timestamp must be like 2014-04-01 00:05:00, not "2023-02-29 00:00:00"/,
    ],
    [
      'a time that is a number',
      { 'data/web/a.csv': 'timestamp,value\n1709164800,1', [labels]: '{"web/a.csv": []}' },
      /a.csv:2: timestamp must be like/,
    ],
  ])('refuses %s', (_what, files, message) => {
    folder.write(files);
    expect(() => readNabCorpus(folder.path())).toThrow(message);
  });
});
