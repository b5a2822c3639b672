import { describe, expect, it } from '@jest/globals';
import { PrometheusError, type RangeRequest } from '@metrics-ai/prometheus-client';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { NothingToDrawError } from '../charts/nothing-to-draw-error.ts';
import { AnswerCharts, type AnswerChartRequest } from './answer-charts.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);

/** Charts of a Prometheus that has so many jobs. */
function chartsOf(jobs: number, failure?: PrometheusError) {
  const asked: RangeRequest[] = [];
  const charts = new AnswerCharts({
    prometheus: {
      query: () => Promise.reject(new Error('no moment is drawn')),
      queryRange: (_, range) => {
        asked.push(range);
        if (failure !== undefined) return Promise.reject(failure);
        const timestamps = Float64Array.of(range.startMs, range.endMs);
        const series = Array.from({ length: jobs }, (__, i) => ({
          labels: { job: `job-${i}` },
          timestamps,
          values: Float64Array.of(i, i),
          histograms: [],
        }));
        return Promise.resolve({ data: series, warnings: [], infos: [] });
      },
    },
    nowMs: () => NOW_MS,
  });
  const draw = async (request: Partial<AnswerChartRequest> = {}): Promise<string> => {
    const { bytes } = await charts.draw({ promql: 'up', range: {}, ...request }, { format: 'svg' });
    return new TextDecoder().decode(bytes);
  };
  return { draw, asked };
}

describe('The picture of an answer', () => {
  it('shows the series of an expression over the time that is asked for', async () => {
    const { draw, asked } = chartsOf(2);
    const svg = await draw({ title: 'Targets', unit: 'ratio', range: { durationMs: 7_200_000 } });
    for (const shown of ['>Targets<', '>up<', 'job=&quot;job-0&quot;', '10:00', '100 %']) {
      expect(svg).toContain(shown);
    }
    expect(asked).toMatchObject([{ startMs: NOW_MS - 7_200_000, endMs: NOW_MS }]);
  });

  it('says once which series it is, and which expression', async () => {
    expect(await chartsOf(1).draw()).toContain('>job=&quot;job-0&quot;<');
    expect((await chartsOf(2).draw()).match(/>up</g)).toHaveLength(2);
    expect((await chartsOf(2).draw({ title: 'up' })).match(/>up</g)).toHaveLength(2);
  });

  it('shows the highest of many, and says how many there are', async () => {
    const svg = await chartsOf(30).draw({ title: 'Targets' });
    expect(svg).toContain('the 8 of 30 series that end highest');
    expect(svg).toContain('job-29');
    expect(svg).not.toContain('job-21&');
  });

  it('is refused where there is nothing, or a range that is none, and fails as Prometheus does', async () => {
    await expect(chartsOf(0).draw()).rejects.toThrow(NothingToDrawError);
    await expect(chartsOf(1).draw({ range: { startMs: NOW_MS + 1 } })).rejects.toThrow(InvalidRequestError);
    const failure = new PrometheusError('timeout', 'too slow');
    await expect(chartsOf(1, failure).draw()).rejects.toThrow(failure);
  });
});
