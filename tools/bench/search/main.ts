import { builtinEmbedder, ollamaEmbedder } from '@metrics-ai/embeddings';
import { writeFileSync } from 'node:fs';
import { runCommand } from '../run-command.ts';
import { runBehaviour } from './behaviour-run.ts';
import { runMetrics } from './metrics-run.ts';
import { parseOptions, usage, type SearchBenchOptions } from './options.ts';

process.exitCode = await runCommand({ usage, parseOptions, run }, process.argv.slice(2));

async function run(options: SearchBenchOptions): Promise<void> {
  const rankings = await rank(options);
  writeFileSync(options.out, `${JSON.stringify(rankings, undefined, 1)}\n`);
  progress(`${Object.keys(rankings).length} questions answered: ${options.out}`);
}

function rank({ task, topK, ollama }: SearchBenchOptions): Promise<Record<string, string[]>> {
  const embedder = ollama === undefined ? builtinEmbedder() : ollamaEmbedder(ollama);
  progress(`embedder: ${embedder.identity}`);
  return task.kind === 'metrics'
    ? runMetrics(task, { embedder, topK }, progress)
    : runBehaviour(task.directory, progress, embedder);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
