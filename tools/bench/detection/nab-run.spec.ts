import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNab } from './nab-run.ts';
import { parseOptions } from './options.ts';

describe('bench:detection --format nab', () => {
  let folder: string;

  /** Two series of 200 samples around 10: one jumps to 100 for four samples, at 150, and that is labelled. */
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'metrics-ai-nab-'));
    mkdirSync(join(folder, 'data/web'), { recursive: true });
    mkdirSync(join(folder, 'labels'));
    const at = (i: number) => new Date(i * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    for (const name of ['calm', 'jump']) {
      const rows = Array.from({ length: 200 }, (_, i) => {
        const value = name === 'jump' && i >= 150 && i < 154 ? 100 : 10 + (i % 3);
        return `${at(i)},${value}`;
      });
      writeFileSync(join(folder, `data/web/${name}.csv`), `timestamp,value\n${rows.join('\n')}\n`);
    }
    const windows = { 'web/calm.csv': [], 'web/jump.csv': [[at(150), at(159)]] };
    writeFileSync(join(folder, 'labels/combined_windows.json'), JSON.stringify(windows));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    runNab(
      parseOptions(['--format', 'nab', '--data', folder, '--detector', 'z-score', ...args]),
      () => undefined,
    );

  it('prints 100 where everything is found at once, and a dash where a half has no window', () => {
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
    expect(row('strict, reverse')?.slice(1, 4)).toEqual(['–', '–', '–']);
  });

  it('says how each file did', () => {
    expect(run('--by-file')).toMatch(/web\/jump\.csv +1 of 1 +1\.00 +0 +0\.00/);
  });

  it('writes what was said of each sample, with times and values as they were', () => {
    const out = join(folder, 'out');
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

  it("writes a score of 0 to 1 for the benchmark's own scorer, where it looks for it", () => {
    const results = join(folder, 'results');
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
});
