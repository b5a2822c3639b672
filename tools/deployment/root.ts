import { spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder that a program sees as the root of its file system, and what it may do there. */
export interface Root {
  readonly folder: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of this machine by the place where the program sees them; it may write there. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** `uid:gid`; root when left out. */
  readonly user?: string;
  readonly readOnly?: boolean;
}

interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const SCRIPT = fileURLToPath(new URL('enter-root.sh', import.meta.url));

/** Why no program can be given a root of its own here; undefined where it can. */
export function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  const { status } = spawnSync('unshare', ['--mount', 'mount', '--make-rprivate', '/']);
  return status === 0 ? undefined : 'needs the right to mount';
}

/** What to spawn so that `argv` runs in the root; a signal to the spawned process reaches it. */
export function inRoot(root: Root, argv: readonly string[]): Invocation {
  const npm = dirname(dirname(realpathSync(findOnPath('npm'))));
  const lines = (pairs: readonly string[]): string => pairs.join('\n');
  return {
    command: 'unshare',
    args: ['--mount', 'sh', SCRIPT, ...argv],
    env: {
      PATH: process.env.PATH ?? '',
      ROOT: root.folder,
      WORKDIR: root.workingFolder,
      NODE: realpathSync(process.execPath),
      NPM: npm,
      MOUNTS: lines(Object.entries(root.mounts ?? {}).map(([inside, outside]) => `${outside}:${inside}`)),
      ENV: lines(Object.entries(root.environment).map(([name, value]) => `${name}=${value}`)),
      RUN_AS: root.user ?? '',
      READ_ONLY: root.readOnly === true ? 'yes' : '',
    },
  };
}

/** Runs `argv` in the root to its end. Resolves with its exit code and what it printed. */
export function runInRoot(root: Root, argv: readonly string[]): Promise<{ code: number; output: string }> {
  const { command, args, env } = inRoot(root, argv);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function findOnPath(program: string): string {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).stdout.trim();
}
