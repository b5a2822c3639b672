import { writeFileSync } from 'node:fs';
import { runCommand } from '../run-command.ts';
import { parseOptions, usage, type PromqlBenchOptions } from './options.ts';
import { readMetrics, readQuestions } from './read-lines.ts';
import { translateQuestions } from './translate-questions.ts';

process.exitCode = await runCommand({ usage, parseOptions, run }, process.argv.slice(2));

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
