import { expect, it, jest } from '@jest/globals';
import { findBinary } from '@metrics-ai/prometheus-client/testing';
import { execFileSync } from 'node:child_process';
import { describeOnServers } from '../testing/describe-on-servers.ts';

jest.setTimeout(60_000);

const promtool = findBinary('promtool');

describeOnServers('The API tells about itself', (api) => {
  it('says what it is and where to go', async () => {
    const { status, body } = await api.request('GET', '/');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Prometheus Metrics AI Engine', links: { explorer: '/docs' } });
  });

  it('reports the health of each component with version and latency', async () => {
    const { status, body } = await api.request('GET', '/health');
    expect(status).toBe(200);
    expect(body.status).toBe('ok');
    expect(body.components.prometheus).toMatchObject({
      status: 'up',
      // VictoriaMetrics 1.79 does not say which version it is.
      ...(api.server.kind.name === 'Prometheus' && { version: expect.stringMatching(/^\d+\.\d+/) }),
    });
    expect(body.components.vector_store.latency_ms).toBeGreaterThanOrEqual(0);
    expect(body.components.language_model).toMatchObject({ status: 'off', latency_ms: null });
  });

  it('answers the probes', async () => {
    expect((await api.request('GET', '/-/healthy')).status).toBe(200);
    expect((await api.request('GET', '/-/ready')).status).toBe(200);
  });

  (promtool === undefined ? it.skip : it)(
    'exposes metrics that promtool accepts, under the exact content type (skipped where it is not installed)',
    async () => {
      const { headers, body } = await api.request('GET', '/metrics');
      expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(body).toMatch(/^metrics_ai_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
      execFileSync('promtool', ['check', 'metrics'], { input: body, stdio: ['pipe', 'pipe', 'pipe'] });
    },
  );

  it('serves the Swagger explorer with its assets, and the description', async () => {
    const page = await api.request('GET', '/docs');
    expect(page.status).toBe(200);
    const assets = [...String(page.body).matchAll(/(?:src|href)="(\.\/docs\/[^"]+)"/g)].map(([, path]) =>
      path.slice(1),
    );
    expect(assets.length).toBeGreaterThan(2);
    for (const path of assets) expect((await api.request('GET', path)).status).toBe(200);
    expect((await api.request('GET', '/docs-json')).body.openapi).toMatch(/^3\./);
  });
});
