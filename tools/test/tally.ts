import { readFileSync } from 'node:fs';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Titles of the tests that did not run; a title says why. */
  readonly skipped: readonly string[];
}

/** The parts of `jest --json` that are counted here. */
interface JestResults {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Adds up the results that `jest --json` wrote into the files; a test file that did not even load is one failure. */
export function readJestResults(files: readonly string[]): Tally {
  const suites = files.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as JestResults).testResults);
  const tests = suites.flatMap(({ assertionResults }) => assertionResults);
  const broken = suites.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + broken.length,
    skipped: tests
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => fullName),
  };
}

export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}
