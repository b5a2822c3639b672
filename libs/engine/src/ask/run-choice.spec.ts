import { describe, expect, it } from '@jest/globals';
import type { QueryResult, RangeSeries, VectorSample } from '@metrics-ai/prometheus-client';
import { runChoice, type QuestionedPrometheus } from './run-choice.ts';

const REMARKS = { warnings: ['slow disk'], infos: ['not a counter'] };

function answering(data: QueryResult, series: readonly RangeSeries[] = []): QuestionedPrometheus {
  return {
    query: () => Promise.resolve({ data, ...REMARKS }),
    queryRange: () => Promise.resolve({ data: series, ...REMARKS }),
  };
}

const sample = (job: string, value: number): VectorSample => ({ labels: { job }, timestampMs: 1, value });
const course = (job: string, ...values: number[]): RangeSeries => ({
  labels: { job },
  timestamps: Float64Array.from(values, (_, i) => i),
  values: Float64Array.from(values),
  histograms: [],
});
const RANGE = { startMs: 0, endMs: 10, stepMs: 1 };
const NOTHING: QueryResult = { type: 'vector', samples: [] };
const jobsOf = (series: readonly { labels: Readonly<Record<string, string>> }[]): string[] =>
  series.map(({ labels }) => labels.job);

describe('runChoice', () => {
  const samples = [sample('a', 1), sample('b', NaN), sample('c', 3), sample('d', -Infinity), sample('e', 3)];

  it('gives the highest samples first, as many as are wanted, and counts all', async () => {
    const prometheus = answering({ type: 'vector', samples });
    const { result, ...remarks } = await runChoice(prometheus, 'x', { timeMs: 5 }, { limit: 4 });
    expect(result).toMatchObject({ kind: 'instant', timeMs: 5, seriesTotal: 5 });
    expect(jobsOf(result.series)).toEqual(['c', 'e', 'a', 'd']);
    expect(remarks).toEqual(REMARKS);
  });

  it.each(['topk(5, x)', 'bottomk (5, x)', 'sort(x)', 'sort_desc(x)', ' TOPK by (a) (5, x)'])(
    'leaves the order of %s to it',
    async (promql) => {
      const { result } = await runChoice(
        answering({ type: 'vector', samples }),
        promql,
        { timeMs: 5 },
        { limit: 9 },
      );
      expect(jobsOf(result.series)).toEqual(['a', 'b', 'c', 'd', 'e']);
    },
  );

  it('takes a scalar for a series without labels', async () => {
    const prometheus = answering({ type: 'scalar', timestampMs: 5, value: 7 });
    const { result } = await runChoice(prometheus, '7', { timeMs: 5 }, { limit: 9 });
    expect(result).toEqual({
      kind: 'instant',
      timeMs: 5,
      series: [{ labels: {}, value: 7 }],
      seriesTotal: 1,
    });
  });

  it('gives the courses that end highest first, of bottomk those that end lowest', async () => {
    const all = [course('a', 9, 1), course('b', 1, 5), course('c'), course('d', 1, 3)];
    const run = (promql: string) =>
      runChoice(answering(NOTHING, all), promql, { range: RANGE }, { limit: 2 });
    const { result } = await run('x');
    expect(result).toMatchObject({ kind: 'range', range: RANGE, seriesTotal: 3 });
    expect(jobsOf(result.series)).toEqual(['b', 'd']);
    expect(jobsOf((await run('bottomk(2, x)')).result.series)).toEqual(['a', 'd']);
  });

  it('gives the lowest first of what is to be low, and last what was divided by nothing', async () => {
    const data: QueryResult = {
      type: 'vector',
      samples: [sample('a', Infinity), sample('b', 3), sample('c', 9)],
    };
    const order = async (promql: string): Promise<string[]> =>
      jobsOf((await runChoice(answering(data), promql, { timeMs: 5 }, { limit: 9 })).result.series);
    expect(await order('x')).toEqual(['a', 'c', 'b']);
    expect(await order('x / y')).toEqual(['c', 'b', 'a']);
    expect(await order('x < 10')).toEqual(['b', 'c', 'a']);
    expect(await order('x / y <= 10')).toEqual(['b', 'c', 'a']);
  });

  it('runs what it does not understand, with the highest first', async () => {
    const prometheus = answering({ type: 'vector', samples: [sample('a', 1), sample('b', 2)] });
    const { result } = await runChoice(prometheus, 'x <~> y', { timeMs: 5 }, { limit: 9 });
    expect(jobsOf(result.series)).toEqual(['b', 'a']);
  });

  it('leaves native histograms out, and says so', async () => {
    const histogram = { count: 1, sum: 1, buckets: [] };
    const prometheus = answering({
      type: 'vector',
      samples: [{ ...sample('a', NaN), histogram }, sample('b', 1)],
    });
    const { result, warnings } = await runChoice(prometheus, 'x', { timeMs: 5 }, { limit: 9 });
    expect(jobsOf(result.series)).toEqual(['b']);
    expect(warnings[1]).toMatch(/^1 native histograms are left out/);
  });
});
