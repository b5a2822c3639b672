import type { CheckContext } from './check-context.ts';
import {
  walk,
  type Aggregation,
  type Expression,
  type FunctionCall,
  type VectorSelector,
} from './expression.ts';
import type { Draft, Repair } from './finding.ts';
import { findMetric } from './known-metric.ts';
import { labelsOfResult } from './label-sets.ts';
import { splitSuffix } from './metric-name.ts';
import { SELECTING_AGGREGATIONS } from './promql-functions.ts';

/** Where the quantile of a function or aggregation stands among its arguments. */
const QUANTILE_AT: Readonly<Record<string, number>> = {
  histogram_quantile: 0,
  quantile: 0,
  quantile_over_time: 0,
};

/** Whether quantiles are between 0 and 1, and those of histograms are of buckets that still have their bounds. */
export function* checkHistograms(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Draft> {
  if (node.kind === 'selector') yield* checkFamily(context, node, ancestors);
  if (node.kind !== 'call' && node.kind !== 'aggregation') return;
  const name = node.kind === 'call' ? node.name : node.operator;
  yield* checkQuantile(name, node.arguments[QUANTILE_AT[name] ?? -1]);
  const histogram = node.arguments[1];
  if (node.kind === 'call' && name === 'histogram_quantile' && histogram !== undefined) {
    yield* checkBuckets(context, node, histogram);
    yield* checkBounds(context, histogram);
  }
}

/** A classic histogram is there by the names of its parts alone; by its own name a native one is. */
function* checkFamily(
  context: CheckContext,
  { metric }: VectorSelector,
  ancestors: readonly Expression[],
): Generator<Draft> {
  const isNative = ancestors.some((node) => node.kind === 'call' && node.name.startsWith('histogram_'));
  if (metric === undefined || isNative || !isClassic(context, metric.name)) return;
  const { name, from, to } = metric;
  yield {
    severity: 'warning',
    code: 'histogram-without-suffix',
    message: `${name} is a classic histogram: its series are ${name}_bucket, ${name}_sum and ${name}_count.`,
    from,
    to,
    repairs:
      metric.form === 'bare'
        ? [
            {
              edits: [{ from, to, text: `${name}_count` }],
              reason: `${name}_count is the number of its observations.`,
            },
          ]
        : [],
  };
}

function isClassic({ catalogue }: CheckContext, name: string): boolean {
  const known = catalogue === undefined ? undefined : findMetric(catalogue, name);
  if (known?.kind !== 'histogram') return false;
  return known.labels?.has('le') === true || catalogue?.find(`${name}_bucket`) !== undefined;
}

function* checkQuantile(name: string, quantile: Expression | undefined): Generator<Draft> {
  const value = quantile === undefined ? undefined : constantOf(quantile);
  if (quantile === undefined || value === undefined || (value >= 0 && value <= 1)) return;
  const { from, to } = quantile;
  const share = Number((value / 100).toPrecision(12));
  yield {
    severity: 'warning',
    code: 'quantile-out-of-range',
    message: `A quantile is between 0 and 1: ${name}() of ${value} is ${value < 0 ? '-Inf' : value > 1 ? '+Inf' : 'NaN'}.`,
    from,
    to,
    repairs:
      value > 1 && value <= 100
        ? [
            {
              edits: [{ from, to, text: String(share) }],
              reason: `The ${value}th percentile is the quantile ${share}.`,
            },
          ]
        : [],
  };
}

function constantOf(node: Expression): number | undefined {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'parenthesis') return constantOf(node.of);
  const negated = node.kind === 'unary' ? constantOf(node.of) : undefined;
  return negated === undefined || (node.kind === 'unary' && !node.isNegative) ? negated : -negated;
}

