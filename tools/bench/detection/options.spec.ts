import { describe, expect, it } from '@jest/globals';
import { parseOptions, usage } from './options.ts';

describe('parseOptions', () => {
  it('needs a format and its data, and has a default for the rest', () => {
    expect(parseOptions(['--format', 'nab', '--data', 'D'])).toMatchObject({
      help: false,
      format: 'nab',
      data: 'D',
      out: undefined,
      perturbations: 30,
      seed: 1,
      oneByOne: false,
      byFile: false,
      stepSeconds: 300,
    });
  });

  it('reads all that there is', () => {
    const args = '--format=matrix --data=D --out=O --step-seconds=60 --detector=z-score'.split(' ');
    expect(parseOptions(args)).toMatchObject({ out: 'O', stepSeconds: 60, detector: 'z-score' });
    const more =
      '--format=nab --data=D --perturbations=0 --seed=7 --by-file --one-by-one --nab-results=R'.split(' ');
    expect(parseOptions(more)).toMatchObject({
      perturbations: 0,
      seed: 7,
      byFile: true,
      oneByOne: true,
      nabResults: 'R',
    });
  });

  it.each([
    [[], '--format is needed: one of nab, matrix'],
    [['--format', 'csv'], '--format "csv" is not known: one of nab, matrix'],
    [['--format', 'nab'], '--data DIR is needed'],
    [['--format', 'nab', '--data', 'D', '--files', '3'], "Unknown option '--files'"],
    [['--format', 'nab', '--data', 'D', '--detector', 'oracle'], '--detector "oracle" is not known'],
    [['--format', 'nab', '--data', 'D', '--perturbations', '-1'], '--perturbations'],
    [['--format', 'nab', '--data', 'D', '--perturbations', '1.5'], '--perturbations must be a whole number'],
    [
      ['--format', 'nab', '--data', 'D', '--step-seconds', '60'],
      '--step-seconds is for --format matrix and tcpd',
    ],
    [
      ['--format', 'matrix', '--data', 'D', '--step-seconds', '0'],
      '--step-seconds must be a whole number from 1',
    ],
    [['--format', 'nab', '--data', 'D', '--charts'], '--charts needs --out OUT'],
    [['--format', 'speed', '--data', 'D'], '--data is for --format nab and matrix'],
    [['--format', 'nab', '--data', 'D', 'more'], 'more'],
  ])('refuses %j by name', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('helps whatever else is said', () => {
    expect(parseOptions(['--help']).help).toBe(true);
    expect(parseOptions(['-h', '--seed', '3']).help).toBe(true);
  });

  it('helps with every option', () => {
    for (const option of [
      'format',
      'data',
      'out',
      'detector',
      'perturbations',
      'seed',
      'one-by-one',
      'by-file',
      'nab-results',
      'charts',
    ]) {
      expect(usage).toContain(`--${option} `);
    }
  });
});
