import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Titles of the tests that did not run; a title says why. */
  readonly skipped: readonly string[];
  /** Result files with a failure in them: one a project. */
  readonly failedFiles: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: [], failedFiles: 0 };

/** The parts of `jest --json` that are counted here. */
interface JestResults {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Adds up the results that `jest --json` wrote into the files; a test file that did not even load is one failure. */
export function readJestResults(files: readonly string[]): Tally {
  return files
    .map((file) => tallyOf(JSON.parse(readFileSync(file, 'utf8')) as JestResults))
    .reduce(
      (sum, tally) => ({
        passed: sum.passed + tally.passed,
        failed: sum.failed + tally.failed,
        skipped: [...sum.skipped, ...tally.skipped],
        failedFiles: sum.failedFiles + (tally.failed > 0 ? 1 : 0),
      }),
      NOTHING,
    );
}

function tallyOf({ testResults }: JestResults): Tally {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + broken.length,
    skipped: tests
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => fullName),
    failedFiles: 0,
  };
}

/** Tasks that Nx lists as failed at the end of its output. */
export function countFailedTasks(output: string): number {
  const list = stripVTControlCharacters(output).split('Failed tasks:')[1] ?? '';
  return list.match(/^- \S+:\w+$/gm)?.length ?? 0;
}

export function formatTally({ passed, failed, skipped }: Omit<Tally, 'failedFiles'>): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