/** Whether what the quantile is taken of is a histogram at all. */
function* checkBuckets(context: CheckContext, call: FunctionCall, histogram: Expression): Generator<Draft> {
  for (const node of walk(histogram)) {
    if (node.kind !== 'selector' || node.metric === undefined) continue;
    const { name } = node.metric;
    const problem = whyNoHistogram(context, name);
    if (problem === undefined) continue;
    yield {
      severity: 'error',
      code: 'quantile-of-no-histogram',
      message: `${call.name}() is of a histogram, and ${problem}.`,
      from: node.metric.from,
      to: node.metric.to,
      repairs: asBuckets(context, node, histogram),
    };
  }
}

function whyNoHistogram(context: CheckContext, name: string): string | undefined {
  const { catalogue } = context;
  const [, suffix] = splitSuffix(name);
  if (suffix === 'sum' || suffix === 'count')
    return `${name} is ${suffix === 'sum' ? 'the sum' : 'the number'} of its observations`;
  const known = catalogue === undefined ? undefined : findMetric(catalogue, name);
  if (known === undefined || suffix === 'bucket') return undefined;
  if (known.kind === 'histogram') {
    return isClassic(context, name) ? `the buckets of ${name} are in ${name}_bucket` : undefined;
  }
  return known.kind === 'unknown' || known.labels?.has('le') === true
    ? undefined
    : `${name} is a ${known.kind}`;
}

function asBuckets({ catalogue }: CheckContext, { metric }: VectorSelector, histogram: Expression): Repair[] {
  if (metric?.form !== 'bare') return [];
  const [family, suffix] = splitSuffix(metric.name);
  const buckets = `${suffix === 'total' ? metric.name : family}_bucket`;
  if (catalogue !== undefined && findMetric(catalogue, buckets) === undefined) return [];
  return [
    {
      edits: [{ from: metric.from, to: metric.to, text: buckets }, ...(groupedByLe(histogram) ?? [])],
      reason: `${buckets} has the buckets of the histogram.`,
    },
  ];
}

/** Whether the bounds of the buckets, in `le`, are still there when the quantile is taken. */
function* checkBounds(context: CheckContext, histogram: Expression): Generator<Draft> {
  const labels = labelsOfResult(context, histogram);
  const isLost = labels === undefined ? [...walk(histogram)].some(leavesOutLe) : !labels.has('le');
  if (!isLost) return;
  // A native histogram has no such label, and an aggregation of one needs none.
  const ofBuckets = [...walk(histogram)].some(
    (node) => node.kind === 'selector' && /_bucket(:|$)/.test(node.metric?.name ?? ''),
  );
  if (!ofBuckets) return;
  const edits = groupedByLe(histogram);
  yield {
    severity: 'error',
    code: 'quantile-without-le',
    message:
      'The bounds of the buckets are in the label le, which is gone when the quantile is taken: the result is empty.',
    from: histogram.from,
    to: histogram.to,
    repairs: edits === undefined ? [] : [{ edits, reason: 'The aggregation keeps the label le.' }],
  };
}

/** Edits that make the aggregations in an expression keep `le`; undefined where there is none that loses it. */
function groupedByLe(histogram: Expression): Repair['edits'] | undefined {
  const lossy = [...walk(histogram)].filter(
    (node): node is Aggregation => node.kind === 'aggregation' && losesLe(node),
  );
  if (lossy.length === 0) return undefined;
  return lossy.map(({ grouping, operatorSpan }) => {
    if (grouping === undefined) return { from: operatorSpan.to, to: operatorSpan.to, text: ' by (le) ' };
    const names = grouping.labels.map(({ name }) => name);
    const kept = grouping.without ? names.filter((name) => name !== 'le') : [...names, 'le'];
    return {
      from: grouping.from,
      to: grouping.to,
      text: `${grouping.without ? 'without' : 'by'} (${kept.join(', ')})`,
    };
  });
}

function leavesOutLe(node: Expression): boolean {
  return node.kind === 'aggregation' && node.grouping?.without === true && losesLe(node);
}

function losesLe({ operator, grouping }: Aggregation): boolean {
  if (SELECTING_AGGREGATIONS.has(operator)) return false;
  return (grouping?.labels.some(({ name }) => name === 'le') ?? false) === (grouping?.without ?? false);
}
