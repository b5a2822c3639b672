import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findFreePort, startProgram, type Program } from '@metrics-ai/prometheus-client/testing';
import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyBuildContext, readDockerignore } from './build-context.ts';
import { buildImage, type Image } from './image.ts';
import { findObstacle, inRoot, runInRoot, type Root } from './root.ts';

// Two installs from the registry and a build of everything.
jest.setTimeout(900_000);

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const obstacle = findObstacle();
const itBuilt = obstacle === undefined ? it : it.skip;
const why = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;

/** The roles of the image by the command that chooses them; none: the image's own. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  api: [],
  worker: ['apps/worker/dist/main.js'],
};

/** What a build on any other machine takes from the network by itself, told by this machine's npm. */
function readNpmSettings(): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of ['registry', 'cafile']) {
    const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
    if (value !== 'null' && value !== 'undefined') settings[`npm_config_${name}`] = value;
  }
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  for (const name of [...proxies, 'NODE_EXTRA_CA_CERTS']) {
    if (process.env[name] !== undefined) settings[name] = process.env[name];
  }
  return settings;
}

describe('.dockerignore', () => {
  const isIgnored = readDockerignore(root);

  it.each([
    '.env',
    'apps/api/.env.local',
    '.git/config',
    'data/metrics-ai.db',
    'node_modules/nx/package.json',
    'libs/engine/node_modules/x/package.json',
    'libs/engine/dist/index.js',
    'apps/api/test-output/jest.json',
    'docs/openapi.json',
    'tools/demo/main.ts',
    'libs/engine/src/engine.spec.ts',
  ])('keeps %s out of the build', (path) => {
    expect(isIgnored(path)).toBe(true);
  });

  it.each(['package-lock.json', 'libs/engine/src/index.ts', 'apps/api/tsconfig.lib.json', 'LICENSE'])(
    'lets %s in',
    (path) => {
      expect(isIgnored(path)).toBe(false);
    },
  );
});

describe('The image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-image-'));
  let image: Image;

  beforeAll(async () => {
    if (obstacle !== undefined) return;
    const context = join(folder, 'context');
    copyBuildContext(root, context);
    image = await buildImage({
      dockerfile: readFileSync(join(root, 'docker/Dockerfile'), 'utf8'),
      context,
      workspace: join(folder, 'stages'),
      cache: execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(),
      environment: readNpmSettings(),
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The image as compose and Kubernetes run it: nothing but the volume can be written to. */
  function container(environment: Record<string, string> = {}): Root {
    const data = mkdtempSync(join(folder, 'data-'));
    chownSync(data, 1000, 1000);
    cpSync(join(root, 'docker/metrics-ai.yaml'), join(data, 'metrics-ai.yaml'));
    return {
      ...image,
      environment: { ...image.environment, WATCH_FILE: '/data/metrics-ai.yaml', ...environment },
      readOnly: true,
      mounts: { '/data': data },
    };
  }

  itBuilt(`holds no package that only development needs${why}`, () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const installed = globSync('**/node_modules/{*,@*/*}/package.json', { cwd: join(image.folder, 'app') })
      .map((path) => path.replace(/\/package\.json$/, ''))
      .filter((path) => packages[path] !== undefined && packages[path].link !== true);
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter((path) => packages[path].dev === true)).toEqual([]);
    const own = Object.entries<any>(packages).filter(([path]) => !path.includes('node_modules'));
    const used = [...own, ...Object.entries<any>(packages).filter(([path]) => installed.includes(path))];
    const needed = new Set(used.flatMap(([, { dependencies = {} }]) => Object.keys(dependencies)));
    const named = own.flatMap(([, { devDependencies = {} }]) => Object.keys(devDependencies));
    const isThere = (name: string): boolean => installed.includes(`node_modules/${name}`);
    expect(named.filter((name) => isThere(name) && !needed.has(name))).toEqual([]);
  });

  itBuilt(`holds what was built, and neither sources nor what describes them${why}`, () => {
    const files = globSync('{apps,libs}/*/**', {
      cwd: join(image.folder, 'app'),
      exclude: ({ name }) => name === 'node_modules',
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(100);
    expect(files.map(({ name }) => name).filter((name) => !/\.js$|^package\.json$/.test(name))).toEqual([]);
  });

  itBuilt(`takes less than 120 MB beside its base image${why}`, () => {
    const [bytes] = execFileSync('du', ['-sb', join(image.folder, 'app')], { encoding: 'utf8' }).split('\t');
    expect(Number(bytes)).toBeLessThan(120e6);
  });

  itBuilt(
    `runs as a user that is not root, has no capability and can write to its volume alone${why}`,
    async () => {
      const script = `id -u; grep CapEff /proc/self/status
      for folder in / /app /app/node_modules /usr; do touch $folder/x 2>/dev/null && echo wrote to $folder; done
      touch /data/x && echo wrote to /data`;
      const { output } = await runInRoot(container(), ['sh', '-c', script]);
      expect(output).toBe('1000\nCapEff:\t0000000000000000\nwrote to /data\n');
    },
  );

  itBuilt.each(Object.entries(ROLES))(
    `starts as %s, tells its health and ends on SIGTERM within 10 s${why}`,
    async (role, command) => {
      const port = await findFreePort();
      const isolated = container({ PORT: String(port), ROLES: role });
      const argv = [...image.entrypoint, ...(command.length > 0 ? command : image.command)];
      const checkHealth = (): Promise<{ code: number }> => runInRoot(isolated, image.healthcheck);

      expect((await checkHealth()).code).toBe(1);
      const program: Program = await startProgram({
        name: `The image as ${role}`,
        ...inRoot(isolated, argv),
        readyUrl: `http://127.0.0.1:${port}/-/ready`,
      });
      try {
        expect(readFileSync(`/proc/${program.pid}/status`, 'utf8')).toMatch(/^Uid:\t1000\t/m);
        expect((await checkHealth()).code).toBe(0);
        expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
      } finally {
        const askedMs = performance.now();
        process.kill(program.pid, 'SIGTERM');
        await program.ended;
        expect(performance.now() - askedMs).toBeLessThan(10_000);
      }
      // A process that had to be killed, or that died, says so.
      expect(['exit code 0', 'signal SIGTERM']).toContain(await program.ended);
      expect((await checkHealth()).code).toBe(1);
    },
  );
});
