import { describe, expect, it } from '@jest/globals';
import { Health } from './health.ts';

const up = () => Promise.resolve({ version: '1.2.3' });
const down = () => Promise.reject(new Error('connection refused'));

describe('Health', () => {
  it('is ok when everything answers, and needs no language model', async () => {
    const report = await new Health({ prometheus: up, vectorStore: up, embedder: up }).check();
    expect(report.status).toBe('ok');
    expect(report.components.prometheus).toMatchObject({ status: 'up', version: '1.2.3' });
    expect(report.components.languageModel).toEqual({ status: 'off', latencyMs: NaN });
  });

  it.each(['prometheus', 'vectorStore', 'embedder'] as const)(
    'is down without %s, and says why',
    async (name) => {
      const report = await new Health({
        prometheus: up,
        vectorStore: up,
        embedder: up,
        [name]: down,
      }).check();
      expect(report.status).toBe('down');
      expect(report.components[name]).toMatchObject({ status: 'down', reason: 'connection refused' });
    },
  );

  it('is only degraded without its language model, since the narrator stands in', async () => {
    const checks = { prometheus: up, vectorStore: up, embedder: up, languageModel: down };
    expect((await new Health(checks).check()).status).toBe('degraded');
  });

  it('does not wait for a component that never answers', async () => {
    const never = () => new Promise<never>(() => undefined);
    const report = await new Health({ prometheus: never, vectorStore: up, embedder: up }).check();
    expect(report.components.prometheus).toMatchObject({ status: 'down', reason: 'no answer within 3 s' });
    expect(report.components.prometheus.latencyMs).toBeGreaterThan(2_900);
  });
});
