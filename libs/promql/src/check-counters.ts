import { textAt, type CheckContext } from './check-context.ts';
import { isComparison } from './check-operations.ts';
import { insideOut } from './check-types.ts';
import { toDuration } from './duration.ts';
import {
  bare,
  partsOf,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  type VectorSelector,
} from './expression.ts';
import type { Draft, Edit, Repair } from './finding.ts';
import { kindOfMetric } from './known-metric.ts';
import { COUNTER_FUNCTIONS, GAUGE_FUNCTIONS } from './promql-functions.ts';

/** Functions and aggregations that do not look at how large a counter is. */
const BLIND_TO_SIZE = new Set([
  'absent',
  'absent_over_time',
  'present_over_time',
  'count_over_time',
  'changes',
  'resets',
  'timestamp',
  'start_timestamp',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
  'count',
  'group',
  'limitk',
  'limit_ratio',
]);

/** Functions that give back one of the values over a range as it is. */
const ONE_OF_THE_VALUES = new Set(['last_over_time', 'first_over_time']);

const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '^', 'atan2']);

/** A rate needs two samples, and of four expected some may be missing. */
const FEWEST_INTERVALS = 4;

/** Whether counters are read as rates, gauges as they are, and rates over ranges that hold enough samples. */
export function* checkCounters(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Draft> {
  if (node.kind === 'selector') yield* checkUse(context, node, ancestors);
  if (node.kind === 'call') {
    yield* checkRated(context, node);
    yield* checkRangeLength(context, node);
  }
}

function* checkRated(context: CheckContext, call: FunctionCall): Generator<Draft> {
  const [ranged] = call.arguments;
  if (ranged === undefined) return;
  const range = bare(ranged);
  if (range.kind !== 'range' && range.kind !== 'subquery') return;
  const rated = bare(range.of);
  const { from, to } = call.nameSpan;
  if (COUNTER_FUNCTIONS.has(call.name) && rated.kind === 'aggregation' && range.kind === 'subquery') {
    yield {
      severity: 'warning',
      code: 'rate-of-aggregate',
      message: `${call.name}() of what ${rated.operator}() gives takes every reset, and every series that comes or goes, for a jump of the whole: take the ${call.name} of each series first.`,
      from: call.from,
      to: call.to,
      repairs: insideOut(context, call, range),
    };
  }
  if (rated.kind !== 'selector' || rated.metric === undefined) return;
  const { name } = rated.metric;
  const kind = kindOfMetric(context.catalogue, name);
  const forGauges: Readonly<Record<string, string>> = { rate: 'deriv', irate: 'deriv', increase: 'delta' };
  if (COUNTER_FUNCTIONS.has(call.name) && kind === 'gauge') {
    const other = forGauges[call.name];
    yield {
      severity: 'warning',
      code: 'rate-of-gauge',
      message: `${name} is a gauge: ${call.name}() takes every fall of it for the reset of a counter, and adds it up.`,
      from,
      to,
      repairs: [
        {
          edits: [{ from, to, text: other }],
          reason: `${other}() is of gauges: what falls counts as falling.`,
        },
      ],
    };
  }
  const forCounters: Readonly<Record<string, string>> = {
    deriv: 'rate',
    delta: 'increase',
    idelta: 'increase',
  };
  if (GAUGE_FUNCTIONS.has(call.name) && kind === 'counter') {
    const other = forCounters[call.name];
    yield {
      severity: 'warning',
      code: 'gauge-function-on-counter',
      message: `${name} is a counter: ${call.name}() takes a reset of it for a fall.`,
      from,
      to,
      repairs:
        other === undefined
          ? []
          : [
              {
                edits: [{ from, to, text: other }],
                reason: `${other}() is of counters: it goes on counting over a reset.`,
              },
            ],
    };
  }
}

function* checkRangeLength(context: CheckContext, call: FunctionCall): Generator<Draft> {
  const needsSamples = COUNTER_FUNCTIONS.has(call.name) || GAUGE_FUNCTIONS.has(call.name);
  const [ranged] = call.arguments;
  if (!needsSamples || ranged === undefined || context.scrapeIntervalMs === undefined) return;
  const window = bare(ranged);
  if (window.kind !== 'range') return;
  const { range } = window;
  const leastMs = FEWEST_INTERVALS * context.scrapeIntervalMs;
  if (!(range.seconds * 1_000 < leastMs)) return;
  const least = toDuration(Math.ceil(leastMs));
  const interval = toDuration(Math.round(context.scrapeIntervalMs));
  yield {
    severity: 'warning',
    code: 'range-too-short',
    message: `${call.name}() needs two samples at least, and of targets scraped every ${interval} a range of ${textAt(context, range)} may hold fewer: take ${FEWEST_INTERVALS} scrape intervals, so that one may fail.`,
    from: range.from,
    to: range.to,
    repairs: [
      {
        edits: [{ from: range.from, to: range.to, text: least }],
        reason: `${least} are ${FEWEST_INTERVALS} scrape intervals.`,
      },
    ],
  };
}

function* checkUse(
  context: CheckContext,
  node: VectorSelector,
  ancestors: readonly Expression[],
): Generator<Draft> {
  if (!isCounter(context, node)) return;
  const use = useOf(node, ancestors);
  if (use === undefined) return;
  yield {
    severity: 'warning',
    code: 'counter-without-rate',
    message: `${node.metric?.name} is a counter: it only grows, and starts at 0 again with its process, so that its size says how long that has run more than what happens now.`,
    from: node.from,
    to: node.to,
    repairs: use === 'rate' ? asRates(context, node, ancestors) : use,
  };
}

function isCounter({ catalogue }: CheckContext, { metric }: VectorSelector): boolean {
  return metric !== undefined && kindOfMetric(catalogue, metric.name) === 'counter';
}

/** How to read a counter whose size ends up in the result: as a rate, or by other repairs; undefined where it does not. */
function useOf(node: VectorSelector, ancestors: readonly Expression[]): 'rate' | Repair[] | undefined {
  let child: Expression = node;
  let ranged: Expression | undefined;
  for (const parent of ancestors.toReversed()) {
    if (parent.kind === 'range' || parent.kind === 'subquery') ranged = parent;
    if (parent.kind === 'aggregation' && BLIND_TO_SIZE.has(parent.operator)) return undefined;
    if (parent.kind === 'aggregation' && parent.arguments.at(-1) !== child) return undefined;
    if (parent.kind === 'call') {
      const { name } = parent;
      if (BLIND_TO_SIZE.has(name) || COUNTER_FUNCTIONS.has(name) || GAUGE_FUNCTIONS.has(name))
        return undefined;
      if (ranged !== undefined && !ONE_OF_THE_VALUES.has(name)) return asIncrease(parent, ranged, node);
    }
    if (parent.kind === 'binary' && isBlind(parent, child)) return undefined;
    child = parent;
  }
  return ranged === undefined ? 'rate' : [];
}

/** Whether an operation does not look at how large the operand is. */
function isBlind(operation: BinaryOperation, operand: Expression): boolean {
  const { operator, left, right } = operation;
  if (operator === 'and' || operator === 'unless') return operand === right;
  const other = bare(operand === left ? right : left);
  // Whether it has ever counted is a question that a counter answers, and so is whether it has moved.
  const isCompared = isComparison(operation);
  if (isCompared && other.kind === 'number' && other.value === 0) return true;
  return (
    (isCompared || operator === '-') && nameIn(operand) !== undefined && nameIn(operand) === nameIn(other)
  );
}

function nameIn(operand: Expression): string | undefined {
  const inner = bare(operand);
  return inner.kind === 'selector' ? inner.metric?.name : undefined;
}

/** Counters that are computed with each other are read as rates together: of a rate over a size nobody can say what it is. */
function asRates(context: CheckContext, node: VectorSelector, ancestors: readonly Expression[]): Repair[] {
  const alone = asRate(node, ancestors);
  const at = ancestors.findIndex((each) => each.kind === 'binary' && ARITHMETIC.has(each.operator));
  if (at < 0) return [alone];
  const edits = ratesIn(context, ancestors[at], ancestors.slice(0, at));
  if (edits.length === alone.edits.length) return [alone];
  const reason = 'rate() is how fast each of the counters counts a second, over the last five minutes.';
  return [{ edits, reason }, alone];
}

/** An expression may compute with hundreds of counters, each of which asks for the same. */
const ratesOf = new WeakMap<Expression, Edit[]>();

function ratesIn(context: CheckContext, whole: Expression, ancestors: readonly Expression[]): Edit[] {
  const known = ratesOf.get(whole);
  if (known !== undefined) return known;
  const edits = [...readAsRates(context, whole, ancestors)].flatMap((repair) => repair.edits);
  ratesOf.set(whole, edits);
  return edits;
}

function* readAsRates(
  context: CheckContext,
  node: Expression,
  ancestors: readonly Expression[],
): Generator<Repair> {
  if (node.kind === 'selector') {
    if (isCounter(context, node) && useOf(node, ancestors) === 'rate') yield asRate(node, ancestors);
    return;
  }
  for (const part of partsOf(node)) yield* readAsRates(context, part, [...ancestors, node]);
}

function asRate(node: VectorSelector, ancestors: readonly Expression[]): Repair {
  let end = node.to;
  for (const parent of ancestors.toReversed()) {
    if (parent.kind !== 'modified') break;
    end = parent.to;
  }
  return {
    edits: [
      { from: node.from, to: node.from, text: 'rate(' },
      { from: node.to, to: node.to, text: '[5m]' },
      { from: end, to: end, text: ')' },
    ],
    reason: 'rate() is how fast it counts a second, over the last five minutes.',
  };
}

function asIncrease(call: FunctionCall, ranged: Expression, node: VectorSelector): Repair[] {
  if (ranged.kind !== 'range' || ranged.of !== node || call.arguments.length !== 1) return [];
  return [
    {
      edits: [{ ...call.nameSpan, text: 'increase' }],
      reason: 'increase() is how much it counted over the range.',
    },
  ];
}
