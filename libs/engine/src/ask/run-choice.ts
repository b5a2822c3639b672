import type { Labels, PrometheusClient, QueryResult, RangeSeries } from '@metrics-ai/prometheus-client';
import type { AskedSample, AskedSeries, AskResult } from './ask-answer.ts';
import type { AskedTime } from './asked-time.ts';
import { dividesIn, orderOf } from './read-expression.ts';
import { isValue } from './tell-result.ts';

/** What asking needs of Prometheus. */
export type QuestionedPrometheus = Pick<PrometheusClient, 'query' | 'queryRange'>;

export interface Run {
  readonly result: AskResult;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/**
 * Runs an expression, and keeps `limit` of its series. An instant vector and a scalar are samples; what is a native histogram has no
 * one value and is left out with a warning. Rejects with a PrometheusError.
 */
export async function runChoice(
  prometheus: QuestionedPrometheus,
  promql: string,
  time: AskedTime,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<Run> {
  if ('timeMs' in time) {
    const { data, warnings, infos } = await prometheus.query(promql, { timeMs: time.timeMs, signal });
    const samples = samplesOf(data);
    const { isOwn } = orderOf(promql);
    const known = isOwn ? samples.kept : samples.kept.toSorted(byValue(promql)(({ value }) => value));
    const result: AskResult = {
      kind: 'instant',
      timeMs: time.timeMs,
      series: known.slice(0, limit),
      seriesTotal: known.length,
    };
    return { result, warnings: [...warnings, ...leftOut(samples.histograms)], infos };
  }
  const { data, warnings, infos } = await prometheus.queryRange(promql, { ...time.range, signal });
  const floats = data.filter(({ timestamps }) => timestamps.length > 0);
  const sorted = floats.toSorted(byValue(promql)<RangeSeries>(({ values }) => values.at(-1) ?? NaN));
  const series = sorted
    .slice(0, limit)
    .map(({ labels, timestamps, values }): AskedSeries => ({ labels, timestamps, values }));
  return {
    result: { kind: 'range', range: time.range, series, seriesTotal: sorted.length },
    warnings: [...warnings, ...leftOut(data.length - floats.length)],
    infos,
  };
}

function samplesOf(data: QueryResult): { kept: AskedSample[]; histograms: number } {
  const noLabels: Labels = {};
  switch (data.type) {
    case 'scalar':
      return { kept: [{ labels: noLabels, value: data.value }], histograms: 0 };
    case 'vector': {
      const kept = data.samples.filter(({ histogram }) => histogram === undefined);
      return {
        kept: kept.map(({ labels, value }) => ({ labels, value })),
        histograms: data.samples.length - kept.length,
      };
    }
    // The checker lets neither through: an expression of theirs is no answer.
    case 'matrix':
    case 'string':
      return { kept: [], histograms: 0 };
  }
}

function leftOut(histograms: number): string[] {
  return histograms === 0
    ? []
    : [`${histograms} native histograms are left out: take histogram_quantile or histogram_count of them`];
}

/** Highest first or lowest, what is no value last; equals stay as they came. */
function byValue(promql: string) {
  const manner = { ...orderOf(promql), isQuotient: dividesIn(promql) };
  const sign = manner.isLowestFirst ? -1 : 1;
  return <Item>(valueOf: (item: Item) => number) =>
    (a: Item, b: Item): number => {
      const [one, other] = [valueOf(a), valueOf(b)];
      if (!isValue(one, manner) || !isValue(other, manner))
        return Number(!isValue(one, manner)) - Number(!isValue(other, manner));
      return one === other ? 0 : one > other ? -sign : sign;
    };
}
