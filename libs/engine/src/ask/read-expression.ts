import { parsePromql, PromqlSyntaxError, walk, type Expression } from '@metrics-ai/promql';

const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** A comparison that leaves only some series over, as the texts of its sides. */
export interface Filtering {
  readonly left: string;
  readonly operator: Comparison;
  readonly right: string;
  /** The right side, where it is a number. */
  readonly limit?: number;
}

/** The comparison that an expression is as a whole; undefined of every other one, and of one that is `bool`. Throws as `parsePromql`. */
export function filteringOf(promql: string): Filtering | undefined {
  const expression = unwrap(parsePromql(promql));
  if (expression.kind !== 'binary' || expression.bool !== undefined) return undefined;
  const operator = COMPARISONS.find((each) => each === expression.operator);
  if (operator === undefined) return undefined;
  const right = unwrap(expression.right);
  const limit = numberOf(right, promql);
  return {
    left: promql.slice(expression.left.from, expression.left.to),
    operator,
    right: promql.slice(expression.right.from, expression.right.to),
    ...(limit !== undefined && { limit }),
  };
}

/** What an expression counts the series of: the text of the argument of its `count(…)`; undefined of every other one. */
export function countedIn(promql: string): string | undefined {
  const expression = unwrap(parsePromql(promql));
  const counted =
    expression.kind === 'aggregation' && expression.operator === 'count'
      ? expression.arguments.at(-1)
      : undefined;
  return counted && promql.slice(counted.from, counted.to);
}

/** What an expression reads, and how far back: ` offset 1d` is written behind it, else nothing. */
export interface Selected {
  readonly selector: string;
  readonly offset: string;
}

/** The text of each selector, without its range, once for each offset. Throws as `parsePromql`. */
export function selectorsIn(promql: string): Selected[] {
  const parts = [...walk(parsePromql(promql))];
  const moved = parts.flatMap((part) =>
    part.kind === 'modified' && part.modifier === 'offset' ? [part] : [],
  );
  const found = new Map<string, Selected>();
  for (const { kind, from, to } of parts) {
    if (kind !== 'selector') continue;
    const selector = promql.slice(from, to);
    // Of offsets within each other, the outermost: it comes first.
    const around = moved.find((part) => part.from <= from && part.to >= to);
    const offset = around === undefined ? '' : ` ${promql.slice(around.of.to, around.to).trim()}`;
    found.set(selector + offset, { selector, offset });
  }
  return [...found.values()];
}

/** How far back all of an expression is read, when that is the same everywhere, and the expression of now. */
export interface Moved {
  readonly promql: string;
  readonly offsetMs: number;
}

/** The one offset of an expression, taken out of it; undefined where there is none, or more than one. Throws as `parsePromql`. */
export function movedOf(promql: string): Moved | undefined {
  const parts = [...walk(parsePromql(promql))];
  const moved = parts.flatMap((part) => (part.kind === 'modified' ? [part] : []));
  const [first] = moved;
  const seconds = first?.offset?.seconds ?? NaN;
  const isOne = moved.every(({ modifier, offset }) => modifier === 'offset' && offset?.seconds === seconds);
  const isEverywhere = parts.every(
    (part) =>
      part.kind !== 'selector' ||
      moved.filter(({ from, to }) => from <= part.from && to >= part.to).length === 1,
  );
  // What asks for the time itself would be told another one.
  const isOfTime = parts.some((part) => part.kind === 'call' && /^(?:time|timestamp)$/.test(part.name));
  if (!Number.isFinite(seconds) || !isOne || !isEverywhere || isOfTime) return undefined;
  const still = moved
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { of, to }) => text.slice(0, of.to) + text.slice(to), promql);
  return { promql: still, offsetMs: Math.round(seconds * 1_000) };
}

/** What an expression asks to be missing: the text of the argument of its `absent(…)`; undefined of every other one. */
export function absentOf(promql: string): string | undefined {
  const expression = unwrap(parsePromql(promql));
  if (expression.kind !== 'call' || !/^absent(?:_over_time)?$/.test(expression.name)) return undefined;
  const [selected] = [...walk(expression)].filter(({ kind }) => kind === 'selector');
  return selected === undefined ? undefined : promql.slice(selected.from, selected.to);
}

/** Whether an expression divides anywhere, so that an infinite value of it may say nothing. */
export function dividesIn(promql: string): boolean {
  const parts = ifUnderstood(() => [...walk(parsePromql(promql))]) ?? [];
  return parts.some((each) => each.kind === 'binary' && each.operator === '/');
}

/** Undefined of an expression that Prometheus may take all the same: it knows what this one does not yet. */
function ifUnderstood<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return undefined;
    throw error;
  }
}

/** These say in which order their series are to be seen. */
const ORDERED = /^\s*(topk|bottomk|sort|sort_desc|sort_by_label|sort_by_label_desc)\b/i;

/**
 * The order in which the series of an expression tell most: their own where it says so, the lowest first where they are to be low, else
 * the highest.
 */
export function orderOf(promql: string): { readonly isOwn: boolean; readonly isLowestFirst: boolean } {
  const own = ORDERED.exec(promql)?.[1].toLowerCase();
  const filtering = ifUnderstood(() => filteringOf(promql));
  return {
    isOwn: own !== undefined,
    isLowestFirst:
      own === 'bottomk' || own === 'sort' || filtering?.operator === '<' || filtering?.operator === '<=',
  };
}

/** Numbers that an expression holds. Throws as `parsePromql`. */
export function numbersIn(promql: string): number[] {
  return [...walk(parsePromql(promql))].flatMap((each) => (each.kind === 'number' ? [each.value] : []));
}

function unwrap(expression: Expression): Expression {
  return expression.kind === 'parenthesis' ? unwrap(expression.of) : expression;
}

function numberOf(expression: Expression, promql: string): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'unary') return undefined;
  const value = numberOf(unwrap(expression.of), promql);
  return value === undefined || promql[expression.from] === '+' ? value : -value;
}
