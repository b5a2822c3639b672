import { describe, expect, it } from '@jest/globals';
import { runMerlion } from './merlion-run.ts';
import { parseOptions } from './options.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('bench:detection --format merlion', () => {
  const folder = temporaryFolder();
  const run = () =>
    runMerlion(
      parseOptions(['--format', 'merlion', '--data', folder.path(), '--detector', 'z-score']),
      () => undefined,
    );

  it('scores what is labelled, and says what is not', () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const isHigh = i >= 150 && i < 154;
      return `${i * 300},${isHigh ? 100 - i / 10 : 10 + (i % 3)},${isHigh ? '1.0' : '0.0'}\n`;
    });
    folder.write({
      'deep/jump.csv': `timestamp,load,anomaly\n${rows.join('')}`,
      'deep/clean.csv': 'timestamp,load\n0,1\n',
    });
    const lines = run().split('\n');
    expect(lines[0]).toBe('1 files, by state; detector z-score');
    // All four are found before anything else.
    expect(lines[3]).toMatch(/^deep\/jump.csv +1\.0000 +1\.0000 +\d+ +0\.0200$/);
    expect(lines).toContain('without a column anomaly, and left out: deep/clean.csv');
  });

  it.each([
    ['nothing', {}, /CSV files were expected/],
    ['nothing that is labelled', { 'a.csv': 'timestamp,load\n0,1' }, /no CSV file has a column anomaly/],
    [
      'two columns of values',
      { 'a.csv': 'timestamp,x,y,anomaly\n0,1,1,0' },
      /a.csv:1: .* one column of values/,
    ],
    ['a label of 2', { 'a.csv': 'timestamp,x,anomaly\n0,1,0\n1,1,2' }, /a.csv:3: anomaly must be 0 or 1/],
    ['no time', { 'a.csv': 'timestamp,x,anomaly\n0,1,0\n,1,0' }, /a.csv:3: timestamp must be a number/],
  ])('refuses %s', (_what, files, message) => {
    folder.write(files);
    expect(() => run()).toThrow(message);
  });
});
