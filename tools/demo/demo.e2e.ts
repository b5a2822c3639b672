import { describe, expect, it, jest } from '@jest/globals';
import { findBinary, findFreePort, findPrometheus } from '@metrics-ai/prometheus-client/testing';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

jest.setTimeout(240_000);

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const isInstalled = findPrometheus() !== undefined && findBinary('prometheus-node-exporter') !== undefined;

(isInstalled ? describe : describe.skip)('The demo (skipped where prometheus is not installed)', () => {
  it('reads its shop, shows what is strange, answers a question, finds its incidents, and ends by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-demo-e2e-'));
    const reportFile = join(folder, 'report.md');
    const [port, prometheusPort] = [await findFreePort(), await findFreePort()];
    const args = ['--conditions=source', '--no-warnings', main, '--once'];
    const options = [`--port=${port}`, `--prometheus-port=${prometheusPort}`, `--report=${reportFile}`];
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

    // The script is laid over whatever weekdays the last two weeks had: a few minutes, and a false alarm or two, come and go with them.
    const report = readFileSync(reportFile, 'utf8');
    rmSync(folder, { recursive: true });
    expect(stdout).toContain(report.trim());
    const [, found, all, right, soon] =
      /^(\d+) of (\d+) scripted incidents were found, (\d+) of them with the right type, (\d+) within 15 min\./.exec(
        report,
      ) ?? [];
    expect(Number(all)).toBe(incidents.length);
    expect(Number(found)).toBeGreaterThanOrEqual(incidents.length - 1);
    expect(Number(right)).toBeGreaterThanOrEqual(incidents.length - 3);
    expect(Number(soon)).toBeGreaterThanOrEqual(incidents.length / 2);
    const falseAlarms = /(\d+) (?:is a|are) false alarms?/.exec(report)?.[1];
    // On more than eighty series in two weeks.
    expect(Number(falseAlarms)).toBeLessThanOrEqual(20);

    for (const gone of [port, prometheusPort]) {
      await expect(fetch(`http://127.0.0.1:${gone}/`)).rejects.toThrow();
    }
  });
});
