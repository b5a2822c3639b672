import { textAt, type CheckContext } from './check-context.ts';
import {
  bare,
  operandOf,
  type Aggregation,
  type Expression,
  type FunctionCall,
  type PromqlType,
} from './expression.ts';
import { wrap, type Draft, type Repair } from './finding.ts';
import { COUNTER_FUNCTIONS, PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS } from './promql-functions.ts';
import { nameOfType, typeOf } from './type-of.ts';

/** The range that a repair writes where none was given. */
const RANGE = '5m';

/** Whether functions and aggregations get as many arguments as they take, and of the types that they take. */
export function* checkArguments(
  context: CheckContext,
  node: Expression,
  parent: Expression | undefined,
): Generator<Draft> {
  // `rate(x)[5m]` is one mistake, which the misplaced range tells of.
  const isRangedOutside = parent?.kind === 'range' && node.kind === 'call' && node.arguments.length === 1;
  if (node.kind === 'call' && !isRangedOutside) yield* checkCall(context, node);
  if (node.kind === 'aggregation') yield* checkAggregation(context, node);
}

function* checkCall(context: CheckContext, call: FunctionCall): Generator<Draft> {
  const known = PROMQL_FUNCTIONS.get(call.name);
  if (known === undefined) return;
  const given = call.arguments.length;
  const { minArguments, maxArguments } = known;
  if (given < minArguments || given > maxArguments) {
    yield {
      severity: 'error',
      code: 'wrong-argument-count',
      message: `${call.name}() takes ${countOf(minArguments, maxArguments)}, and got ${given}.`,
      from: call.from,
      to: call.to,
      repairs: repairCount(context, call),
    };
    return;
  }
  const wanted = call.arguments.map((_, i) => known.arguments[Math.min(i, known.arguments.length - 1)]);
  yield* checkEach(context, call, `${call.name}()`, wanted);
  if (call.name === 'info' && given === 2) yield* checkInfo(call.arguments[1]);
}

function* checkInfo(matchers: Expression): Generator<Draft> {
  if (matchers.kind === 'selector' && matchers.metric?.form !== 'bare') return;
  yield {
    severity: 'error',
    code: 'wrong-type',
    message: 'The second argument of info() is label matchers alone, such as {version=~".+"}.',
    from: matchers.from,
    to: matchers.to,
  };
}

function* checkAggregation(context: CheckContext, node: Aggregation): Generator<Draft> {
  const parameter = PROMQL_AGGREGATIONS.get(node.operator);
  const wanted: PromqlType[] = parameter === undefined ? ['vector'] : [parameter, 'vector'];
  if (node.arguments.length !== wanted.length) {
    yield {
      severity: 'error',
      code: 'wrong-argument-count',
      message: `${node.operator}() takes ${countOf(wanted.length, wanted.length)}, and got ${node.arguments.length}.`,
      from: node.from,
      to: node.to,
      repairs: repairCount(context, node),
    };
    return;
  }
  yield* checkEach(context, node, `${node.operator}()`, wanted);
}

function* checkEach(
  context: CheckContext,
  node: FunctionCall | Aggregation,
  name: string,
  wanted: readonly PromqlType[],
): Generator<Draft> {
  const args = node.arguments;
  const isInOrder = args.every((argument, i) => typeOf(argument) === wanted[i]);
  if (isInOrder) return;
  for (const [i, argument] of args.entries()) {
    const type = typeOf(argument);
    if (type === wanted[i]) continue;
    yield {
      severity: 'error',
      code: 'wrong-type',
      message: `${args.length === 1 ? 'The argument' : `Argument ${i + 1}`} of ${name} is ${nameOfType(wanted[i])}, and this is ${nameOfType(type)}.`,
      from: argument.from,
      to: argument.to,
      repairs: [
        ...reordered(context, args, wanted),
        ...(node.kind === 'call' ? insideOut(context, node, argument) : []),
        ...convert(argument, wanted[i]),
      ],
    };
  }
}

/** The same arguments in the order in which their types fit, as `topk(cpu, 5)` has them the wrong way round. */
function reordered(
  context: CheckContext,
  args: readonly Expression[],
  wanted: readonly PromqlType[],
): Repair[] {
  const rest = [...args];
  const inOrder = wanted.map((type) => {
    const at = rest.findIndex((argument) => typeOf(argument) === type);
    return at < 0 ? undefined : rest.splice(at, 1)[0];
  });
  if (inOrder.some((argument) => argument === undefined)) return [];
  return [
    {
      edits: args.map(({ from, to }, i) => ({ from, to, text: textAt(context, inOrder[i]!) })),
      reason: 'The arguments are in another order.',
    },
  ];
}

