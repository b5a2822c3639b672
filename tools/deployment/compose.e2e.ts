import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findBinary, findFreePort } from '@metrics-ai/prometheus-client/testing';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkComposeFile, findVariables, parseComposeFile, readExampleFile } from './compose-file.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const text = read('docker-compose.yml');
const compose: any = parseComposeFile(text);
const services = Object.entries<any>(compose.services);
const isOneShot = ([, { restart }]: [string, any]): boolean => restart !== 'unless-stopped';
const prometheusConfig: any = parse(read('docker/prometheus.yml'));

/** A test that is skipped, and says so, where `missing` names something that is not there. */
function itUnless(missing: string | undefined): { test: typeof it; why: string } {
  if (missing === undefined) return { test: it, why: '' };
  return { test: it.skip as typeof it, why: ` (skipped: no ${missing})` };
}
const missingProgram = (name: string): string | undefined =>
  findBinary(name) === undefined ? name : undefined;
const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;

describe('docker-compose.yml', () => {
  it('is what the Compose specification says, with no .env at all', () => {
    expect(checkComposeFile(compose)).toEqual([]);
  });

  it('is checked by what finds an unknown key and a wrong value', () => {
    const broken = structuredClone(compose);
    broken.services.api.read_onyl = true;
    broken.services.redis.volumes = 'redis:/data';
    const problems = checkComposeFile(broken).join('\n');
    expect(problems).toMatch(/services\/api must NOT have additional properties/);
    expect(problems).toMatch(/services\/redis\/volumes must be array/);
  });

  const docker = itUnless(hasCompose ? undefined : 'docker compose');
  docker.test(`is taken by docker compose config${docker.why}`, () => {
    const { status, stderr } = spawnSync('docker', ['compose', '--profile', 'ollama', 'config', '--quiet'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has a default for each variable, the one that .env.example shows', () => {
    const example = readExampleFile(read('.env.example'));
    // Compose itself reads this one.
    example.delete('COMPOSE_PROFILES');
    const variables = findVariables(text);
    expect(variables.filter(({ fallback }) => fallback === undefined)).toEqual([]);
    expect(Object.fromEntries(variables.map(({ name, fallback }) => [name, fallback]))).toEqual(
      Object.fromEntries(example),
    );
    expect(variables).toHaveLength(example.size);
  });

  it.each(services)('runs %s from an image of one version', (_name, { image }) => {
    expect(image).toMatch(/^[a-z][a-z/-]*:v?\d+\.\d+\.\d+(-[a-z]+)?$/);
  });

  it.each(services)('gives %s no more rights than it needs', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.privileged).toBeUndefined();
    expect(service.cap_add).toBeUndefined();
    expect(service.network_mode).not.toBe('host');
  });

  it.each(services.filter((entry) => !isOneShot(entry)))(
    'knows how %s is, and bounds it',
    (_name, service) => {
      const { limits } = service.deploy.resources;
      expect(limits).toEqual({ cpus: expect.any(String), memory: expect.stringMatching(/^\d+[mg]$/) });
      const own = service.build === undefined ? service.healthcheck?.test : read('docker/Dockerfile');
      expect(own).toEqual(expect.anything());
      if (service.build !== undefined) expect(own).toMatch(/^HEALTHCHECK/m);
    },
  );

  it('waits for each service that ends by itself, and for health of what does not', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [name, { condition, required = true }] of Object.entries<any>(depends_on)) {
        const target = compose.services[name];
        const ends = isOneShot([name, target]);
        expect([name, condition]).toEqual([
          name,
          ends ? 'service_completed_successfully' : 'service_healthy',
        ]);
        // What a profile may leave out must not be asked for by what is always there.
        if (target.profiles !== undefined && required) expect(name).toBe('ollama');
      }
    }
    expect(services.filter(isOneShot).map(([name]) => name)).toEqual(['qdrant-key', 'ollama-models']);
  });

  it('publishes ports to this machine only, and none of what holds the data', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port: string) => [name, port]));
    expect(published).toEqual([
      ['api', '127.0.0.1:8001:8001'],
      ['prometheus', '127.0.0.1:9090:9090'],
      ['alertmanager', '127.0.0.1:9093:9093'],
    ]);
    expect(compose.networks.store).toEqual({ internal: true });
    for (const name of ['qdrant', 'redis']) expect(compose.services[name].networks).toEqual(['store']);
  });

  it('declares each volume that is used, uses each, and mounts only what is there', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((mount: string) => mount.split(':')[0]),
    );
    const named = mounted.filter((source) => !/^[./]/.test(source));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(mounted.filter((source) => source.startsWith('.') && !existsSync(join(root, source)))).toEqual([]);
  });

  it('runs API and worker from one image, two of the workers', () => {
    const { api, worker } = compose.services;
    expect(worker.image).toBe(api.image);
    expect(api.command).toBeUndefined();
    expect(worker.command).toEqual(['apps/worker/dist/main.js']);
    expect(worker.deploy.replicas).toBe(2);
    expect(worker.environment).toMatchObject({
      QDRANT_URL: 'http://qdrant:6333',
      REDIS_URL: 'redis://redis:6379',
    });
    expect(worker.environment.WATCH_FILE).toBe('/etc/metrics-ai/metrics-ai.yaml');
    expect(worker.volumes).toContain('./docker:/etc/metrics-ai:ro');
    expect(existsSync(join(root, 'docker/metrics-ai.yaml'))).toBe(true);
  });
});

