import {
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type PropertyInstruction,
  type Run,
} from 'dockerfile-ast';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { runInRoot } from './root.ts';

/** What a Dockerfile makes: a root file system, and how a program is started in it. */
export interface Image {
  readonly folder: string;
  workingFolder: string;
  environment: Record<string, string>;
  user?: string;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
  labels: Record<string, string>;
}

export interface BuildOptions {
  readonly dockerfile: string;
  /** Folder of the build context. */
  readonly context: string;
  /** Folder for the root file systems of the stages. */
  readonly workspace: string;
  /** Folder of this machine that backs every `--mount=type=cache`. */
  readonly cache: string;
  /** Added to the environment of every RUN, as `--build-arg` would. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Carries out a Dockerfile step by step without a container engine: each stage is a folder, each RUN sees it as its root.
 * The programs of the base image are those of this machine, and the Node that runs this.
 *
 * @throws Error with the step and its output, when a step fails or is of a kind that it does not know.
 */
export async function buildImage(options: BuildOptions): Promise<Image> {
  const stages = new Map<string, Image>();
  let stage: Image | undefined;
  for (const instruction of DockerfileParser.parse(options.dockerfile).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      const name = from.getBuildStage() ?? `stage-${stages.size}`;
      stage = openStage(join(options.workspace, name), stages.get(from.getImage() ?? ''));
      stages.set(name, stage);
      continue;
    }
    if (stage === undefined) throw new Error(`${instruction.toString()} stands before the first FROM`);
    await carryOut(instruction, stage, stages, options);
  }
  if (stage === undefined) throw new Error('the Dockerfile has no FROM');
  return stage;
}

function openStage(folder: string, parent: Image | undefined): Image {
  mkdirSync(folder, { recursive: true });
  if (parent !== undefined) copyTree(`${parent.folder}/.`, folder);
  const empty = {
    workingFolder: '/',
    environment: {},
    labels: {},
    entrypoint: [],
    command: [],
    healthcheck: [],
  };
  return { ...structuredClone(parent ?? empty), folder };
}

async function carryOut(
  instruction: Instruction,
  stage: Image,
  stages: ReadonlyMap<string, Image>,
  options: BuildOptions,
): Promise<void> {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.workingFolder = posix.resolve(stage.workingFolder, words[0]);
      mkdirSync(join(stage.folder, stage.workingFolder), { recursive: true });
      break;
    case 'COPY':
      copy(instruction as Copy, words, stage, stages, options.context);
      break;
    case 'RUN':
      await run(instruction as Run, stage, options);
      break;
    case 'ENV':
      Object.assign(stage.environment, readProperties(instruction));
      break;
    case 'LABEL':
      Object.assign(stage.labels, readProperties(instruction));
      break;
    case 'USER':
      stage.user = words[0];
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = readJson(instruction);
      break;
    case 'CMD':
      stage.command = readJson(instruction);
      break;
    case 'HEALTHCHECK':
      stage.healthcheck = readJson(instruction);
      break;
    case 'EXPOSE':
    case 'STOPSIGNAL':
      break;
    default:
      throw new Error(`cannot carry out: ${instruction.toString()}`);
  }
}

function copy(
  instruction: Copy,
  words: readonly string[],
  stage: Image,
  stages: ReadonlyMap<string, Image>,
  context: string,
): void {
  const flags = new Map(instruction.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? '']));
  for (const flag of flags.keys()) {
    if (flag !== 'from' && flag !== 'parents') throw new Error(`cannot carry out COPY --${flag}`);
  }
  const from = flags.get('from');
  const base = from === undefined ? context : stages.get(from)?.folder;
  if (base === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
  const target = join(stage.folder, posix.resolve(stage.workingFolder, words[words.length - 1]));
  for (const pattern of words.slice(0, -1)) {
    const path = pattern.replace(/^\//, '');
    const sources = path.includes('*') ? globSync(path, { cwd: base }) : [path];
    if (sources.length === 0) throw new Error(`COPY ${pattern}: there is no such file`);
    for (const source of sources) {
      const into = flags.has('parents') ? join(target, dirname(source)) : target;
      mkdirSync(into, { recursive: true });
      const isFolder = statSync(join(base, source)).isDirectory();
      copyTree(`${join(base, source)}${isFolder ? '/.' : ''}`, into);
    }
  }
}

async function run(instruction: Run, stage: Image, options: BuildOptions): Promise<void> {
  const mounts: Record<string, string> = {};
  for (const flag of instruction.getFlags()) {
    const target = /^type=cache,target=([^,]+)$/.exec(flag.getValue() ?? '')?.[1];
    if (flag.getName() !== 'mount' || target === undefined)
      throw new Error(`cannot carry out ${flag.toString()}`);
    mounts[target] = options.cache;
  }
  const { code, output } = await runInRoot(
    { ...stage, mounts, environment: { ...stage.environment, ...options.environment } },
    ['/bin/sh', '-c', instruction.getArgumentsContent() ?? ''],
  );
  if (code !== 0) throw new Error(`exit code ${code} of ${instruction.toString()}\n${output}`);
}

function readProperties(instruction: Instruction): Record<string, string> {
  const properties = (instruction as PropertyInstruction).getProperties();
  return Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? '']));
}

/** The words of an exec form: `CMD ["node", "main.js"]`. */
function readJson(instruction: Instruction): string[] {
  const content = instruction.getArgumentsContent() ?? '';
  return JSON.parse(content.replace(/^CMD /, '')) as string[];
}

/** As `cp` does it: modes, owners and links stay what they are. */
function copyTree(source: string, folder: string): void {
  execFileSync('cp', ['-a', '--reflink=auto', source, `${folder}/`]);
}
