import { runDemo } from './demo.ts';
import { parseOptions, usage, type DemoOptions } from './options.ts';
import { Terminal } from './terminal.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0, 1 when something failed, 2 for wrong options, 130 when interrupted before the end. */
async function main(args: readonly string[]): Promise<number> {
  let options: DemoOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const terminal = new Terminal();
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupt.abort(new Error(`Interrupted by ${signal}: everything is stopped.`)));
  }
  try {
    await runDemo(options, terminal, interrupt.signal);
    return 0;
  } catch (error) {
    terminal.line();
    process.stderr.write(`${messageOf(error)}\n`);
    return interrupt.signal.aborted ? 130 : 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