describe('The key of Qdrant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-keys-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made at the first start, differs from any other, and stays', () => {
    const { entrypoint, command } = compose.services['qdrant-key'];
    const makeKey = (keys: string): string => {
      const [program, ...flags] = entrypoint;
      const script = command[0].replaceAll('/keys/', `${keys}/`);
      const { status, stderr } = spawnSync(program, [...flags, script], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(readdirSync(keys)).toEqual(['qdrant']);
      return readFileSync(join(keys, 'qdrant'), 'utf8');
    };
    const [first, second] = ['a', 'b'].map((name) => mkdtempSync(join(folder, name)));
    const key = makeKey(first);
    expect(key).toMatch(/^[A-Za-z0-9]{32,}$/);
    expect(makeKey(first)).toBe(key);
    expect(makeKey(second)).not.toBe(key);
  });

  it('reaches all who ask Qdrant, and nobody else', () => {
    const holders = services.filter(([, { volumes = [] }]) => volumes.includes('keys:/keys:ro'));
    expect(holders.map(([name]) => name)).toEqual(['api', 'worker', 'prometheus', 'qdrant']);
  });
});

describe('The probe of Qdrant, whose image has no HTTP client', () => {
  it.each([
    [200, 0],
    [503, 1],
  ])('takes status %d as exit code %d', async (status, code) => {
    const port = await findFreePort();
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/readyz' ? status : 404).end('all shards are ready');
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const [, program, flag, script] = compose.services.qdrant.healthcheck.test;
    const probe = spawn(program, [flag, script.replace('6333', String(port))], { stdio: 'ignore' });
    const [exitCode] = await once(probe, 'close');
    server.close();
    expect(exitCode).toBe(code);
  });
});

describe('The configuration that the stack mounts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-stack-'));
  const run = (program: string, args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    return status === 0 ? 'accepted' : `${stdout}${stderr}`;
  };
  beforeAll(() => {
    // As in the containers, but for the place of the key.
    cpSync(join(root, 'docker'), folder, { recursive: true });
    writeFileSync(join(folder, 'key'), 'secret');
    const config = read('docker/prometheus.yml').replaceAll('/keys/qdrant', join(folder, 'key'));
    writeFileSync(join(folder, 'prometheus.yml'), config);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = itUnless(missingProgram('promtool'));
  promtool.test(`is taken by Prometheus${promtool.why}`, () => {
    expect(run('promtool', ['check', 'config', 'prometheus.yml'])).toBe('accepted');
  });
  promtool.test(`has alerts that fire when they should, and only then${promtool.why}`, () => {
    expect(run('promtool', ['check', 'rules', 'rules.yml'])).toBe('accepted');
    expect(run('promtool', ['test', 'rules', 'rules.test.yml'])).toBe('accepted');
  });
  const amtool = itUnless(missingProgram('amtool'));
  amtool.test(`is taken by Alertmanager${amtool.why}`, () => {
    expect(run('amtool', ['check-config', 'alertmanager.yml'])).toBe('accepted');
  });

  it('scrapes services of the stack, and sends alerts to one', () => {
    const targets = [...prometheusConfig.scrape_configs, ...prometheusConfig.alerting.alertmanagers].flatMap(
      ({ static_configs = [], dns_sd_configs = [] }: any) => [
        ...static_configs.flatMap(({ targets }: any) => targets),
        ...dns_sd_configs.flatMap(({ names, port }: any) => names.map((name: string) => `${name}:${port}`)),
      ],
    );
    const names = targets.map((target: string) => target.split(':')[0]);
    expect(names.filter((name) => name !== 'localhost' && !(name in compose.services))).toEqual([]);
    for (const role of ['api', 'worker']) {
      expect(targets).toContain(`${role}:${compose.services[role].environment.PORT}`);
    }
  });

  it('watches jobs that are scraped', () => {
    const jobs = prometheusConfig.scrape_configs.map(({ job_name }: any) => job_name);
    const { watches } = parse(read('docker/metrics-ai.yaml'));
    expect(watches.length).toBeGreaterThan(0);
    for (const { match } of watches) {
      const [, pattern] = /^\{job=~?"(.*)"\}$/.exec(match) ?? [];
      const isMeant = new RegExp(`^(?:${pattern})$`);
      expect(jobs.filter((job: string) => isMeant.test(job))).not.toEqual([]);
    }
  });
});
