import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@metrics-ai/nest';
import { readConfig, VARIABLES } from './config.ts';

describe('readConfig', () => {
  it('needs nothing: local Prometheus, embedded store, built-in embedder, narrator, port 8001 on loopback', () => {
    const config = readConfig({});
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8001, corsOrigins: [] });
    expect(config.prometheus.url).toBe('http://localhost:9090');
    expect(config.store).toEqual({ kind: 'sqlite', path: 'data/metrics-ai.db' });
    expect(config.embedder).toEqual({ kind: 'builtin' });
    expect(config.insights).toEqual({ kind: 'narrator' });
  });

  it('waits for a language model as long as it is told', () => {
    const waiting = (OLLAMA_TIMEOUT?: string) =>
      readConfig({ OLLAMA_MODEL: 'llama3.2', OLLAMA_TIMEOUT }).insights;
    expect(waiting()).toMatchObject({ kind: 'ollama', model: 'llama3.2', timeoutMs: 60_000 });
    expect(waiting('5s')).toMatchObject({ timeoutMs: 5_000 });
    expect(() => waiting('1h')).toThrow(/OLLAMA_TIMEOUT: must not be longer than 5m/);
  });

  it('leaves one core to the thread that answers requests, and the others to the analysis of series', () => {
    expect(readConfig({}).engine.threads).toBe(Math.max(1, availableParallelism() - 1));
    expect(readConfig({ WORKER_THREADS: '0' }).engine.threads).toBe(0);
  });

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(readConfig({ PORT: '', QDRANT_URL: '' })).toEqual(readConfig({}));
  });

  it('names every wrong variable at once', () => {
    const read = () =>
      readConfig({
        PORT: '80x',
        PROMETHEUS_URL: 'localhost:9090',
        EMBEDDER: 'openai',
        PROMETHEUS_TIMEOUT: '5 minutes',
      });
    expect(read).toThrow(ConfigError);
    for (const name of ['PORT', 'PROMETHEUS_URL', 'EMBEDDER', 'PROMETHEUS_TIMEOUT']) {
      expect(read).toThrow(new RegExp(`^  ${name}: must be`, 'm'));
    }
  });

  it.each([
    [
      { PROMETHEUS_USERNAME: 'a', PROMETHEUS_PASSWORD: 'b', PROMETHEUS_PASSWORD_FILE: '/c' },
      /PROMETHEUS_PASSWORD:.*PROMETHEUS_PASSWORD_FILE/,
    ],
    [
      { PROMETHEUS_USERNAME: 'a', PROMETHEUS_PASSWORD: 'b', PROMETHEUS_TOKEN: 'c' },
      /PROMETHEUS_USERNAME:.*PROMETHEUS_TOKEN/,
    ],
    [{ PROMETHEUS_PASSWORD: 'b' }, /PROMETHEUS_USERNAME: must be set/],
    [{ PROMETHEUS_CERT_FILE: '/c' }, /PROMETHEUS_CERT_FILE: must be set together/],
  ])('refuses a combination that makes no sense: %j', (variables, message) => {
    expect(() => readConfig(variables)).toThrow(message);
  });

  it('never repeats a secret', () => {
    const read = () => readConfig({ PROMETHEUS_PASSWORD: 'hunter2', PROMETHEUS_TOKEN: 'hunter2', PORT: 'x' });
    expect(read).toThrow(ConfigError);
    expect(read).not.toThrow(/hunter2/);
  });

  it('chooses Qdrant by its URL and reads its key from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'secret\n');
    expect(readConfig({ QDRANT_URL: 'http://qdrant:6333', QDRANT_API_KEY_FILE: file }).store).toMatchObject({
      kind: 'qdrant',
      url: 'http://qdrant:6333',
      apiKey: 'secret',
    });
    rmSync(folder, { recursive: true });
    expect(() => readConfig({ QDRANT_URL: 'http://qdrant:6333', QDRANT_API_KEY_FILE: file })).toThrow(
      /QDRANT_API_KEY_FILE: ENOENT/,
    );
  });

  it('runs the watches of a file that is named or there, unless it is told to be the API alone', () => {
    expect(readConfig({}).watcher).toBeUndefined();
    expect(readConfig({ WATCH_FILE: 'a.yaml' }).watcher).toEqual({ path: 'a.yaml', concurrency: 2 });
    expect(readConfig({ WATCH_FILE: 'a.yaml', ROLES: 'api' }).watcher).toBeUndefined();
    expect(() => readConfig({ ROLES: 'worker' })).toThrow(/ROLES: must be api/);
  });

  it('keeps the catalogue fresh, as a stand-in where it is no worker', () => {
    expect(readConfig({}).catalogue).toEqual({
      everyMs: 300_000,
      keepMs: 86_400_000,
      maxMetrics: 20_000,
      tenants: ['default'],
      isStandIn: true,
    });
    expect(
      readConfig({ WATCH_FILE: 'a.yaml', CATALOGUE_EVERY: 'off', CATALOGUE_TENANTS: 'a, b' }).catalogue,
    ).toMatchObject({ everyMs: undefined, tenants: ['a', 'b'], isStandIn: false });
    const read = () =>
      readConfig({ CATALOGUE_EVERY: '5s', CATALOGUE_KEEP: 'never', CATALOGUE_TENANTS: 'a/b' });
    expect(read).toThrow(/^ {2}CATALOGUE_EVERY: must be off, or a duration/m);
    expect(read).toThrow(/^ {2}CATALOGUE_KEEP: must be a duration/m);
    expect(read).toThrow(/^ {2}CATALOGUE_TENANTS: must be names of tenants/m);
  });

  it('reads headers', () => {
    expect(
      readConfig({ PROMETHEUS_HEADERS: 'X-Team: sre, X-Url: http://a:1' }).prometheus.httpHeaders,
    ).toEqual({
      'X-Team': 'sre',
      'X-Url': 'http://a:1',
    });
    expect(() => readConfig({ PROMETHEUS_HEADERS: 'X-Team' })).toThrow(/PROMETHEUS_HEADERS: must be headers/);
  });
});

describe('docs/configuration.md', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

  it('has a row for every variable, and for no other', () => {
    const documented = [...page.matchAll(/^\|([^|]+)\|/gm)].flatMap(
      ([, cell]) => cell.match(/[A-Z][A-Z_]+/g) ?? [],
    );
    expect([...new Set(documented)].sort()).toEqual([...VARIABLES].sort());
  });
});
