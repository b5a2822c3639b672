import { writeFileSync } from 'node:fs';
import { DataError } from '../detection/csv-file.ts';
import { parseOptions, usage, type PromqlBenchOptions } from './options.ts';
import { readMetrics, readQuestions } from './read-lines.ts';
import { translateQuestions } from './translate-questions.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when the data are not what they should be or nothing can be written, 2 for wrong options. */
async function main(args: readonly string[]): Promise<number> {
  let options: PromqlBenchOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    await run(options);
    return 0;
  } catch (error) {
    // Files that cannot be read or written say so themselves, with their path.
    if (!(error instanceof DataError || (error instanceof Error && 'syscall' in error))) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function run({ metrics, questions, out, details }: PromqlBenchOptions): Promise<void> {
  const asked = readQuestions(questions);
  const translations = await translateQuestions(readMetrics(metrics), asked, (text) =>
    process.stderr.write(`${text} …\n`),
  );
  const promql = [...translations].map(([id, { choices }]) => [id, choices[0]?.promql ?? ''] as const);
  writeFileSync(out, `${JSON.stringify(Object.fromEntries(promql), undefined, 2)}\n`);
  if (details !== undefined)
    writeFileSync(details, `${JSON.stringify(Object.fromEntries(translations), undefined, 2)}\n`);
  const answered = promql.filter(([, expression]) => expression !== '').length;
  const sure = [...translations.values()].filter(({ isSure }) => isSure).length;
  process.stdout.write(`${asked.length} questions: PromQL for ${answered}, sure of ${sure}\n`);
}
