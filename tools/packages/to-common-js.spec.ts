import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCommonJs } from './to-common-js.ts';

const folder = mkdtempSync(join(tmpdir(), 'to-common-js-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'sums.mjs'), 'export const one = 1;\nexport const two = 2;\n');

/** What the script prints, run by Node as CommonJS. */
function outputOf(typescript: string): string {
  const file = join(folder, 'script.cjs');
  writeFileSync(file, toCommonJs(typescript));
  return execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

describe('toCommonJs', () => {
  it('runs a module with named, renamed, namespace and bare imports, types and top-level await', () => {
    const typescript = `
import { one, two as zwei, type Nothing } from './sums.mjs';
import type { Something } from './nowhere.mjs';
import {
  sep,
} from 'node:path';
import * as sums from './sums.mjs';
import './sums.mjs';

const total: number = await Promise.resolve(one + zwei);
console.log(total, sums.two, sep, typeof require);
`;
    expect(outputOf(typescript)).toBe('3 2 / function');
  });

  it('leaves imports in a text alone', () => {
    expect(outputOf("console.log('import { one } from x');")).toBe('import { one } from x');
  });

  it('fails where a name is not exported, even if nothing uses it', () => {
    expect(() => outputOf("import { three } from './sums.mjs';")).toThrow('no export named three');
  });

  it('refuses what it cannot turn', () => {
    expect(() => toCommonJs("import sums from './sums.mjs';")).toThrow('import sums from');
    expect(() => toCommonJs('export const one = 1;')).toThrow('export const one');
  });
});
