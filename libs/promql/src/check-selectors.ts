import { textAt, type CheckContext } from './check-context.ts';
import { insideOut } from './check-types.ts';
import { demandsSomething } from './demands-something.ts';
import type {
  Duration,
  Expression,
  Modified,
  RangeSelector,
  Span,
  Subquery,
  VectorSelector,
} from './expression.ts';
import { wrap, type Draft, type Repair } from './finding.ts';
import { secondName } from './parse-selector.ts';
import { quote } from './quote.ts';
import { compileRegex } from './regex.ts';
import { selectedIn } from './rewrite.ts';
import { nameOfType, typeOf } from './type-of.ts';

/** Whether selectors select, and ranges, subqueries, offsets and the like stand behind what can have them. */
export function* checkSelection(
  context: CheckContext,
  node: Expression,
  parent: Expression | undefined,
): Generator<Draft> {
  if (node.kind === 'selector') {
    yield* checkName(context, node);
    yield* checkMatchers(node);
    if (!isSecondOfInfo(node, parent)) yield* checkNotEmpty(node);
  }
  if (node.kind === 'range') {
    yield* checkRange(context, node, parent);
    yield* checkDuration(node.range, 'A range');
  }
  if (node.kind === 'subquery') {
    yield* checkSubquery(node);
    yield* checkDuration(node.range, 'The range of a subquery');
    if (node.step !== undefined) yield* checkDuration(node.step, 'The step of a subquery');
  }
  if (node.kind === 'modified') yield* checkModifier(context, node);
  if (node.kind === 'call' && node.name === 'label_replace') yield* checkReplacement(node.arguments[4]);
}

function* checkName(context: CheckContext, node: VectorSelector): Generator<Draft> {
  const { metric, matchers, braces } = node;
  const second = secondName(node);
  if (metric === undefined || second === undefined) return;
  const rest = matchers.filter((matcher) => matcher !== second);
  const kept = metric.form === 'quoted' ? [textAt(context, metric)] : [];
  const list = [...kept, ...rest.map((matcher) => textAt(context, matcher))].join(',');
  yield {
    severity: 'error',
    code: 'two-metric-names',
    message: 'The metric is named twice: before or in the braces, and once more in them.',
    from: second.from,
    to: second.to,
    repairs:
      braces === undefined
        ? []
        : [
            {
              edits: [{ ...braces, text: list === '' ? '' : `{${list}}` }],
              reason: `The metric is ${metric.name}.`,
            },
          ],
  };
}

function* checkMatchers({ matchers }: VectorSelector): Generator<Draft> {
  for (const { name, operator, value, valueSpan } of matchers) {
    if (!operator.endsWith('~')) continue;
    const regex = compileRegex(value);
    if (typeof regex !== 'string') continue;
    yield {
      severity: 'error',
      code: 'invalid-regex',
      message: `The regular expression of ${name} does not compile (RE2 syntax): ${regex}.`,
      ...valueSpan,
      repairs: repairRegex(value, valueSpan),
    };
  }
}

