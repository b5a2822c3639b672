import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { findFreePort, startProgram, type Program } from './program.ts';
import { findBinary, findPrometheus, startPrometheus } from './prometheus-server.ts';

const describeWithPrometheus = findPrometheus() === undefined ? describe.skip : describe;

jest.setTimeout(30_000);

const started: Program[] = [];
afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeWithPrometheus('a real Prometheus (skipped where there is no prometheus on the PATH)', () => {
  it('serves once started, and leaves neither process nor folder behind once stopped', async () => {
    const prometheus = await startPrometheus();
    started.push(prometheus);
    const response = await fetch(`${prometheus.url}/api/v1/query?query=vector(42)`);
    expect(await response.json()).toMatchObject({ status: 'success' });
    expect(existsSync(prometheus.dataDir)).toBe(true);

    await prometheus.stop();
    expect(isAlive(prometheus.pid)).toBe(false);
    expect(existsSync(prometheus.dataDir)).toBe(false);
    await prometheus.stop();
  });

  it('runs several at once, each on its own port', async () => {
    const both = await Promise.all([startPrometheus(), startPrometheus()]);
    started.push(...both);
    expect(both[0].url).not.toBe(both[1].url);
  });

  it('keeps a folder that the caller named', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'metrics-ai-test-'));
    try {
      const prometheus = await startPrometheus({ dataDir });
      await prometheus.stop();
      expect(existsSync(join(dataDir, 'tsdb'))).toBe(true);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it('says what Prometheus says about a configuration that it refuses', async () => {
    const start = startPrometheus({ scrapeConfigs: [{ job_name: 'a', nonsense: true }] });
    await expect(start).rejects.toThrow('field nonsense not found');
  });

  it('says that the port is taken', async () => {
    const server = createServer();
    const port = await findFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await expect(startPrometheus({ port })).rejects.toThrow('address already in use');
    } finally {
      server.close();
    }
  });

  it('gives up when told to', async () => {
    await expect(startPrometheus({ signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    await expect(startPrometheus({ signal: AbortSignal.timeout(5) })).rejects.toThrow('timeout');
  });

  it('ends with the process that started it', async () => {
    const script = `
      import { startPrometheus } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const { pid, dataDir } = await startPrometheus();
      process.stdout.write(pid + ' ' + dataDir, () => process.exit());`;
    const node = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    const [pid, dataDir] = (await node).stdout.split(' ');
    await rm(dataDir, { recursive: true });
    await expectSoon(() => !isAlive(Number(pid)));
  });
});

describe('a program', () => {
  it('that is not installed is not found', async () => {
    expect(findBinary('no-such-program')).toBeUndefined();
    const start = startProgram({
      name: 'Nothing',
      command: 'no-such-program',
      readyUrl: 'http://127.0.0.1:9/',
    });
    await expect(start).rejects.toThrow('Nothing ended before it was ready (spawn no-such-program ENOENT)');
  });

  it('that ends early is quoted', async () => {
    const start = startProgram({
      name: 'Talker',
      command: process.execPath,
      args: ['-e', 'console.error("something broke"); process.exitCode = 3'],
      readyUrl: 'http://127.0.0.1:9/',
    });
    await expect(start).rejects.toThrow(/ended before it was ready \(exit code 3\).*\nsomething broke/);
  });

  it('that never becomes ready is ended', async () => {
    const start = startProgram({
      name: 'Sleeper',
      command: process.execPath,
      args: ['-e', 'console.log(String(process.pid)); setInterval(() => {}, 1000)'],
      readyUrl: 'http://127.0.0.1:9/',
      readyTimeoutMs: 500,
    });
    const error = await start.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/Sleeper was not ready after 500 ms.*\n\d+$/s);
    expect(isAlive(Number(/\d+$/.exec(String(error))))).toBe(false);
  });
});

async function expectSoon(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && !condition(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(condition()).toBe(true);
}
