import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findFreePort, startProgram, type Program } from './program.ts';

export interface PrometheusServerOptions {
  /** Scrape jobs, as they stand under `scrape_configs` in prometheus.yml. Default none. */
  readonly scrapeConfigs?: readonly Readonly<Record<string, unknown>>[];
  /** `global.scrape_interval`, a Prometheus duration. Default `15s`. */
  readonly scrapeInterval?: string;
  /** More command-line flags, such as `--enable-feature=native-histograms`. */
  readonly flags?: readonly string[];
  /** Port of 127.0.0.1. Default a free one. */
  readonly port?: number;
  /** Where the configuration and the database are kept; stays after `stop`. Default a temporary folder, which does not. */
  readonly dataDir?: string;
  /** How old a sample may be beside the newest one of the database, a Prometheus duration. Default `30d`. */
  readonly outOfOrderWindow?: string;
  /** How long samples are kept, a Prometheus duration. Default `10y`, so that tests may use fixed dates. */
  readonly retention?: string;
  /** Gives up waiting for readiness, and stops the server. */
  readonly signal?: AbortSignal;
}

export interface PrometheusServer extends Program {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  /** The folder of the configuration and the database. */
  readonly dataDir: string;
}

/**
 * Keeps weeks of backfilled samples in the head of the database, where they count as in order as long as each series is written
 * in order of time. Otherwise all that is more than an hour older than the newest sample of any series goes through the
 * out-of-order head, which answers queries about twenty times slower until it is compacted.
 */
const historyFlags = ['--storage.tsdb.min-block-duration=60d', '--storage.tsdb.max-block-duration=60d'];

/** The path of the `prometheus` binary on the PATH; undefined where there is none. */
export function findPrometheus(): string | undefined {
  return findBinary('prometheus');
}

/** The path of a program on the PATH; undefined where there is none. */
export function findBinary(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v -- "$1"', 'sh', name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Starts a real Prometheus on 127.0.0.1 with the remote-write receiver on, and waits until it is ready (well under a second).
 * `stop()` ends it and removes its temporary folder. It ends with this process too, as far as
 * {@link startProgram} can see to it; the folder then stays.
 *
 * @throws Error with the end of Prometheus' log, if it is not installed, refuses its configuration or does not become ready.
 */
export async function startPrometheus(options: PrometheusServerOptions = {}): Promise<PrometheusServer> {
  const command = findPrometheus();
  if (command === undefined) {
    throw new Error(
      'There is no prometheus on the PATH: install it, on Debian by `apt-get install prometheus`',
    );
  }
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'metrics-ai-prometheus-')));
  const removeDataDir = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await mkdir(dataDir, { recursive: true });
    const configFile = join(dataDir, 'prometheus.yml');
    await writeFile(configFile, JSON.stringify(configuration(options))); // JSON is YAML.
    const port = options.port ?? (await findFreePort());
    const url = `http://127.0.0.1:${port}`;
    const program = await startProgram({
      name: 'Prometheus',
      command,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(dataDir, 'tsdb')}`,
        `--storage.tsdb.retention.time=${options.retention ?? '10y'}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-remote-write-receiver',
        ...historyFlags,
        ...(options.flags ?? []),
      ],
      readyUrl: `${url}/-/ready`,
      signal: options.signal,
    });
    const stop = async () => {
      await program.stop();
      await removeDataDir();
    };
    return { ...program, url, dataDir, stop };
  } catch (error) {
    await removeDataDir();
    throw error;
  }
}

function configuration(options: PrometheusServerOptions): object {
  return {
    global: { scrape_interval: options.scrapeInterval ?? '15s' },
    storage: { tsdb: { out_of_order_time_window: options.outOfOrderWindow ?? '30d' } },
    scrape_configs: options.scrapeConfigs ?? [],
  };
}
