import dockerignore from '@balena/dockerignore';
import { copyFileSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Never looked into: large, and not wanted whatever `.dockerignore` says. */
const PRUNED = new Set(['node_modules', '.git', '.nx']);

/** Whether `.dockerignore` of a folder keeps a path, relative to it, out of the build. */
export function readDockerignore(folder: string): (path: string) => boolean {
  const patterns = readFileSync(join(folder, '.dockerignore'), 'utf8').split('\n');
  const ignore = dockerignore.default().add(patterns);
  return (path) => ignore.ignores(path);
}

/** Copies into `target` what a container engine would be sent of `source`: all that `.dockerignore` lets through. */
export function copyBuildContext(source: string, target: string): void {
  const isIgnored = readDockerignore(source);
  const entries = globSync('**/*', {
    cwd: source,
    withFileTypes: true,
    exclude: ({ name }) => PRUNED.has(name),
  });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(source.length).replace(/^\//, '');
    if (!entry.isFile() || isIgnored(path)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    copyFileSync(join(source, path), join(target, path));
  }
}
