import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One library as `npm pack` leaves it. */
export interface Packed {
  readonly tarball: string;
  /** What is in it, as paths from the package's folder. */
  readonly files: readonly string[];
}

/** Packs libraries, by the names of their folders, into a folder. */
export async function packLibraries(
  root: string,
  libraries: readonly string[],
  folder: string,
): Promise<Map<string, Packed>> {
  const workspaces = libraries.map((library) => `--workspace=libs/${library}`);
  const stdout = await npm(root, ['pack', '--json', `--pack-destination=${folder}`, ...workspaces]);
  const packed = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  return new Map(
    packed.map(({ name, filename, files }) => [
      name.replace('@metrics-ai/', ''),
      { tarball: join(folder, filename), files: files.map(({ path }) => path) },
    ]),
  );
}

/** A project of its own, with nothing in it but what it is told to install. */
export class EmptyProject {
  readonly folder: string;

  constructor(folder: string, manifest: object = {}) {
    this.folder = folder;
    mkdirSync(folder);
    this.write('package.json', JSON.stringify({ private: true, type: 'module', ...manifest }));
  }

  /** Install scripts are not needed by any of the packages, and not run. */
  async install(packages: readonly string[]): Promise<void> {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await npm(this.folder, ['install', '--ignore-scripts', '--prefer-offline', ...quiet, ...packages]);
  }

  write(file: string, text: string | Uint8Array): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** What the program prints. Rejects, with what it says on stderr, unless it ends with 0. */
  run(file: string, ...args: string[]): Promise<string> {
    // Nothing listens on the discard port: the examples that want a server meet none, whatever runs on this machine.
    const env = { ...process.env, PROMETHEUS_URL: 'http://127.0.0.1:9', OLLAMA_URL: undefined };
    return run(process.execPath, ['--no-warnings', file, ...args], this.folder, env);
  }
}

/** Why the registry does not serve a package: npm's error code; undefined where it does. */
export async function whyNotInRegistry(packageVersion: string): Promise<string | undefined> {
  const once = ['--fetch-retries=0', '--fetch-timeout=60000', '--prefer-online'];
  try {
    await npm('.', ['view', packageVersion, 'version', ...once]);
    return undefined;
  } catch (error) {
    return /npm error code (\S+)/.exec((error as Error).message)?.[1] ?? (error as Error).message;
  }
}

function npm(folder: string, args: readonly string[]): Promise<string> {
  return run('npm', args, folder, process.env);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    cwd,
    env: { ...env, NODE_OPTIONS: '' },
    timeout: 300_000,
    maxBuffer: 64 * 2 ** 20,
  }).catch((error: Error & { stdout: string }) => {
    // Compilers, unlike most programs, print what is wrong on stdout.
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  });
  return stdout;
}
