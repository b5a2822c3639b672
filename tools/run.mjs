#!/usr/bin/env node
// The first thing that runs on a fresh machine: plain JavaScript for the Node that is there (20 or later), with no
// package installed yet. It brings in what the command needs, says so, and hands over to the project's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

/** Debian packages; a program has the name of its package. */
const DEMO_PACKAGES = ['prometheus', 'prometheus-node-exporter'];
const TEST_PACKAGES = [...DEMO_PACKAGES, 'prometheus-alertmanager', 'redis-server', 'victoria-metrics'];
const BENCH_PACKAGES = [
  'prometheus',
  'python3-numpy',
  'python3-scipy',
  'python3-sklearn',
  'python3-faiss',
  // Without it numpy multiplies with the reference implementation, which nobody would compare with.
  'libopenblas0-pthread',
];

/** Without the Debian packages that it `needs` a command is refused, without those that it `wants` it does less. */
const COMMANDS = {
  demo: { script: 'tools/demo/main.ts', needs: DEMO_PACKAGES, build: true },
  test: { script: 'tools/test/main.ts', wants: TEST_PACKAGES },
  bench: { script: 'tools/bench/main.ts', wants: BENCH_PACKAGES, build: true },
  'bench:detection': { script: 'tools/bench/detection/main.ts' },
  'bench:search': { script: 'tools/bench/search/main.ts' },
  'train:embedder': { script: 'tools/embedder/main.ts' },
  'bench:promql': { script: 'tools/bench/promql/main.ts' },
  start: { script: 'apps/api/dist/main.js', build: true },
  'start:api': { script: 'apps/api/dist/main.js', build: true, env: { ROLES: 'api' } },
  'start:worker': { script: 'apps/worker/dist/main.js', build: true },
  'check-watches': { script: 'apps/worker/dist/check-watches.js', build: true },
  'check-rules': { script: 'apps/check-rules/dist/main.js', build: true },
  reindex: { script: 'apps/api/dist/reindex.js', build: true },
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command === undefined) fail(`usage: node tools/run.mjs ${Object.keys(COMMANDS).join('|')} [options]`);

installNodePackages();
installDebianPackages(command.needs ?? [], true);
installDebianPackages(command.wants ?? [], false);
if (command.build) build();
handOver();

function installNodePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const marker = join(root, 'node_modules', '.metrics-ai-installed');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  say('Installing npm packages (a minute or two, only when package-lock.json has changed) …');
  // Node 24 is one of the packages: the engine warnings of an older Node mean nothing here.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) fail('npm could not install the packages: see above.');
  writeFileSync(marker, lock);
}

function installDebianPackages(packages, needed) {
  // A program may also be there without its package, whose name it has.
  const missing = packages.filter((name) => !programExists(name) && !isInstalled(name));
  if (missing.length === 0) return;
  const asRoot = process.getuid?.() === 0 ? ['sh'] : programExists('sudo') ? ['sudo', 'sh'] : undefined;
  if (asRoot === undefined || !programExists('apt-get')) {
    const what = `not installed: ${missing.join(', ')} (apt-get install ${missing.join(' ')}, as root)`;
    if (needed) fail(what);
    say(`${what}; what needs them will be skipped.`);
    return;
  }
  say(`Installing Debian packages: ${missing.join(', ')} …`);
  // Only the programs are wanted: the policy keeps the packages from starting their system services.
  const script = `
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
      printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends ${missing.join(' ')}`;
  const [program, ...rest] = asRoot;
  const { status, stdout, stderr } = spawnSync(program, [...rest, '-c', script], {
    stdio: ['inherit', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  const why = `apt-get could not install ${missing.join(', ')}:\n${(stdout + stderr).split('\n').slice(-15).join('\n')}`;
  if (needed) fail(why);
  say(`${why}\nWhat needs them will be skipped.`);
}

function build() {
  say('Building what has changed …');
  const { status, stdout, stderr } = spawnSync(
    join(bin, 'nx'),
    ['run-many', '-t', 'build', '--output-style=static'],
    {
      cwd: root,
      env: ownEnvironment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (status !== 0) fail(`the build failed:\n${stdout}${stderr}`);
}

function handOver() {
  // Tools run straight from the TypeScript sources, the applications from what was built.
  const nodeFlags = [
    '--disable-warning=ExperimentalWarning',
    ...(command.script.endsWith('.ts') ? ['--conditions=source'] : []),
  ];
  const child = spawn(join(bin, 'node'), [...nodeFlags, join(root, command.script), ...args], {
    cwd: root,
    env: { ...ownEnvironment(), ...command.env },
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the child as well; a plain kill reaches only this process and is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : 15);
  });
}

function ownEnvironment() {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
  };
}

function isInstalled(packageName) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', packageName], {
    encoding: 'utf8',
  });
  return stdout === 'installed';
}

function programExists(program) {
  // Debian keeps some programs where only root's PATH looks.
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
    existsSync(join(folder, program)),
  );
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
