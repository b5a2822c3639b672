import { spawn } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { countFailedTasks, formatTally, NOTHING, readJestResults, type Tally } from './tally.ts';

const USAGE = `npm test: format, lint, types, unit, contract and end-to-end tests of every project.

  npm test                     everything
  npm test -- --only unit      one step of: format, lint, types, unit, e2e
  npm test -- --help           this text

What has not changed since it last passed is taken from the cache; NX_SKIP_NX_CACHE=true runs it again.
The last line is "N passed, N failed", with ", N skipped" where something could not run; why is printed above it.`;

interface Step {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** Where the step leaves its Jest results; a step without them counts as one check. */
  readonly results?: string;
}

const nx = (target: string): string[] => [
  'nx',
  'run-many',
  '-t',
  target,
  '--output-style=static',
  '--nxBail=false',
];

const STEPS: readonly Step[] = [
  { name: 'format', title: 'Format (Prettier)', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', title: 'Lint (ESLint)', command: nx('lint') },
  { name: 'types', title: 'Types (TypeScript)', command: nx('typecheck') },
  {
    name: 'unit',
    title: 'Unit and contract tests (Jest)',
    command: nx('test'),
    results: '{apps/*,libs/*,tools}/test-output/jest.json',
  },
  {
    name: 'e2e',
    title: 'End-to-end tests (Jest)',
    command: nx('e2e'),
    results: '{apps/*,tools}/test-output/e2e.json',
  },
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help === true) {
  console.log(USAGE);
} else {
  const steps = STEPS.filter(({ name }) => values.only === undefined || values.only === name);
  if (steps.length === 0) {
    console.error(`--only ${values.only}: there is no such step\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    process.exitCode = await runAll(steps);
  }
}

async function runAll(steps: readonly Step[]): Promise<number> {
  let total: Tally = NOTHING;
  for (const step of steps) {
    const tally = await runStep(step);
    total = {
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: [...total.skipped, ...tally.skipped],
      failedFiles: 0,
    };
  }
  if (total.skipped.length > 0)
    console.log(`\nSkipped:\n${total.skipped.map((title) => `  - ${title}`).join('\n')}`);
  console.log(`\n${formatTally(total)}`);
  return total.failed === 0 ? 0 : 1;
}

async function runStep({ title, command, results }: Step): Promise<Tally> {
  // Results of an earlier run must not be counted for this one; the cache brings back those that still hold.
  if (results !== undefined) for (const file of globSync(results)) rmSync(file);
  const startedMs = performance.now();
  process.stdout.write(`${title} … `);
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const tally = results === undefined ? NOTHING : readJestResults(globSync(results));
  // What failed without a failed test of its own (a crash, a task that never started) is a failure as well.
  const otherFailures =
    code === 0 ? 0 : Math.max(countFailedTasks(output) - tally.failedFiles, tally.failed === 0 ? 1 : 0);
  const failed = tally.failed + otherFailures;
  const passed = tally.passed + (code === 0 && results === undefined ? 1 : 0);
  console.log(`${code === 0 ? 'ok' : 'FAILED'} (${formatTally({ ...tally, passed, failed })}, ${seconds} s)`);
  if (code !== 0) console.log(output);
  return { ...tally, passed, failed };
}

function run([program, ...args]: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
