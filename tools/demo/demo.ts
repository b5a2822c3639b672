import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findFreePort } from '@metrics-ai/prometheus-client/testing';

import { checkHistory } from './check-history.ts';
import { compare } from './compare.ts';
import { EngineApi, startEngineApi } from './engine-api.ts';
import { showAddresses, showIngest, showSearch, showStrangest } from './findings.ts';
import type { DemoOptions } from './options.ts';
import { startShopExporter } from './shop/exporter.ts';
import { comparisonMarkdown } from './report.ts';
import { generateHistory } from './shop/history.ts';
import { shopReleases } from './shop/releases.ts';
import { Supervisor } from './supervisor.ts';
import { progressBar, type Terminal } from './terminal.ts';
import { truthOf } from './truth.ts';
import { startDemoPrometheus, startNodeExporter, writeHistory } from './world.ts';

const question = 'errors of the payment service';

const dayMs = 86_400_000;

/** Weeks are learnt when there were two of them; the incidents are in the two after that. */
const historyDays = 28;
const judgedDays = 14;

/** One false alarm a week for each of 83 series, the default, would be 166 in two weeks: whoever looks at many asks for fewer. */
const falseAlarmsPerWeek = 0.1;

/** Outlives the demo, so that what was found can be held against it. */
const truthFile = fileURLToPath(new URL('../../data/demo-truth.json', import.meta.url));

/**
 * Runs the demo until its findings are shown and, unless `once`, until `interrupt` is aborted. Everything that it started is
 * stopped and its temporary folder removed when it returns or throws.
 *
 * @throws Error saying what failed, with the end of the log of a program that ended; the reason of `interrupt`, if that came first.
 */
export async function runDemo(
  options: DemoOptions,
  terminal: Terminal,
  interrupt: AbortSignal,
): Promise<void> {
  const port = await findFreePort(options.port);
  if (options.port !== 0 && port !== options.port) {
    throw new Error(`Port ${options.port} is taken: end what listens there, or choose another one by --port`);
  }
  const supervisor = new Supervisor(interrupt);
  try {
    await showEngineAtWork(options, port, terminal, supervisor);
    if (options.once) return;
    terminal.line('The shop goes on living. Stop everything by Ctrl-C.');
    await once(supervisor.signal, 'abort');
    if (!interrupt.aborted) throw supervisor.signal.reason;
  } catch (error) {
    throw supervisor.signal.aborted ? supervisor.signal.reason : error;
  } finally {
    await supervisor.stopAll();
  }
}

async function showEngineAtWork(
  options: DemoOptions,
  port: number,
  terminal: Terminal,
  supervisor: Supervisor,
): Promise<void> {
  const { signal } = supervisor;
  const nowMs = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-demo-'));
  supervisor.add(() => rm(folder, { recursive: true, force: true }));

  const { series, incidents, shop } = await terminal.step(
    'Making up four weeks of a web shop',
    () => Promise.resolve(generateHistory({ nowMs, days: historyDays })),
    (made) =>
      `Made up four weeks of a web shop: ${made.series.length} series with ${made.incidents.length} incidents`,
  );
  const truth = truthOf(incidents, nowMs);
  await mkdir(dirname(truthFile), { recursive: true });
  await writeFile(truthFile, JSON.stringify(truth, undefined, 2));

  const prometheus = await terminal.step(
    'Starting Prometheus',
    async () => {
      const exporter = await startShopExporter(shop);
      supervisor.add(() => exporter.stop());
      const node = supervisor.watch('The node exporter', await startNodeExporter(signal));
      const targets = { shopTarget: exporter.target, nodeTarget: node.target };
      return supervisor.watch(
        'Prometheus',
        await startDemoPrometheus({ folder, port: options.prometheusPort, ...targets, signal }),
      );
    },
    ({ url }) => `Prometheus runs at ${url}`,
  );
  await terminal.step(
    'Writing the history into Prometheus',
    async (progress) => {
      const onProgress = (done: number, total: number) => progress(progressBar(done, total));
      const samples = await writeHistory(prometheus.url, series, { signal, onProgress });
      await checkHistory(prometheus.url, series, 'http_requests_total', signal);
      return samples;
    },
    (samples) => `Wrote ${samples.toLocaleString('en')} samples by remote write, and read them back`,
  );
  await terminal.step(
    'Starting the engine',
    async () => {
      const storePath = join(folder, 'metrics.db');
      supervisor.watch(
        "The engine's API",
        await startEngineApi({ port, prometheusUrl: prometheus.url, storePath, signal }),
      );
    },
    () => `The engine's API runs at http://localhost:${port}`,
  );
  const api = new EngineApi(`http://127.0.0.1:${port}`, signal);
  const ingested = await terminal.step(
    'The engine reads the shop',
    (progress) =>
      api.ingest(
        '{job="shop"}',
        (done, total) => progress(`${progressBar(done, total)} ${done} of ${total} series`),
        {
          start_time: new Date(nowMs - historyDays * dayMs).toISOString(),
          step: '5m',
          detection: { false_alarms_per_week: falseAlarmsPerWeek },
        },
      ),
    (result) => `The engine read ${result.series} series`,
  );

  showIngest(terminal, ingested);
  showStrangest(terminal, (await api.strangest()).strangest);
  showSearch(terminal, question, await api.search(question, 5));
  if (options.reportFile !== undefined) {
    const judgedFromMs = nowMs - judgedDays * dayMs;
    const judged = (await api.allAnomalies()).filter(({ detected }) => Date.parse(detected) >= judgedFromMs);
    const report = comparisonMarkdown(compare(truth, shopReleases(nowMs), judged));
    await writeFile(options.reportFile, report);
    terminal.heading('Planted and found');
    terminal.line(report);
  }
  showAddresses(terminal, { apiPort: port, prometheusUrl: prometheus.url, truthFile });
}
