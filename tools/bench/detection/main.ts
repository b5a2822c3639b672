import { runCommand } from '../run-command.ts';
import { runMatrix } from './matrix-run.ts';
import { runMerlion } from './merlion-run.ts';
import { runNab } from './nab-run.ts';
import { runSpeed } from './speed-run.ts';
import { runTcpd } from './tcpd-run.ts';
import { parseOptions, usage, type DetectionBenchOptions, type Format } from './options.ts';

const RUNS: Readonly<
  Record<Format, (options: DetectionBenchOptions, progress: (text: string) => void) => string>
> = { nab: runNab, matrix: runMatrix, merlion: runMerlion, tcpd: runTcpd, speed: runSpeed };

process.exitCode = await runCommand(
  {
    usage,
    parseOptions: (args) => {
      const options = parseOptions(args);
      return options.help ? undefined : options;
    },
    run: (options) => {
      process.stdout.write(`${RUNS[options.format](options, progress)}\n`);
    },
  },
  process.argv.slice(2),
);

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}
