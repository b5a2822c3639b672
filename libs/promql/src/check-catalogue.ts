import type { MetricCatalogue } from './catalogue.ts';
import type { CheckContext } from './check-context.ts';
import { demandsSomething } from './demands-something.ts';
import {
  operandOf,
  type Expression,
  type LabelMatcher,
  type Span,
  type VectorSelector,
  type WrittenLabel,
} from './expression.ts';
import type { Draft, Repair } from './finding.ts';
import { findMetric } from './known-metric.ts';
import { labelsOfResult } from './label-sets.ts';
import { splitSuffix } from './metric-name.ts';
import { nearestNames } from './nearest-names.ts';
import { quote } from './quote.ts';
import { labelName } from './selector.ts';

/** As many names like an unknown one are named. */
const MOST_NAMES = 3;
/** Of a metric with more labels they are not all named. */
const MOST_LABELS = 12;

/** Whether the metrics, labels and values that an expression names are in the catalogue. */
export function* checkNames(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Draft> {
  const { catalogue } = context;
  if (catalogue === undefined) return;
  if (node.kind === 'selector') yield* checkSelector(context, catalogue, node, mayBeMissing(ancestors));
  if (node.kind === 'aggregation' && node.grouping?.without === false) {
    const operand = operandOf(node);
    if (operand !== undefined) yield* checkLabels(context, node.grouping.labels, operand);
  }
  if (node.kind === 'binary' && node.matching?.group !== undefined) {
    yield* checkLabels(
      context,
      node.matching.include,
      node.matching.group === 'left' ? node.right : node.left,
    );
  }
}

/** Whether an expression says something when the metric is not there. */
function mayBeMissing(ancestors: readonly Expression[]): boolean {
  return ancestors.some(
    (node) =>
      (node.kind === 'call' && (node.name === 'absent' || node.name === 'absent_over_time')) ||
      (node.kind === 'binary' && (node.operator === 'or' || node.operator === 'unless')),
  );
}

function* checkSelector(
  context: CheckContext,
  catalogue: MetricCatalogue,
  node: VectorSelector,
  isOptional: boolean,
): Generator<Draft> {
  const { metric, matchers } = node;
  if (metric === undefined) return;
  const severity = isOptional ? 'warning' : 'error';
  const known = findMetric(catalogue, metric.name);
  if (known === undefined) {
    const near = context.nearestMetrics(metric.name);
    yield {
      severity,
      code: 'unknown-metric',
      message: `There is no metric ${metric.name}${likeIt(near)}.`,
      from: metric.from,
      to: metric.to,
      repairs: metric.form === 'bare' ? rename(metric, near) : [],
    };
    return;
  }
  if (known.labels === undefined) return;
  for (const matcher of matchers) {
    const values = known.labels.get(matcher.name);
    if (matcher.name === '__name__' || !demandsSomething(matcher)) continue;
    if (values === undefined) {
      const near = nearestNames(matcher.name, known.labels.keys(), MOST_NAMES);
      const holding = labelsHolding(known.labels, matcher);
      const hint = near.length > 0 ? likeIt(near) : hintOfLabels([...known.labels.keys()]);
      yield {
        severity,
        code: 'unknown-label',
        message: `${metric.name} has no label ${matcher.name}, so that this selects nothing${hint}.`,
        ...matcher.nameSpan,
        repairs: [
          ...holding.map((label) => ({
            edits: [{ ...matcher.nameSpan, text: labelName(label) }],
            reason: `The label that has the value ${quote(matcher.value)} is ${label}.`,
          })),
          ...rename(matcher.nameSpan, near.map(labelName)),
        ],
      };
    } else if (matcher.operator === '=' && !values.includes(matcher.value)) {
      const near = misspelt(matcher.value, values);
      if (near === undefined) continue;
      yield {
        severity: 'warning',
        code: 'unknown-label-value',
        message: `No ${matcher.name} of ${metric.name} is known to be ${quote(matcher.value)}; there is ${quote(near)}.`,
        ...matcher.valueSpan,
        repairs: rename(matcher.valueSpan, [quote(near)]),
      };
    }
  }
}

/** The one label that has the value that another was asked for; none where several have. */
function labelsHolding(
  labels: ReadonlyMap<string, readonly string[]>,
  { operator, value }: LabelMatcher,
): string[] {
  if (operator !== '=') return [];
  const holding = [...labels].filter(([, values]) => values.includes(value)).map(([label]) => label);
  return holding.length === 1 ? holding : [];
}

function hintOfLabels(labels: readonly string[]): string {
  return labels.length === 0 || labels.length > MOST_LABELS ? '' : `; it has ${labels.join(', ')}`;
}

function* checkLabels(
  context: CheckContext,
  labels: readonly WrittenLabel[],
  of: Expression,
): Generator<Draft> {
  const known = labelsOfResult(context, of);
  if (known === undefined) return;
  for (const { name, from, to } of labels) {
    if (known.has(name) || name === '__name__') continue;
    const near = nearestNames(name, known, MOST_NAMES);
    yield {
      severity: 'warning',
      code: 'unknown-label',
      message: `No series here has a label ${name}${likeIt(near)}.`,
      from,
      to,
      repairs: rename({ from, to }, near.map(labelName)),
    };
  }
}

/** In a large catalogue looking for one takes tens of milliseconds, and an expression may name hundreds that are not there. */
const MOST_LOOKUPS = 10;

/**
 * Finds metrics of names like an unknown one: each is looked for once, and no more than ten of them. Of a part of a histogram or
 * summary the same parts of others are like it.
 */
export function metricFinder(catalogue: MetricCatalogue | undefined): (name: string) => readonly string[] {
  const found = new Map<string, readonly string[]>();
  return (name) => {
    const known = found.get(name);
    if (known !== undefined) return known;
    if (catalogue === undefined || found.size >= MOST_LOOKUPS) return [];
    const near = nearestMetrics(catalogue, name);
    found.set(name, near);
    return near;
  };
}

function nearestMetrics(catalogue: MetricCatalogue, name: string): string[] {
  const [family, suffix] = splitSuffix(name);
  const near = nearestNames(name, catalogue.names(), MOST_NAMES);
  const parts =
    suffix === '' || suffix === 'total'
      ? []
      : nearestNames(family, catalogue.names(), MOST_NAMES).map((each) => `${each}_${suffix}`);
  // A suffix that was forgotten, or is not there.
  const ends = ['total', 'bucket', 'count'].map((end) => `${name}_${end}`);
  const candidates = [...ends, family, ...near, ...parts].filter((each) => each !== name);
  return [...new Set(candidates)]
    .filter((each) => findMetric(catalogue, each) !== undefined)
    .slice(0, MOST_NAMES);
}

/** The value that was meant: the same in other letters, or with one or two of them wrong; numbers are no misspellings of each other. */
function misspelt(value: string, values: readonly string[]): string | undefined {
  const digits = (text: string): string => text.replace(/\D/g, '');
  const near = nearestNames(value, values, 1).at(0);
  if (near === undefined || value.length < 3 || digits(near) !== digits(value)) return undefined;
  return Math.abs(near.length - value.length) <= 1 ? near : undefined;
}

function likeIt(names: readonly string[]): string {
  return names.length === 0 ? '' : `; like it: ${names.join(', ')}`;
}

function rename({ from, to }: Span, names: readonly string[]): Repair[] {
  return names.map((name) => ({
    edits: [{ from, to, text: name }],
    reason: `${name} is known, and the most like it.`,
  }));
}
