import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeCommit, describeMachine } from './machine.ts';
import { parseOptions, usage, type BenchOptions } from './options.ts';
import { formatPage, formatSection, formatTally, type Section } from './page.ts';
import type { Message } from './run-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUN_FILE = fileURLToPath(new URL('run-file.ts', import.meta.url));
/** No benchmark takes half of this; one that hangs must not hold up the others for ever. */
const LONGEST_MS = 10 * 60_000;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when something could not be measured, 2 for wrong options. */
async function main(args: readonly string[]): Promise<number> {
  const files = globSync(['libs/*/src/**/*.bench.ts', 'tools/bench/*.bench.ts'], { cwd: ROOT }).sort();
  const names = files.map((file) => basename(file, '.bench.ts'));
  let options: BenchOptions;
  try {
    options = parseOptions(args);
    const unknown = options.only?.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new RangeError(`--only ${unknown}: there are ${names.join(', ')}`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options.help || options.list) {
    process.stdout.write(options.help ? usage : `${names.join('\n')}\n`);
    return 0;
  }

  const machine = describeMachine();
  process.stdout.write(`${machine.join('\n')}\n`);
  const sections: Section[] = [];
  for (const [i, file] of files.entries()) {
    if (options.only?.includes(names[i]) === false) continue;
    const section = await runFile(names[i], file, options);
    process.stdout.write(`\n${formatSection(section)}`);
    sections.push(section);
  }
  process.stdout.write(`\n${formatTally(sections)}.\n`);
  if (options.write) {
    const facts = { machine, commit: describeCommit(ROOT), date: new Date().toISOString().slice(0, 10) };
    writeFileSync(join(ROOT, 'docs/benchmarks.md'), formatPage(sections, facts));
  }
  return sections.some(({ rows }) => rows.some(({ failed }) => failed !== undefined)) ? 1 : 0;
}

async function runFile(name: string, file: string, { quick }: BenchOptions): Promise<Section> {
  const startMs = performance.now();
  process.stderr.write(`${name}\n`);
  let section: Section = { name, title: name, about: file, rows: [] };
  const child = fork(RUN_FILE, [join(ROOT, file), ...(quick ? ['quick'] : [])], {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning', '--expose-gc'],
    timeout: LONGEST_MS,
  });
  child.on('message', (message: Message) => {
    section =
      'row' in message ? { ...section, rows: [...section.rows, message.row] } : { ...section, ...message };
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  process.stderr.write(`  ${((performance.now() - startMs) / 1_000).toFixed(0)} s\n`);
  // A process that crashed has not told why.
  if (code === 0 || section.rows.some(({ failed }) => failed !== undefined)) return section;
  const failed = `its process ended by ${signal ?? `exit code ${code}`}`;
  return { ...section, rows: [...section.rows, { name: 'the rest', unit: '', failed }] };
}
