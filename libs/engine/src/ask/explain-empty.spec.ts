import { describe, expect, it } from '@jest/globals';
import { PrometheusError, type QueryResult } from '@metrics-ai/prometheus-client';
import { explainEmpty } from './explain-empty.ts';

const AT_MS = Date.UTC(2026, 0, 31, 12);
const HOUR_MS = 3_600_000;

const vector = (...values: number[]): QueryResult => ({
  type: 'vector',
  samples: values.map((value) => ({ labels: { job: 'a' }, timestampMs: AT_MS, value })),
});

/** Explains over a Prometheus that answers expressions as listed, and nothing to others; `hours` is when it last counted. */
async function explain(
  promql: string,
  answers: Readonly<Record<string, QueryResult | Error>>,
  { hours, unit = 'ratio' }: { hours?: number[] | Error; unit?: string } = {},
): Promise<string> {
  const asked: string[] = [];
  const prometheus = {
    query: (expression: string) => {
      asked.push(expression);
      const data = answers[expression] ?? vector();
      return data instanceof Error
        ? Promise.reject(data)
        : Promise.resolve({ data, warnings: [], infos: [] });
    },
    queryRange: () => {
      if (hours instanceof Error) return Promise.reject(hours);
      const timestamps = Float64Array.from(hours ?? []);
      const series = { labels: {}, timestamps, values: timestamps, histograms: [] };
      return Promise.resolve({ data: hours === undefined ? [] : [series], warnings: [], infos: [] });
    },
  };
  const time = { timeMs: AT_MS };
  const { sentences } = await explainEmpty(prometheus, { promql, unit }, time, { nowMs: AT_MS });
  return sentences.join(' ');
}

const OVERLOADED = new PrometheusError('timeout', 'too slow');

describe('explainEmpty', () => {
  it.each([
    [
      'cpu > 0.9',
      'topk(1, cpu)',
      /None of 3 series is above 90 %: the highest is 70 % \(job="a"\) at Sat 31 Jan 12:00 UTC/,
    ],
    ['cpu < 0.1', 'bottomk(1, cpu)', /None of 3 series is below 10 %: the lowest is 70 %/],
    ['(cpu >= 0.9)', 'topk(1, cpu)', /at or above 90 %/],
    ['cpu == 1', 'topk(1, cpu)', /None of 3 series is at 100 %/],
    ['cpu > limit', 'topk(1, cpu)', /None of 3 series is above limit: the highest is 70 %/],
  ])('tells how near %s was', async (promql, nearest, text) => {
    expect(await explain(promql, { [nearest]: vector(0.7), 'count(cpu)': vector(3) })).toMatch(text);
  });

  it('tells it of what was to be counted as well', async () => {
    expect(
      await explain('count(up == 0)', { 'topk(1, up)': vector(1), 'count(up)': vector(4) }, { unit: '' }),
    ).toBe('None of 4 series is at 0: the highest is 1 (job="a") at Sat 31 Jan 12:00 UTC.');
  });

  it('does not take a share of nothing for a near miss', async () => {
    const answers = { 'topk(1, a / b)': vector(NaN), 'count(a / b)': vector(2) };
    expect(await explain('a / b > 0.9', answers)).toMatch(
      /the highest is unknown \(job="a"\) .*, since Prometheus gives NaN/,
    );
  });

  it('does not tell a comparison of what is not there', async () => {
    expect(await explain('cpu > 0.9', {})).toBe(
      'No series match cpu at Sat 31 Jan 12:00 UTC, nor did any in the 7 days before.',
    );
  });

  it('tells when a series was last seen, as exactly as can be found out', async () => {
    const lastHourMs = AT_MS - 2 * HOUR_MS;
    const last = { 'max(max_over_time(timestamp(cpu)[1h:1m]))': vector((lastHourMs - 600_000) / 1_000) };
    expect(await explain('cpu', last, { hours: [lastHourMs] })).toBe(
      'No series match cpu at Sat 31 Jan 12:00 UTC; the last that did was seen at Sat 31 Jan 09:50 UTC, 2.2 h before.',
    );
    expect(await explain('cpu', {}, { hours: [lastHourMs] })).toMatch(
      /seen at Sat 31 Jan 10:00 UTC, 2 h before/,
    );
  });

  it('names each selector that matches nothing, and those alone', async () => {
    const text = await explain('a / b{x="y"}', { 'count(a)': vector(5) });
    expect(text).toMatch(/^No series match b\{x="y"\} at /);
    expect(text).not.toContain('match a');
    expect(await explain('a - a offset 1w', { 'count(a)': vector(5) })).toBe(
      'No series matched a offset 1w, seen from Sat 31 Jan 12:00 UTC.',
    );
    expect(await explain('a / b', { 'count(a)': vector(5), 'count(b)': vector(5) })).toMatch(
      /The series that it asks for are there/,
    );
  });

  it('says that nothing is absent', async () => {
    expect(await explain('absent(up{job="a"})', { 'count(up{job="a"})': vector(2) })).toBe(
      'Nothing is absent: 2 series match up{job="a"}.',
    );
  });

  it('leaves out what Prometheus does not tell', async () => {
    expect(await explain('cpu', {}, { hours: OVERLOADED })).toBe(
      'No series match cpu at Sat 31 Jan 12:00 UTC.',
    );
    const failing = { 'count(cpu)': OVERLOADED, 'topk(1, cpu)': OVERLOADED };
    expect(await explain('cpu > 1', failing)).toBe('Why, Prometheus did not tell when it was asked.');
  });
});