/** `rate(sum(x))` as `sum(rate(x[5m]))`: the rate of each counter first, or a reset of one looks like a fall of them all. */
export function insideOut(context: CheckContext, call: FunctionCall, argument: Expression): Repair[] {
  const inner = bare(argument.kind === 'subquery' || argument.kind === 'range' ? argument.of : argument);
  const summed = inner.kind === 'aggregation' ? operandOf(inner) : undefined;
  if (!COUNTER_FUNCTIONS.has(call.name) || inner.kind !== 'aggregation' || summed === undefined) return [];
  const counter = bare(summed);
  if (counter.kind !== 'selector') return [];
  const range =
    argument.kind === 'subquery' || argument.kind === 'range' ? textAt(context, argument.range) : RANGE;
  const text =
    context.text.slice(inner.from, summed.from) +
    `${call.name}(${context.text.slice(summed.from, counter.to)}[${range}]${context.text.slice(counter.to, summed.to)})` +
    context.text.slice(summed.to, inner.to);
  return [
    {
      edits: [{ from: call.from, to: call.to, text }],
      reason: `${call.name}() sees each counter's resets, which no longer show in what ${inner.operator}() makes of them.`,
    },
  ];
}

/** Ways to make of an argument what is wanted. */
export function convert(argument: Expression, wanted: PromqlType): Repair[] {
  const type = typeOf(argument);
  const inner = bare(argument);
  if (wanted === 'matrix' && type === 'vector') return withRange(argument, inner);
  if (wanted === 'vector' && type === 'matrix') return withoutRange(inner);
  if (wanted === 'vector' && type === 'scalar') {
    return [
      { edits: wrap(argument, 'vector(', ')'), reason: 'vector() makes an instant vector of a scalar.' },
    ];
  }
  if (wanted === 'scalar' && type === 'vector') {
    return [
      {
        edits: wrap(argument, 'scalar(', ')'),
        reason: 'scalar() makes a number of a vector of one series.',
      },
    ];
  }
  if (wanted === 'scalar' && inner.kind === 'string' && /^-?[\d.]+$/.test(inner.value)) {
    const { from, to, value } = inner;
    return [{ edits: [{ from, to, text: value }], reason: 'A number stands without quotes.' }];
  }
  if (wanted === 'string' && inner.kind === 'selector' && inner.braces === undefined) {
    return [{ edits: wrap(inner, '"', '"'), reason: 'A string stands in quotes.' }];
  }
  return [];
}

function withRange(argument: Expression, inner: Expression): Repair[] {
  if (inner.kind === 'selector') {
    return [
      {
        edits: [{ from: inner.to, to: inner.to, text: `[${RANGE}]` }],
        reason: `A range makes a range vector of a selector; ${RANGE} is a usual one.`,
      },
    ];
  }
  const isOperation = argument.kind === 'binary' || argument.kind === 'unary';
  return [
    {
      edits: wrap(argument, isOperation ? '(' : '', `${isOperation ? ')' : ''}[${RANGE}:]`),
      reason: 'A subquery makes a range vector of any instant vector.',
    },
  ];
}

function withoutRange(inner: Expression): Repair[] {
  if (inner.kind !== 'range' && inner.kind !== 'subquery') return [];
  const selected = bare(inner.of);
  const name = selected.kind === 'selector' ? (selected.metric?.name ?? '') : '';
  const rate: Repair = {
    edits: wrap(inner, 'rate(', ')'),
    reason: 'rate() makes of each counter over the range how fast it grows.',
  };
  const average: Repair = {
    edits: wrap(inner, 'avg_over_time(', ')'),
    reason: 'avg_over_time() makes one value of each series over the range.',
  };
  return /_(total|bucket|sum|count)$/.test(name) ? [rate, average] : [average, rate];
}

function repairCount(context: CheckContext, node: FunctionCall | Aggregation): Repair[] {
  const name = node.kind === 'call' ? node.name : node.operator;
  const [first, second] = node.arguments;
  if (first === undefined) return [];
  // rate(x, 5m), as other query languages have it.
  if (node.arguments.length === 2 && second.kind === 'number' && bare(first).kind === 'selector') {
    const window = textAt(context, second);
    if (PROMQL_FUNCTIONS.get(name)?.arguments[0] === 'matrix' && /[a-z]$/.test(window)) {
      return [
        {
          edits: [{ from: first.to, to: second.to, text: `[${window}]` }],
          reason: 'The range stands in brackets behind the selector.',
        },
      ];
    }
  }
  const missing = DEFAULT_PARAMETERS[name];
  if (missing === undefined || node.arguments.length !== 1 || typeOf(first) === 'scalar') return [];
  return [
    {
      edits: [{ from: first.from, to: first.from, text: `${missing}, ` }],
      reason: `${name}() needs its parameter first; ${missing} is a usual one.`,
    },
  ];
}

const DEFAULT_PARAMETERS: Readonly<Record<string, string>> = {
  topk: '10',
  bottomk: '10',
  limitk: '10',
  limit_ratio: '0.1',
  quantile: '0.95',
  histogram_quantile: '0.95',
  quantile_over_time: '0.95',
  count_values: '"value"',
};

function countOf(least: number, most: number): string {
  const word = (count: number): string =>
    count === 0 ? 'no arguments' : `${count} argument${count === 1 ? '' : 's'}`;
  if (least === most) return word(least);
  return most === Infinity ? `at least ${word(least)}` : `${least} to ${word(most)}`;
}
