import type { Expression, PromqlType } from './expression.ts';
import { PROMQL_FUNCTIONS } from './promql-functions.ts';

/** The type of an expression's result. */
export function typeOf(expression: Expression): PromqlType {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'matrix';
    case 'call':
      return PROMQL_FUNCTIONS.get(expression.name)?.returns ?? 'vector';
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'vector';
    case 'unary':
    case 'parenthesis':
    case 'modified':
      return typeOf(expression.of);
  }
}

const TYPE_NAMES: Readonly<Record<PromqlType, string>> = {
  scalar: 'a scalar',
  string: 'a string',
  vector: 'an instant vector',
  matrix: 'a range vector',
};

/** A type in words, with its article. */
export function nameOfType(type: PromqlType): string {
  return TYPE_NAMES[type];
}
