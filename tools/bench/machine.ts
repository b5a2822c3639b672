import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the figures were taken on, as lines of "what: which". */
export function describeMachine(): string[] {
  const kernelChoice = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']
    .filter((name) => process.env[name] !== undefined)
    .map((name) => `${name}=${process.env[name]}`);
  return [
    `Processor: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`,
    `Memory: ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `System: ${systemName()}, ${type()} ${release()}`,
    `Node: ${process.versions.node}`,
    `Load when it began: ${loadavg()[0].toFixed(2)}`,
    ...(kernelChoice.length > 0 ? [`Set in the environment: ${kernelChoice.join(', ')}`] : []),
  ];
}

/** `0123abc of 2025-01-31`, and whether files differed from it. */
export function describeCommit(cwd: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
  try {
    const commit = git('log', '-1', '--format=%h of %cs');
    const changed = git('status', '--porcelain', '--', '.', ':!docs/benchmarks.md') !== '';
    return changed ? `${commit}, with changes on top` : commit;
  } catch {
    return 'unknown (not a git repository)';
  }
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
