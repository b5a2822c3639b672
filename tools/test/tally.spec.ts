import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countFailedTasks, formatTally, NOTHING, readJestResults } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'tally-'));
afterAll(() => rmSync(folder, { recursive: true }));

function resultsOf(name: string, ...suites: Record<string, string>[]): string {
  const file = join(folder, name);
  const testResults = suites.map((suite) => {
    const assertionResults = Object.entries(suite).map(([fullName, status]) => ({ fullName, status }));
    const isFailed =
      assertionResults.length === 0 || assertionResults.some(({ status }) => status === 'failed');
    return { status: isFailed ? 'failed' : 'passed', assertionResults };
  });
  writeFileSync(file, JSON.stringify({ testResults }));
  return file;
}

describe('readJestResults', () => {
  it('adds up what passed, failed and was skipped', () => {
    const files = [
      resultsOf('a.json', { one: 'passed', two: 'failed' }, { 'three (skipped: no server)': 'pending' }),
      resultsOf('b.json', { four: 'passed' }),
    ];
    expect(readJestResults(files)).toEqual({
      passed: 2,
      failed: 1,
      skipped: ['three (skipped: no server)'],
      failedFiles: 1,
    });
  });

  it('counts a test file that did not load as a failure', () => {
    expect(readJestResults([resultsOf('c.json', {})])).toMatchObject({
      passed: 0,
      failed: 1,
      failedFiles: 1,
    });
  });

  it('is nothing without results', () => expect(readJestResults([])).toEqual(NOTHING));
});

describe('countFailedTasks', () => {
  it('reads the list at the end of what Nx prints', () => {
    const output =
      'x\n\u001b[31mFailed tasks:\u001b[39m\n\n- @metrics-ai/nest:test\n\u001b[2m-\u001b[22m @metrics-ai/api:test\n\n  Run duration: 2m';
    expect(countFailedTasks(output)).toBe(2);
    expect(countFailedTasks('Successfully ran target test')).toBe(0);
  });
});

describe('formatTally', () => {
  it('tells of skipped tests only where there are any', () => {
    expect(formatTally({ passed: 3, failed: 0, skipped: [] })).toBe('3 passed, 0 failed');
    expect(formatTally({ passed: 3, failed: 1, skipped: ['x', 'y'] })).toBe('3 passed, 1 failed, 2 skipped');
  });
});
