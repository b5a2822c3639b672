import { expect, it, jest } from '@jest/globals';
import { describeOnServers } from '../testing/describe-on-servers.ts';

jest.setTimeout(60_000);

describeOnServers('POST /metrics/analyze', (api) => {
  it('answers just what was asked for', async () => {
    const { status, body } = await api.post('/metrics/analyze', {
      metric_name: 'memory_usage',
      time_range: '2w',
      analysis_types: ['trend', 'anomaly'],
    });
    expect(status).toBe(200);
    expect(body.series).toHaveLength(2);
    const payment = body.series.find(
      ({ labels }: { labels: Record<string, string> }) => labels.service === 'payment',
    );
    expect(payment.trend).toMatchObject({ direction: 'rising' });
    // 30 kB a minute.
    expect(payment.trend.slope_per_hour).toBeGreaterThan(1.7e6);
    expect(payment.trend.slope_per_hour).toBeLessThan(1.9e6);
    expect(payment.anomalies).toBeInstanceOf(Array);
    expect(payment.statistics).toBeUndefined();
    expect(payment.insight).toBeUndefined();
  });

  it('answers everything by default, and explains the spike in words', async () => {
    const { body } = await api.post('/metrics/analyze', {
      metric_name: 'cpu_usage',
      labels: { service: 'payment' },
    });
    const [series] = body.series;
    expect(series.statistics.max).toBeCloseTo(0.97, 5);
    expect(series.seasonality[0]).toMatchObject({ kind: 'daily' });
    const spike = series.anomalies.find(({ value }: { value: number }) => value === 0.97);
    expect(spike).toMatchObject({ reason: expect.stringMatching(/^cpu usage .* 0\.97 at /i) });
    expect(Date.now() - Date.parse(spike.start)).toBeLessThan(6.5 * 3_600_000);
    expect(series.insight).toMatchObject({ written_by: 'narrator', summary: expect.any(String) });
  });

  it('finds anomalies in the way that it is told', async () => {
    const detectorsOf = async (detection: object): Promise<unknown> => {
      const request = { metric_name: 'cpu_usage', labels: { service: 'payment' }, detection };
      const { status, body } = await api.post('/metrics/analyze', request);
      expect(status).toBe(200);
      return [
        ...new Set(body.series[0].anomalies.flatMap((each: { detectors: string[] }) => each.detectors)),
      ];
    };
    expect(await detectorsOf({})).toEqual(['engine']);
    expect(await detectorsOf({ detector: 'z-score' })).toEqual(['z-score']);
    expect(await detectorsOf({ min_deviation: { absolute: 5 } })).toEqual([]);
  });

  it('remembers nothing', async () => {
    const headers = { 'X-Scope-OrgID': 'analysis-only' };
    await api.post('/metrics/analyze', { metric_name: 'cpu_usage' }, headers);
    expect((await api.request('GET', '/metrics/stats', undefined, headers)).body.records).toBe(0);
  });
});
