import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { littleEndianBytes } from './matrix-data.ts';
import { runMatrix } from './matrix-run.ts';
import { parseOptions } from './options.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('bench:detection --format matrix', () => {
  const folder = temporaryFolder();
  const entry = { name: 'web', n: 200, d: 2, train: 50 };
  // Both metrics are high at 150 to 153, which is labelled.
  const values = Float32Array.from({ length: 400 }, (_, k) => {
    const i = k >> 1;
    return i >= 150 && i < 154 ? 100 : 10 + (i % 3) + (k % 2);
  });
  const labels = Uint8Array.from({ length: 200 }, (_, i) => (i >= 150 && i < 154 ? 1 : 0));

  beforeEach(() => {
    folder.write({
      'meta.json': JSON.stringify([entry]),
      'web.f32': littleEndianBytes(values),
      'web.lab': labels,
    });
  });

  const run = (...args: string[]) =>
    runMatrix(
      parseOptions(['--format', 'matrix', '--data', folder.path(), '--detector', 'z-score', ...args]),
      () => undefined,
    );

  it('prints the score of each matrix and their mean', () => {
    const lines = run('--step-seconds', '300').split('\n');
    expect(lines[0]).toContain('1 matrices at steps of 300 s');
    const [name, vus, auc, window, scored, labelled] = (lines[3] ?? '').split(/ {2,}/);
    expect([name, scored, labelled]).toEqual(['web', '150 × 2', '0.0267']);
    expect(window).toMatch(/^\d+$/);
    // What is held for two and a half hours finds four of them with 33: precision 4/33 at full recall, and more before.
    expect(Number(auc)).toBeGreaterThan(4 / 33);
    expect(Number(vus)).toBeGreaterThan(4 / 33);
    expect(lines[4]?.split(/ {2,}/)).toEqual(['mean', vus, auc]);
  });

  it('writes a state for each value and a group score for each row', () => {
    const out = join(folder.path(), 'out');
    run('--out', out);
    const floats = (name: string) => {
      const { buffer, byteOffset, length } = readFileSync(join(out, name));
      return new Float32Array(buffer.slice(byteOffset, byteOffset + length));
    };
    const state = floats('web.state.f32');
    const group = floats('web.group.f32');
    expect([state.length, group.length]).toEqual([400, 200]);
    // The first thirty cannot be judged.
    expect(state.subarray(0, 60).every((score) => score === 0)).toBe(true);
    expect(state[300]).toBeGreaterThan(10);
    expect(group[150]).toBeCloseTo(Math.hypot(state[300], state[301]), 3);
    expect(group[140]).toBeLessThan(2);
  });

  it('judges a matrix without labels, which is not part of the mean', () => {
    folder.write({
      'meta.json': JSON.stringify([{ ...entry, name: 'shop' }, entry]),
      'shop.f32': littleEndianBytes(values),
    });
    const out = join(folder.path(), 'out');
    const rows = run('--out', out)
      .split('\n')
      .slice(3, 6)
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['shop', '–', '–', rows[1][3], 'no labels']);
    expect(rows[2]).toEqual(['mean', ...rows[1].slice(1, 3)]);
    expect(readFileSync(join(out, 'shop.group.f32'))).toEqual(readFileSync(join(out, 'web.group.f32')));
  });

  it.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    ['no list', { 'meta.json': '{}' }, /meta.json: a list was expected/],
    ['no JSON', { 'meta.json': '[' }, /meta.json: .*JSON/],
    [
      'a name with a path',
      { 'meta.json': JSON.stringify([{ ...entry, name: '../web' }]) },
      /entry 0: name must be/,
    ],
    ['no columns', { 'meta.json': JSON.stringify([{ ...entry, d: 0 }]) }, /entry 0: n and d must be/],
    [
      'nothing to score',
      { 'meta.json': JSON.stringify([{ ...entry, train: 200 }]) },
      /entry 0: train must be/,
    ],
    [
      'a file that is too short',
      { 'web.f32': 'short' },
      /web.f32: 200 × 2 float32 are 1600 bytes, the file has 5/,
    ],
    [
      'a label missing',
      { 'web.lab': labels.subarray(1) },
      /web.lab: 200 labels are 200 bytes, the file has 199/,
    ],
    [
      'a matrix that is not there',
      { 'meta.json': JSON.stringify([{ ...entry, name: 'shop' }]) },
      /shop.f32: is not there/,
    ],
  ])('refuses %s', (_what, files, message) => {
    folder.write(files);
    expect(() => run()).toThrow(message);
  });
});
