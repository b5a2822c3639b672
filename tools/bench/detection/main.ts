import { DataError } from './csv-file.ts';
import { runMatrix } from './matrix-run.ts';
import { runMerlion } from './merlion-run.ts';
import { runNab } from './nab-run.ts';
import { runSpeed } from './speed-run.ts';
import { runTcpd } from './tcpd-run.ts';
import { parseOptions, usage, type DetectionBenchOptions, type Format } from './options.ts';

const RUNS: Readonly<
  Record<Format, (options: DetectionBenchOptions, progress: (text: string) => void) => string>
> = { nab: runNab, matrix: runMatrix, merlion: runMerlion, tcpd: runTcpd, speed: runSpeed };

process.exitCode = main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when the data are not what they should be or nothing can be written, 2 for wrong options. */
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
    process.stdout.write(`${RUNS[options.format](options, progress)}\n`);
    return 0;
  } catch (error) {
    // Files that cannot be read or written say so themselves, with their path.
    if (!(error instanceof DataError || (error instanceof Error && 'syscall' in error))) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}
