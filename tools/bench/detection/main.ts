import { DataError } from './csv-file.ts';
import { runNab } from './nab-run.ts';
import { parseOptions, usage, type DetectionBenchOptions } from './options.ts';

process.exitCode = main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when the data are not what they should be, 2 for wrong options. */
function main(args: readonly string[]): number {
  let options: DetectionBenchOptions;
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
    process.stdout.write(`${run(options)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function run(options: DetectionBenchOptions): string {
  const progress = (text: string): void => void process.stderr.write(`${text} …\n`);
  return runNab(options, progress);
}
