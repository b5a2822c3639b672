import { builtinEmbedder, EmbeddingError, ollamaEmbedder } from '@metrics-ai/embeddings';
import { writeFileSync } from 'node:fs';
import { DataError } from '../detection/csv-file.ts';
import { runBehaviour } from './behaviour-run.ts';
import { runMetrics } from './metrics-run.ts';
import { parseOptions, usage, type SearchBenchOptions } from './options.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when the data are not what they should be or nothing can be written, 2 for wrong options. */
async function main(args: readonly string[]): Promise<number> {
  let options: SearchBenchOptions | undefined;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    const rankings = await run(options);
    writeFileSync(options.out, `${JSON.stringify(rankings, undefined, 1)}\n`);
    progress(`${Object.keys(rankings).length} questions answered: ${options.out}`);
    return 0;
  } catch (error) {
    // Files that cannot be read or written say so themselves, with their path.
    const isTold = error instanceof DataError || error instanceof EmbeddingError;
    if (!(isTold || (error instanceof Error && 'syscall' in error))) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function run({ task, topK, ollama }: SearchBenchOptions): Promise<Record<string, string[]>> {
  const embedder = ollama === undefined ? builtinEmbedder() : ollamaEmbedder(ollama);
  progress(`embedder: ${embedder.identity}`);
  return task.kind === 'metrics'
    ? runMetrics(task, { embedder, topK }, progress)
    : runBehaviour(task.directory, progress, embedder);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
