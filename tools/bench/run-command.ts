import { EmbeddingError } from '@metrics-ai/embeddings';
import { DataError } from './data-error.ts';

export interface BenchCommand<Options> {
  readonly usage: string;
  /** Undefined when only the usage is asked for; throws when an option is wrong. */
  readonly parseOptions: (args: readonly string[]) => Options | undefined;
  readonly run: (options: Options) => void | Promise<void>;
}

/** @returns the exit code: 0, 1 when the data are not what they should be or nothing can be written, 2 for wrong options. */
export async function runCommand<Options>(
  { usage, parseOptions, run }: BenchCommand<Options>,
  args: readonly string[],
): Promise<number> {
  let options: Options | undefined;
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
    await run(options);
    return 0;
  } catch (error) {
    // Files that cannot be read or written say so themselves, with their path.
    const isTold = error instanceof DataError || error instanceof EmbeddingError;
    if (!(isTold || (error instanceof Error && 'syscall' in error))) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
