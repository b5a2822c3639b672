import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { usage } from './options.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

describe('bench:detection', () => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => {
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    return spawnSync(process.execPath, [...flags, main, ...args], { encoding: 'utf8' });
  };

  it('prints results alone on its output, and what it is at beside them', () => {
    folder.write({
      'data/web/a.csv': 'timestamp,value\n2024-01-01 00:00:00,1\n2024-01-01 00:01:00,2\n',
      'labels/combined_windows.json': '{"web/a.csv": []}',
    });
    const { status, stdout, stderr } = run('--format', 'nab', '--data', folder.path(), '--detector', 'iqr');
    expect([status, stderr]).toEqual([0, '1 files, iqr …\n']);
    expect(stdout).toMatch(/^1 files, 2 points, 0 windows; detector iqr\n/);
  });

  it('ends with 1 and names file and line where the data are wrong', () => {
    folder.write({
      'data/web/a.csv': 'timestamp,value\n2024-01-01 00:00:00,much\n',
      'labels/combined_windows.json': '{"web/a.csv": []}',
    });
    const { status, stdout, stderr } = run('--format', 'nab', '--data', folder.path());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${folder.path()}/data/web/a.csv:2: value must be a number, not "much"\n`);
  });

  it('ends with 1 and names the path where nothing can be written', () => {
    folder.write({ 'data/web/a.csv': 'timestamp,value\n2024-01-01 00:00:00,1\n', out: 'a file' });
    const out = `${folder.path()}/out`;
    const { status, stdout, stderr } = run('--format', 'nab', '--data', folder.path(), '--out', out);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`1 files, engine …\nENOTDIR: not a directory, mkdir '${out}/web'\n`);
  });

  it('ends with 2 and the usage where an option is not known', () => {
    const { status, stdout, stderr } = run('--format', 'nab', '--data', folder.path(), '--fast');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain("Unknown option '--fast'");
    expect(stderr).toContain(usage);
  });

  it('helps', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: usage, stderr: '' });
  });
});
