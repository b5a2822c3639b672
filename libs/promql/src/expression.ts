/** Part of an expression: offsets into its text, in UTF-16 code units; `to` is behind the last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The types of PromQL by their names in the HTTP API: `vector` is an instant vector, `matrix` a range vector. */
export type PromqlType = 'scalar' | 'string' | 'vector' | 'matrix';

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** Of a duration: its seconds. */
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}

/** One condition of a selector. An absent label equals the empty string; a regex (RE2) matches the whole value. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A matcher where it is written, with the parts of it that can be mended. */
export interface WrittenMatcher extends LabelMatcher, Span {
  readonly nameSpan: Span;
  readonly operatorSpan: Span;
  readonly valueSpan: Span;
}

/** A metric's name where it is written: bare, quoted in the braces, or as an equality on `__name__`. */
export interface WrittenMetric extends Span {
  readonly name: string;
  readonly form: 'bare' | 'quoted' | 'matcher';
}

export interface VectorSelector extends Span {
  readonly kind: 'selector';
  /** The first one that is written; a well-formed selector has no second one. */
  readonly metric?: WrittenMetric;
  readonly secondMetric?: WrittenMetric;
  /** Without the metric's name, except for conditions on it other than an equality. */
  readonly matchers: readonly WrittenMatcher[];
  /** From the opening brace to behind the closing one. */
  readonly braces?: Span;
}

/** A duration in brackets or behind `offset`. */
export interface Duration extends Span {
  /** NaN of one that is computed when it is run, such as `2 * step()`. */
  readonly seconds: number;
}

export interface RangeSelector extends Span {
  readonly kind: 'range';
  readonly of: Expression;
  readonly range: Duration;
}

export interface Subquery extends Span {
  readonly kind: 'subquery';
  readonly of: Expression;
  readonly range: Duration;
  readonly step?: Duration;
}

/** A selector or subquery moved in time, or read with its ends filled in. */
export interface Modified extends Span {
  readonly kind: 'modified';
  readonly modifier: 'offset' | '@' | 'anchored' | 'smoothed';
  readonly of: Expression;
  readonly offset?: Duration;
}

export interface FunctionCall extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Expression[];
}

export interface Grouping extends Span {
  readonly without: boolean;
  readonly labels: readonly WrittenLabel[];
}

export interface WrittenLabel extends Span {
  readonly name: string;
}

export interface Aggregation extends Span {
  readonly kind: 'aggregation';
  /** In lower case. */
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly arguments: readonly Expression[];
  readonly grouping?: Grouping;
}

export interface Matching extends Span {
  readonly on: boolean;
  readonly labels: readonly WrittenLabel[];
  readonly group?: 'left' | 'right';
  /** From `group_left` to the end of the clause. */
  readonly groupSpan?: Span;
  readonly include: readonly WrittenLabel[];
}

export interface BinaryOperation extends Span {
  readonly kind: 'binary';
  /** In lower case. */
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool?: Span;
  readonly matching?: Matching;
  readonly fill?: Span;
}

export interface UnaryOperation extends Span {
  readonly kind: 'unary';
  readonly isNegative: boolean;
  readonly of: Expression;
}

export interface Parenthesis extends Span {
  readonly kind: 'parenthesis';
  readonly of: Expression;
}

/** What well-formed text says, types not yet checked. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | RangeSelector
  | Subquery
  | Modified
  | FunctionCall
  | Aggregation
  | BinaryOperation
  | UnaryOperation
  | Parenthesis;

/** The expressions that one is made of, in the order in which they are written. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'call':
    case 'aggregation':
      return expression.arguments;
    case 'binary':
      return [expression.left, expression.right];
    case 'range':
    case 'subquery':
    case 'modified':
    case 'unary':
    case 'parenthesis':
      return [expression.of];
  }
}

/** The expression and everything in it, each before its parts. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* walk(part);
}

/** What is inside brackets and behind modifiers of time. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesis' || expression.kind === 'modified'
    ? bare(expression.of)
    : expression;
}

/** The vector that an aggregation is over: its last argument. */
export function operandOf({ arguments: args }: Aggregation): Expression | undefined {
  return args.at(-1);
}
