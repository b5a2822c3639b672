import { existsSync } from 'node:fs';

import { afterEach, describe, expect, it, jest } from '@jest/globals';

import type { Program } from './program.ts';
import { findVictoriaMetrics, startVictoriaMetrics } from './victoria-metrics-server.ts';

const describeInstalled = findVictoriaMetrics() === undefined ? describe.skip : describe;

jest.setTimeout(30_000);

const started: Program[] = [];
afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
});

describeInstalled('a real VictoriaMetrics (skipped where there is no victoria-metrics on the PATH)', () => {
  it('shows what was written once it is flushed, and leaves no folder behind once stopped', async () => {
    const server = await startVictoriaMetrics();
    started.push(server);
    const timeMs = Date.now() - 10_000;
    await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body: `written 42 ${timeMs}` });
    await server.flush();
    const answer = await fetch(`${server.url}/api/v1/query?query=written&time=${(timeMs + 1) / 1000}`);
    expect(await answer.json()).toMatchObject({ data: { result: [{ value: [expect.any(Number), '42'] }] } });

    await server.stop();
    expect(existsSync(server.dataDir)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('says what it says about flags that it refuses', async () => {
    const start = startVictoriaMetrics({ flags: ['-no-such-flag'] });
    await expect(start).rejects.toThrow('flag provided but not defined: -no-such-flag');
  });
});
