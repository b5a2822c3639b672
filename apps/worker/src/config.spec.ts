import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readConfig, VARIABLES } from './config.ts';

describe('readConfig', () => {
  it('needs nothing: local Prometheus, embedded store, probes at port 8002 on loopback, metrics-ai.yaml', () => {
    const config = readConfig({});
    expect(config.server).toEqual({ host: '127.0.0.1', port: 8002 });
    expect(config.prometheus.url).toBe('http://localhost:9090');
    expect(config.store).toEqual({ kind: 'sqlite', path: 'data/metrics-ai.db' });
    expect(config.queue.url).toBeUndefined();
    expect(config.watcher).toEqual({ path: 'metrics-ai.yaml', concurrency: 2 });
  });

  it('names every wrong variable at once, and repeats no value, which may be a secret', () => {
    const read = () =>
      readConfig({ PORT: '80x', REDIS_URL: 'http://:hunter2@redis', WATCH_CONCURRENCY: '0' });
    expect(read).toThrow(/^ {2}PORT: must be/m);
    expect(read).toThrow(/^ {2}REDIS_URL: must be a redis:/m);
    expect(read).toThrow(/^ {2}WATCH_CONCURRENCY: must lie between/m);
    expect(read).not.toThrow(/hunter2/);
  });

  it('has a row for each of its variables in docs/configuration.md', () => {
    const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(VARIABLES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
