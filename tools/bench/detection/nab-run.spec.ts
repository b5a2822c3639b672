import { beforeEach, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTESTANTS, type Constants, type Contestant } from './contestants.ts';
import { runNab } from './nab-run.ts';
import { parseOptions } from './options.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('bench:detection --format nab', () => {
  const folder = temporaryFolder();

  /** Two series of 200 samples around 10: one jumps to 100 for four samples, at 150, and that is labelled. */
  beforeEach(() => {
    const at = (i: number) => new Date(i * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    const series = (jumps: boolean) =>
      Array.from({ length: 200 }, (_, i) => {
        const value = jumps && i >= 150 && i < 154 ? 100 : 10 + (i % 3);
        return `${at(i)},${value}\n`;
      });
    folder.write({
      'data/web/calm.csv': `timestamp,value\n${series(false).join('')}`,
      'data/web/jump.csv': `timestamp,value\n${series(true).join('')}`,
      'labels/combined_windows.json': JSON.stringify({
        'web/calm.csv': [],
        'web/jump.csv': [[at(150), at(159)]],
      }),
    });
  });

  const run = (...args: string[]) =>
    runNab(
      parseOptions(['--format', 'nab', '--data', folder.path(), '--detector', 'z-score', ...args]),
      () => undefined,
    );

  it('prints 100 where everything is found at once, and a dash where a half, or the one that its threshold is of, has no window', () => {
    const lines = run().split('\n');
    expect(lines[0]).toBe('2 files, 400 points, 1 windows; detector z-score');
    const row = (start: string) =>
      lines
        .find((line) => line.trim().startsWith(start))
        ?.trim()
        .split(/ {2,}/);
    expect(row('best threshold')?.slice(1, 4)).toEqual(['100.00', '100.00', '100.00']);
    expect(row('shipped threshold')).toEqual([
      'shipped threshold (> 1)',
      '100.00',
      '100.00',
      '100.00',
      '1',
      '1 of 1',
      '0',
    ]);
    for (const half of ['strict:', 'strict, reverse']) {
      expect(row(half)?.slice(1, 4)).toEqual(['–', '–', '–']);
    }
  });

  it('says how each file did', () => {
    expect(run('--by-file')).toMatch(/web\/jump\.csv +1 of 1 +1\.00 +0 +0\.00/);
  });

  it('writes what was said of each sample, with times and values as they were', () => {
    const out = join(folder.path(), 'out');
    run('--out', out);
    const lines = readFileSync(join(out, 'web/jump.csv'), 'utf8').split('\n');
    expect(lines).toHaveLength(202);
    expect(lines[0]).toBe('timestamp,value,state,onset');
    // The first thirty cannot be judged.
    expect(lines[1]).toBe('1970-01-01 00:00:00,10,0,0');
    const [timestamp, value, state, onset] = lines[151].split(',');
    expect([timestamp, value]).toEqual(['1970-01-01 02:30:00', '100']);
    expect(Number(state)).toBeGreaterThan(10);
    expect(onset).toBe(state);
    expect(globSync('**/*.csv', { cwd: out })).toHaveLength(2);
  });

  it('judges files without labels, says so, and scores the others as before', () => {
    const labels = 'labels/combined_windows.json';
    const scored = run().split('\n').slice(2, 13);
    folder.write({ 'data/web/late.csv': 'timestamp,value\n1970-01-01 00:00:00,10\n' });
    const out = join(folder.path(), 'out');
    const lines = run('--out', out, '--charts').split('\n');
    expect(lines[0]).toBe('3 files, 401 points, 1 windows; detector z-score');
    expect(lines[2]).toBe(
      `not scored: ${join(folder.path(), labels)} has no entry for web/late.csv ([] where nothing is strange)`,
    );
    expect(lines.slice(4, 15)).toEqual(scored);
    expect(readFileSync(join(out, 'web/late.csv'), 'utf8')).toBe(
      'timestamp,value,state,onset\n1970-01-01 00:00:00,10,0,0\n',
    );
    folder.write({ [labels]: '{}' });
    expect(run()).toMatch(/not scored: .* has no entry for any file .*\n\n401 points/);
  });

  it('draws each file with its labelled windows, and where something was said in and outside of them', () => {
    const out = join(folder.path(), 'out');
    run('--out', out, '--charts');
    const textsOf = (name: string) =>
      [...readFileSync(join(out, 'charts/web', name), 'utf8').matchAll(/<text[^>]*>([^<]*)</g)].map(
        ([, text]) => text,
      );
    expect(textsOf('jump.svg')).toEqual(
      expect.arrayContaining([
        'web/jump.csv',
        'labelled windows: 1; onsets: 4 hit, 0 outside, 0 early',
        'labelled',
        'expected',
      ]),
    );
    expect(textsOf('calm.svg')).toContain('labelled windows: 0; onsets: 0 hit, 0 outside, 0 early');
  });

  it("writes a score of 0 to 1 for the benchmark's own scorer, where it looks for it", () => {
    const results = join(folder.path(), 'results');
    run('--nab-results', results);
    const rows = readFileSync(join(results, 'z-score/web/z-score_jump.csv'), 'utf8').trim().split('\n');
    expect(rows[0]).toBe('timestamp,value,anomaly_score');
    const scores = rows.slice(1).map((row) => Number(row.split(',')[2]));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(scores.flatMap((score, i) => (score > 0.5 ? [i] : []))).toEqual([150, 151, 152, 153]);
  });

  it('says why there are no perturbations', () => {
    expect(run()).toContain('no perturbations: z-score has no constants');
    expect(run('--perturbations', '0')).toContain('no perturbations (--perturbations 0)');
  });

  it('turns the constants, each round its own way, and the same way again for the same seed', () => {
    const { contestant, limits } = limitContestant();
    const options = parseOptions(['--format', 'nab', '--data', folder.path(), '--perturbations', '4']);
    const text = runNab(options, () => undefined, contestant);
    expect(text).toMatch(
      /4 perturbations of 1 constants, each by a factor uniform from 0.5 to 1.5 \(seed 1\)/,
    );
    // Whatever the limit is, 100 is above it and the others are not.
    expect(text).toMatch(/best threshold.*100\.00 ± 0\.00/);
    // Two files as shipped, then two a round.
    expect(limits.slice(0, 2)).toEqual([60.5, 60.5]);
    const turned = limits.slice(2);
    expect([turned.length, new Set(turned).size]).toEqual([8, 4]);
    expect(turned.every((limit) => limit > 30 && limit < 91)).toBe(true);
    runNab(options, () => undefined, contestant);
    expect(limits.slice(12)).toEqual(turned);
  });

  it('turns one constant after the other', () => {
    const { contestant, limits } = limitContestant();
    const args = ['--format', 'nab', '--data', folder.path(), '--perturbations', '0', '--one-by-one'];
    const text = runNab(parseOptions(args), () => undefined, contestant);
    expect(text).toMatch(/limit +60\.5 +30\.25 +100\.00 +100\.00 +90\.75 +100\.00 +100\.00/);
    expect(limits).toEqual([60.5, 60.5, 30.25, 30.25, 90.75, 90.75]);
  });
});

/** Says how far a value is above a limit, and keeps the limits that it was started with. */
function limitContestant(): { contestant: Contestant; limits: number[] } {
  const limits: number[] = [];
  const contestant = {
    ...CONTESTANTS['z-score'](),
    constants: { limit: 60.5 },
    start: ({ limit }: Constants = { limit: 60.5 }) => {
      limits.push(limit);
      return {
        update: (_timestampMs: number, value: number) => ({ state: value / limit, onset: value / limit }),
      };
    },
  };
  return { contestant, limits };
}
