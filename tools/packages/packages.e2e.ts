import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { flattenProfile, profile, PROFILE_COLUMNS } from '@metrics-ai/features';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import ts from 'typescript';
import { EmptyProject, packLibraries, whyNotInRegistry, type Packed } from './empty-project.ts';
import { readReadme, type Readme } from './read-readme.ts';
import { toCommonJs } from './to-common-js.ts';

jest.setTimeout(600_000);

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const DANFOJS = 'danfojs-node@1.2.0';
const root = fileURLToPath(new URL('../..', import.meta.url));
const libraries = globSync('libs/*/package.json', { cwd: root })
  .map((file) => basename(join(file, '..')))
  .sort();
const textOf = (library: string, file: string): string =>
  readFileSync(join(root, 'libs', library, file), 'utf8');
const manifestOf = (library: string): Manifest => JSON.parse(textOf(library, 'package.json')) as Manifest;
const readmes = new Map<string, Readme>();
for (const library of libraries) readmes.set(library, readReadme(textOf(library, 'README.md')));

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
let packed: ReadonlyMap<string, Packed>;
beforeAll(async () => {
  packed = await packLibraries(root, libraries, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tarballsOf = (names: readonly string[]): string[] => names.map((name) => packed.get(name)!.tarball);

/** The packages that a script or a declaration file takes something from, be it code or a file that is no code. */
function importedPackages(text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const files = [...text.matchAll(/\brequire\.resolve\('([^']+)'\)/g)].map(([, specifier]) => specifier);
  return [...importedFiles.map(({ fileName }) => fileName), ...files]
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0]);
}

/** What a package needs beside itself where the library imports it; a compiler (for Qdrant's client) it does without. */
function peersOf(library: string, packageName: string): string[] {
  const manifest = [join('libs', library), '.']
    .map((at) => join(root, at, 'node_modules', packageName, 'package.json'))
    .find((file) => existsSync(file))!;
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  ) as Record<string, Record<string, { optional?: boolean }>>;
  return Object.keys(peerDependencies).filter(
    (peer) => peer !== 'typescript' && peerDependenciesMeta[peer]?.optional !== true,
  );
}

/** The library and, of the others, what it and they depend on. */
function closureOf(library: string): Set<string> {
  const own = Object.keys(manifestOf(library).dependencies ?? {})
    .filter((name) => name.startsWith('@metrics-ai/'))
    .flatMap((name) => [...closureOf(name.replace('@metrics-ai/', ''))]);
  return new Set([library, ...own]);
}

describe('The package of each library', () => {
  it.each(libraries)(
    'holds what was built, its manifest, its README, the licence, and nothing else: %s',
    (library) => {
      const { files } = packed.get(library)!;
      expect(files).toEqual(
        expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js']),
      );
      const expected = /^(?:LICENSE|README\.md|package\.json|dist\/[\w./-]+(?:\.js|\.js\.map|\.d\.ts))$/;
      expect(files.filter((file) => !expected.test(file) || /\.(?:spec|bench|e2e)\./.test(file))).toEqual([]);
      expect(textOf(library, 'LICENSE')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    },
  );

  it.each(libraries)('has every file that its exports and its source maps point to: %s', (library) => {
    const { files } = packed.get(library)!;
    // The condition `source` is for this workspace alone.
    const targets = Object.values(manifestOf(library).exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    expect(targets.filter((target) => !files.includes(target.replace('./', '')))).toEqual([]);
    const maps = files.filter((file) => file.endsWith('.map'));
    expect(maps).not.toEqual([]);
    const hasSources = (map: string): boolean => {
      const { sources, sourcesContent } = JSON.parse(textOf(library, map)) as Record<string, unknown[]>;
      return sourcesContent?.length === sources.length;
    };
    expect(maps.filter((map) => !hasSources(map))).toEqual([]);
  });

  it.each(libraries)('declares what it imports, and depends on nothing else: %s', (library) => {
    const { dependencies = {}, peerDependencies = {} } = manifestOf(library);
    const code = packed.get(library)!.files.filter((file) => /\.(?:js|d\.ts)$/.test(file));
    const imported = new Set(code.flatMap((file) => importedPackages(textOf(library, file))));
    const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
    // What a dependency wants beside itself has to be brought along: not every installer does it unasked.
    const wanted = new Set([
      ...imported,
      ...Object.keys(dependencies).flatMap((name) => peersOf(library, name)),
    ]);
    expect([...wanted].filter((name) => !declared.has(name))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !wanted.has(name))).toEqual([]);
  });

  it.each(libraries)(
    'is installed by its README with what it depends on, and what its example imports: %s',
    (library) => {
      const { examples, packed, registryPackages } = readmes.get(library)!;
      expect(packed.toSorted()).toEqual([...closureOf(library)].sort());
      const installed = new Set([...packed.map((name) => `@metrics-ai/${name}`), ...registryPackages]);
      const imported = importedPackages(examples[0]);
      expect(imported).toContain(`@metrics-ai/${library}`);
      expect(imported.filter((name) => !installed.has(name))).toEqual([]);
    },
  );
});

const unreachable = await whyNotInRegistry(DANFOJS);
const skipped =
  unreachable === undefined ? '' : ` (skipped: the npm registry does not serve it, ${unreachable})`;

(unreachable === undefined ? describe : describe.skip)(`In an empty project${skipped}`, () => {
  it.each(libraries)(
    'the README of %s installs it alone; its example says the same in ESM and from CommonJS',
    async (library) => {
      const { examples, packed, registryPackages } = readmes.get(library)!;
      const project = new EmptyProject(join(folder, library));
      await project.install([...tarballsOf(packed), ...registryPackages]);
      project.write('example.ts', examples[0]);
      project.write('example.cjs', toCommonJs(examples[0]));
      const output = await project.run('example.ts');
      expect(output.trim()).not.toBe('');
      expect(await project.run('example.cjs')).toBe(output);
    },
  );

  it('all of them together compile their examples as strict TypeScript', async () => {
    const project = new EmptyProject(join(folder, 'together'));
    const registryPackages = [...readmes.values()].flatMap((readme) => readme.registryPackages);
    await project.install([...tarballsOf(libraries), ...new Set(registryPackages)]);
    for (const [library, { examples }] of readmes) project.write(`${library}.ts`, examples[0]);
    await compile(project, { skipLibCheck: false });
  });

  it('profiles become a DataFrame of danfojs, with every column, its type and its values', async () => {
    const overrides = /^"overrides": (\{.*\})$/m.exec(textOf('features', 'README.md'))?.[1] ?? '';
    const project = new EmptyProject(join(folder, 'data-frame'), {
      overrides: JSON.parse(overrides) as object,
    });
    await project.install([...tarballsOf(readmes.get('features')!.packed), DANFOJS]);
    project.write('example.ts', readmes.get('features')!.examples[1]);
    expect(await project.run('example.ts')).toMatch(/web-3[^]*web-2[^]*web-1/);
    // The declarations of danfojs and TensorFlow.js themselves do not compile.
    await compile(project, { skipLibCheck: true });

    const series = seriesToProfile();
    project.write('series.bin', serialize(series));
    project.write('make-data-frame.js', readFileSync(new URL('make-data-frame.js', import.meta.url)));
    const frame = deserialize(Buffer.from(await project.run('make-data-frame.js'), 'base64'));
    const labels = ['__name__', 'env', 'instance'];
    const numbers = series.map((one) => Object.values(flattenProfile(profile(one))));
    const columns = [...labels.map((name) => `label_${name}`), 'tags', ...PROFILE_COLUMNS];
    expect(frame.columns).toEqual(columns);
    expect(frame.shape).toEqual([series.length, columns.length]);
    expect(frame.dtypes).toEqual(columns.map((_, i) => (i < 4 ? 'string' : 'float32')));
    expect(frame.values).toEqual(
      series.map((one, k) => [...labels.map((name) => one.labels[name] ?? ''), 'noisy spiky', ...numbers[k]]),
    );
    expect(frame.missing).toEqual(frame.values.map((row: unknown[]) => row.map(Number.isNaN)));
    expect(frame.none).toEqual({
      shape: [0, 1 + PROFILE_COLUMNS.length],
      columns: ['tags', ...PROFILE_COLUMNS],
    });
    // What the README says of its arithmetic: tensors have 24 bits, and nothing has no mean.
    expect(frame.numbersPlusZero).toEqual(numbers.map((row) => row.map((number) => Math.fround(number) + 0)));
    expect(frame.meanOfNothing).toMatch(/empty array/);
  });
});

/** Two days of each shape, with labels that differ, and one without a sample. */
function seriesToProfile(): {
  labels: Record<string, string>;
  timestamps: Float64Array;
  values: Float64Array;
}[] {
  const shapes = JSON.parse(textOf('features', 'fixtures/statistics.json')) as {
    name: string;
    values: number[];
  }[];
  return [...shapes, { name: 'nothing', values: [] }].map(({ name, values }, k) => ({
    labels: { __name__: name, ...(k % 2 === 0 ? { instance: `web-${k}` } : { env: 'test' }) },
    timestamps: Float64Array.from(values, (_, i) => Date.UTC(2024, 0, 1) + i * 300_000),
    values: Float64Array.from(values),
  }));
}

async function compile(project: EmptyProject, options: { skipLibCheck: boolean }): Promise<void> {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    ...options,
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await project.run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'));
}
