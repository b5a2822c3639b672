// Measures one benchmark in a process of its own, whose heap and compiled code no other has shaped, and sends what comes out.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asBenchFile, type BenchCase } from './bench-file.ts';
import { measure } from './measure.ts';
import { PythonHost } from './python-host.ts';
import type { Row } from './row.ts';

/** What the runner is told, in this order. */
export type Message =
  | { readonly title: string; readonly about: string }
  /** The versions that a peer runs on. */
  | { readonly peers: string }
  | { readonly row: Row };

const [file, quick] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// Programs that were started are killed when this process exits, which by a signal alone it would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
  process.on(signal, () => process.exit(130));
}

const python = new PythonHost(file.replace(/\.ts$/, '.py'), (peers) => send({ peers }));
try {
  await run({ quick: quick === 'quick', folder });
} catch (error) {
  process.exitCode = 1;
  send({ row: { name: 'the rest', unit: '', failed: reasonOf(error) } });
} finally {
  await python.stop();
  process.removeAllListeners('disconnect');
  process.disconnect?.();
}

async function run(context: { readonly quick: boolean; readonly folder: string }): Promise<void> {
  const benchFile = asBenchFile((await import(pathToFileURL(file).href)) as object);
  send({ title: benchFile.title, about: benchFile.about });
  for await (const benchCase of benchFile.bench(context)) {
    if ('run' in benchCase) process.stderr.write(`  ${benchCase.name} …\n`);
    for (const row of await rowsOf(benchCase, context)) send({ row });
  }
}

/** A case that fails costs its own row, and not those that follow. */
async function rowsOf(benchCase: BenchCase, context: { readonly quick: boolean }): Promise<Row[]> {
  try {
    return await measure(benchCase, python, context);
  } catch (error) {
    process.exitCode = 1;
    return [{ name: benchCase.name, unit: benchCase.unit, failed: reasonOf(error) }];
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function send(message: Message): void {
  process.send?.(message);
}
