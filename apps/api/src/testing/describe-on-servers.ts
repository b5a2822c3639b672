import { afterAll, beforeAll, describe } from '@jest/globals';
import { RemoteWriter } from '@metrics-ai/prometheus-client';
import {
  METRICS_SERVERS,
  type MetricsServer,
  type MetricsServerKind,
} from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';
import { startApi, type ApiAnswer, type ApiProcess } from './api-process.ts';
import { startShopServer } from './shop-world.ts';

/** The API, and the server that it reads: for use within tests, when both have started. */
export interface ServedApi {
  readonly server: { readonly kind: MetricsServerKind; readonly url: string };
  readonly request: ApiProcess['request'];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Writes series into the server, and resolves when they can be read. */
  write(series: readonly Series[]): Promise<void>;
}

/** Describes the API once on each kind of server: a real one, which holds the shop's last two weeks. */
export function describeOnServers(title: string, tests: (api: ServedApi) => void): void {
  for (const kind of METRICS_SERVERS) {
    const describeInstalled = kind.isInstalled ? describe : describe.skip;
    describeInstalled(`${title} on a real ${kind.name} (skipped where it is not installed)`, () => {
      let server: MetricsServer;
      let api: ApiProcess;

      beforeAll(async () => {
        server = await startShopServer(kind);
        api = await startApi({ PROMETHEUS_URL: server.url });
      });

      afterAll(async () => {
        await api.stop();
        await server.stop();
      });

      tests({
        server: {
          kind,
          get url() {
            return server.url;
          },
        },
        request: (...given) => api.request(...given),
        post: (path, body, headers) => api.request('POST', path, body, headers),
        write: async (series) => {
          await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(series);
          await server.flush();
        },
      });
    });
  }
}
