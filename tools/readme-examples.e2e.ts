import { describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('..', import.meta.url));
const readmes = globSync('libs/*/README.md', { cwd: root }).sort();

describe('The example in the README of each library', () => {
  it('is there for every library', () => {
    expect(readmes).toHaveLength(globSync('libs/*/package.json', { cwd: root }).length);
  });

  it.each(readmes)('runs as it stands, by the name of the built package: %s', async (readme) => {
    const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, readme), 'utf8')) ?? [];
    expect(example).toMatch(/from '@metrics-ai\//);
    // Beside the library, so that its own dependencies are found, and under a folder that nothing tracks.
    const folder = join(root, readme, '..', 'out-tsc');
    const file = join(folder, 'readme-example.ts');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, example);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', file], {
        timeout: 30_000,
      });
      expect(stdout.trim()).not.toBe('');
    } finally {
      rmSync(file);
    }
  });
});
