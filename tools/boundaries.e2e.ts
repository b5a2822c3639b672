import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files that break a rule, or must not, by project: ESLint reads them as if they were written. */
const PROBES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'libs/timeseries': {
    adapter: "import '@metrics-ai/embeddings';",
    node: "import { readFileSync } from 'node:fs';\nexport { readFileSync };",
    clock: 'export const nowMs = Date.now();',
    chance: 'export const random = Math.random();',
  },
  'libs/embeddings': { adapter: "import '@metrics-ai/insights';", engine: "import '@metrics-ai/engine';" },
  'libs/engine': { nest: "import '@nestjs/common';", adapter: "import '@metrics-ai/embeddings';" },
};

const BOUNDARY = '@nx/enforce-module-boundaries';

/** The rules that each probe of a project breaks. */
async function lintProbes(project: string): Promise<Map<string, string[]>> {
  const fileOf = (probe: string): string => join(root, project, 'src', `boundary-probe-${probe}.ts`);
  const probes = Object.entries(PROBES[project]);
  for (const [probe, content] of probes) writeFileSync(fileOf(probe), `${content}\n`);
  try {
    const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
    const args = [eslint, '--format=json', ...probes.map(([probe]) => fileOf(probe))];
    const options = {
      cwd: join(root, project),
      env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
    };
    const { stdout } = await promisify(execFile)(process.execPath, args, options).catch(
      (error: { stdout: string }) => error,
    );
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    return new Map(
      results.map(({ filePath, messages }) => [
        basename(filePath, '.ts').replace('boundary-probe-', ''),
        messages.map(({ ruleId }) => ruleId),
      ]),
    );
  } finally {
    for (const [probe] of probes) rmSync(fileOf(probe));
  }
}

describe('The floors', () => {
  const broken = new Map<string, Map<string, string[]>>();

  beforeAll(async () => {
    for (const project of Object.keys(PROBES)) broken.set(project, await lintProbes(project));
  });

  it('are told by exactly one tag in every project', () => {
    for (const manifest of globSync('{libs,apps}/*/package.json', { cwd: root })) {
      const { nx } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as { nx: { tags: string[] } };
      expect(nx.tags).toEqual([expect.stringMatching(/^floor:(core|adapter|engine|nest|app)$/)]);
    }
  });

  it.each([
    ['core', 'an adapter', 'libs/timeseries', 'adapter', BOUNDARY],
    ['core', "a module of Node's", 'libs/timeseries', 'node', 'no-restricted-imports'],
    ['core', 'the clock', 'libs/timeseries', 'clock', 'no-restricted-properties'],
    ['core', 'chance', 'libs/timeseries', 'chance', 'no-restricted-properties'],
    ['an adapter', 'another adapter', 'libs/embeddings', 'adapter', BOUNDARY],
    ['an adapter', 'the engine', 'libs/embeddings', 'engine', BOUNDARY],
    ['the engine', 'Nest', 'libs/engine', 'nest', BOUNDARY],
  ])('do not let %s use %s', (_from, _what, project, probe, rule) => {
    expect(broken.get(project)?.get(probe)).toContain(rule);
  });

  it('let the engine use an adapter', () => {
    expect(broken.get('libs/engine')?.get('adapter')).toEqual([]);
  });
});
