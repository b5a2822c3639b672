import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findFreePort, startProgram } from './program.ts';
import { findBinary, type PrometheusServer } from './prometheus-server.ts';

export interface VictoriaMetricsServerOptions {
  /** More command-line flags, such as `-search.maxUniqueTimeseries=1000`. */
  readonly flags?: readonly string[];
  /** Gives up waiting for readiness, and stops the server. */
  readonly signal?: AbortSignal;
}

export interface VictoriaMetricsServer extends PrometheusServer {
  /** Resolves when all that was written before can be queried: else that takes some seconds. */
  flush(): Promise<void>;
}

/** The path of the single-node `victoria-metrics` binary on the PATH; undefined where there is none. */
export function findVictoriaMetrics(): string | undefined {
  return findBinary('victoria-metrics');
}

/**
 * Starts a real VictoriaMetrics on 127.0.0.1 with a temporary folder, and waits until it is ready. It takes remote write
 * where Prometheus does, keeps samples for ten years, and hides only those of the last second, the least that it can: by
 * default it hides 30 s. Everything else, its cache among it, is as it comes. `stop()` ends it and removes the folder.
 *
 * @throws Error with the end of its log, if it is not installed or does not become ready.
 */
export async function startVictoriaMetrics(
  options: VictoriaMetricsServerOptions = {},
): Promise<VictoriaMetricsServer> {
  const command = findVictoriaMetrics();
  if (command === undefined) {
    throw new Error(
      'There is no victoria-metrics on the PATH: install it, on Debian by `apt-get install victoria-metrics`',
    );
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'metrics-ai-victoria-metrics-'));
  const removeDataDir = () => rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const program = await startProgram({
      name: 'VictoriaMetrics',
      command,
      args: [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${dataDir}`,
        '-retentionPeriod=10y',
        '-search.latencyOffset=0s',
        ...(options.flags ?? []),
      ],
      readyUrl: `${url}/-/ready`,
      signal: options.signal,
    });
    const flush = async () => {
      const response = await fetch(`${url}/internal/force_flush`);
      if (!response.ok) throw new Error(`VictoriaMetrics does not flush: status ${response.status}`);
    };
    const stop = async () => {
      await program.stop();
      await removeDataDir();
    };
    return { ...program, url, dataDir, flush, stop };
  } catch (error) {
    await removeDataDir();
    throw error;
  }
}
