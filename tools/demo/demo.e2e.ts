import { describe, expect, it, jest } from '@jest/globals';
import { findBinary, findFreePort, findPrometheus } from '@metrics-ai/prometheus-client/testing';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

jest.setTimeout(240_000);

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const isInstalled = findPrometheus() !== undefined && findBinary('prometheus-node-exporter') !== undefined;

(isInstalled ? describe : describe.skip)('The demo (skipped where prometheus is not installed)', () => {
  it('reads its shop, shows what is strange, answers a question, and ends by itself', async () => {
    const [port, prometheusPort] = [await findFreePort(), await findFreePort()];
    const args = ['--conditions=source', '--no-warnings', main, '--once'];
    const options = [`--port=${port}`, `--prometheus-port=${prometheusPort}`];
    // Rejects unless the exit code is 0.
    const { stdout } = await promisify(execFile)(process.execPath, [...args, ...options], {
      timeout: 200_000,
    });

    const series = Number(/The engine read (\d+) series/.exec(stdout)?.[1]);
    expect(series).toBeGreaterThanOrEqual(60);
    expect(stdout).toMatch(/The strangest things found\n {2}● .+\n.+score \d/);
    expect(stdout).toMatch(/Asked for “.+”\n {2}\d\.\d\d \w+\{/);
    expect(stdout).toContain(`http://localhost:${port}/docs`);
    expect(stdout).toContain('PROMETHEUS_URL=http://my-prometheus:9090 npm start');

    const truthFile = /What was planted +(.+)/.exec(stdout)?.[1] ?? '';
    const incidents = JSON.parse(readFileSync(truthFile, 'utf8')) as { kind: string }[];
    expect(new Set(incidents.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);

    for (const gone of [port, prometheusPort]) {
      await expect(fetch(`http://127.0.0.1:${gone}/`)).rejects.toThrow();
    }
  });
});