function repairRegex(value: string, span: Span): Repair[] {
  // A glob such as *.example: a star with nothing before it.
  const asGlob = value.replace(/(^|[(|])\*/g, '$1.*');
  const escaped = value.replace(/[[\](){}*+?\\^$]/g, '\\$&');
  return [
    ...(asGlob === value
      ? []
      : [{ text: asGlob, reason: '.* stands for any text; * alone repeats what is before it.' }]),
    { text: escaped, reason: 'The signs that mean something in a regular expression stand for themselves.' },
  ].map(({ text, reason }) => ({ edits: [{ ...span, text: quote(text) }], reason }));
}

function* checkReplacement(regex: Expression | undefined): Generator<Draft> {
  if (regex?.kind !== 'string') return;
  const compiled = compileRegex(regex.value);
  if (typeof compiled !== 'string') return;
  yield {
    severity: 'error',
    code: 'invalid-regex',
    message: `The regular expression of label_replace() does not compile (RE2 syntax): ${compiled}.`,
    from: regex.from,
    to: regex.to,
  };
}

function* checkNotEmpty(node: VectorSelector): Generator<Draft> {
  const isNamed = node.metric !== undefined && (node.metric.form !== 'matcher' || node.metric.name !== '');
  if (isNamed || node.matchers.some(demandsSomething)) return;
  yield {
    severity: 'error',
    code: 'empty-selector',
    message:
      'This selects every series that there is, which Prometheus refuses: give a metric, or a matcher that the empty value does not pass.',
    from: node.from,
    to: node.to,
  };
}

/** info() takes matchers that may select everything: they select labels, not series. */
function isSecondOfInfo(node: Expression, parent: Expression | undefined): boolean {
  return parent?.kind === 'call' && parent.name === 'info' && parent.arguments[1] === node;
}

function* checkRange(
  context: CheckContext,
  node: RangeSelector,
  parent: Expression | undefined,
): Generator<Draft> {
  const { of } = node;
  if (of.kind === 'selector') return;
  const bracket = { from: of.to, to: node.to };
  const repairs: Repair[] = parent?.kind === 'call' ? insideOut(context, parent, node) : [];
  if (of.kind === 'modified' && of.of.kind === 'selector') {
    const range = textAt(context, bracket).trim();
    repairs.push({
      edits: [
        { from: of.of.to, to: of.of.to, text: range },
        { ...bracket, text: '' },
      ],
      reason: `The range stands right behind the selector, before ${of.modifier}.`,
    });
  }
  if (of.kind === 'call' && of.arguments.length === 1 && of.arguments[0].kind === 'selector') {
    const end = of.arguments[0].to;
    repairs.push({
      edits: [
        { from: end, to: end, text: textAt(context, bracket).trim() },
        { ...bracket, text: '' },
      ],
      reason: 'The range belongs to the selector, inside of the function.',
    });
  }
  if (of.kind === 'parenthesis' && of.of.kind === 'selector') {
    repairs.push({
      edits: [{ from: of.from, to: of.to, text: textAt(context, of.of) }],
      reason: 'Without the brackets.',
    });
  }
  const isWrappable = typeOf(of) === 'vector';
  const subquery: Repair = {
    edits: [{ from: node.to - 1, to: node.to - 1, text: ':' }],
    reason: 'A subquery, with a colon, evaluates any instant vector again and again over a range.',
  };
  if (isWrappable) repairs.push(subquery);
  yield {
    severity: 'error',
    code: 'invalid-range',
    message: `A range stands right behind a selector, and this is ${of.kind === 'modified' ? `one with ${of.modifier}` : describe(of)}.`,
    from: node.from,
    to: node.to,
    repairs,
  };
}

function* checkSubquery({ of, from, to }: Subquery): Generator<Draft> {
  const type = typeOf(of);
  if (type === 'vector') return;
  yield {
    severity: 'error',
    code: 'wrong-type',
    message: `A subquery is of an instant vector, and this is ${nameOfType(type)}.`,
    from,
    to,
    repairs:
      type === 'scalar'
        ? [{ edits: wrap(of, 'vector(', ')'), reason: 'vector() makes an instant vector of a scalar.' }]
        : [],
  };
}

function* checkDuration({ seconds, from, to }: Duration, what: string): Generator<Draft> {
  // Computed ones are known when they are run.
  if (Number.isNaN(seconds) || (seconds > 0 && Number.isFinite(seconds))) return;
  const positive = Math.abs(seconds);
  yield {
    severity: 'error',
    code: 'invalid-duration',
    message: `${what} is longer than nothing, and ends.`,
    from,
    to,
    repairs:
      positive > 0 && Number.isFinite(positive)
        ? [{ edits: [{ from, to: from + 1, text: '' }], reason: 'The same length, which is never negative.' }]
        : [{ edits: [{ from, to, text: '5m' }], reason: 'Five minutes are a usual range.' }],
  };
}

function* checkModifier(context: CheckContext, node: Modified): Generator<Draft> {
  const draft = { severity: 'error', code: 'invalid-modifier', from: node.of.to, to: node.to } as const;
  const { modifier } = node;
  const inside = modifiersIn(node.of);
  if (inside.some((each) => each.modifier === modifier)) {
    yield {
      ...draft,
      message: `${modifier} stands once behind a selector.`,
      repairs: [
        { edits: [{ from: node.of.to, to: node.to, text: '' }], reason: `Without the second ${modifier}.` },
      ],
    };
    return;
  }
  const isExtension = modifier === 'anchored' || modifier === 'smoothed';
  if (isExtension && inside.some((each) => each.modifier === 'anchored' || each.modifier === 'smoothed')) {
    yield { ...draft, message: 'anchored and smoothed exclude each other.' };
  }
  let target = node.of;
  while (target.kind === 'modified') target = target.of;
  if (target.kind === 'selector' || target.kind === 'range') return;
  if (target.kind === 'subquery' && !isExtension) return;
  yield {
    ...draft,
    message: `${modifier} stands behind a selector${isExtension ? '' : ' or subquery'}, and this is ${describe(target)}.`,
    repairs: [moveInside(context, node, target)],
  };
}

/** `sum(x) offset 5m` as `sum(x offset 5m)`: every selector in it is moved. */
function moveInside(context: CheckContext, node: Modified, target: Expression): Repair {
  const suffix = ` ${context.text.slice(node.of.to, node.to).trim()}`;
  const ends = selectedIn(target).map(({ to }) => to);
  return {
    edits: [
      ...ends.map((at) => ({ from: at, to: at, text: suffix })),
      { from: node.of.to, to: node.to, text: '' },
    ],
    reason: `${node.modifier} behind each selector.`,
  };
}

function modifiersIn(node: Expression): Modified[] {
  return node.kind === 'modified' ? [node, ...modifiersIn(node.of)] : [];
}

function describe(node: Expression): string {
  if (node.kind === 'call') return `the result of ${node.name}()`;
  if (node.kind === 'aggregation') return `the result of ${node.operator}()`;
  if (node.kind === 'parenthesis') return 'in brackets';
  return node.kind === 'range' ? 'one with a range already' : nameOfType(typeOf(node));
}
