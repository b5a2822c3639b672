import type { Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Expression, Span } from './expression.ts';
import { unquote } from './quote.ts';
import { readExpression } from './read-tree.ts';

/** Longer text is refused unread: nobody writes it by hand, and reading takes time and stack with its length. */
export const MAX_EXPRESSION_LENGTH = 20_000;

/** Brackets and operations inside one another; reading them goes as deep. */
export const MAX_DEPTH = 500;

/** Where text stops being PromQL, or being read: it may be PromQL of more depth than is read. */
export interface Stop extends Span {
  readonly isTooDeep: boolean;
}

/** Text that is not PromQL, and where it stops being so. */
export class PromqlSyntaxError extends Error implements Span {
  override readonly name = 'PromqlSyntaxError';
  readonly from: number;
  readonly to: number;

  constructor(message: string, { from, to }: Span) {
    super(message);
    this.from = from;
    this.to = to;
  }
}

/**
 * What PromQL says, types not yet checked. Throws PromqlSyntaxError, with the place, when it is not well-formed.
 * @param text at most 20,000 characters
 */
export function parsePromql(text: string): Expression {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    const span = { from: MAX_EXPRESSION_LENGTH, to: text.length };
    throw new PromqlSyntaxError(
      `an expression has at most ${MAX_EXPRESSION_LENGTH} characters, this one has ${text.length}`,
      span,
    );
  }
  const tree = parser.parse(text);
  const error = firstError(tree, text);
  if (error !== undefined) {
    const { from, to, isTooDeep } = error;
    const found = text.slice(from, Math.min(text.length, from + 20));
    const unexpected = found === '' ? 'unexpected end' : `unexpected ${JSON.stringify(found)}`;
    const what = isTooDeep ? `more than ${MAX_DEPTH} levels deep` : unexpected;
    throw new PromqlSyntaxError(`PromQL syntax: ${what} at position ${from}`, { from, to });
  }
  return readExpression(text, tree.topNode.getChild('Expr')!);
}

/** Where text stops being PromQL; undefined when it is. An empty place is one where something is missing. */
export function findSyntaxError(text: string): Stop | undefined {
  return firstError(parser.parse(text), text);
}

function firstError(tree: Tree, text: string): Stop | undefined {
  if (text.trim() === '') return { from: 0, to: 0, isTooDeep: false };
  let found: Stop | undefined;
  let depth = 0;
  tree.iterate({
    enter: ({ name, type, from, to }) => {
      depth++;
      // The grammar takes any string for one, an unfinished one too.
      const isBroken =
        type.isError || (name === 'StringLiteral' && unquote(text.slice(from, to)) === undefined);
      const isTooDeep = depth > MAX_DEPTH;
      if ((isBroken || isTooDeep) && (found === undefined || from < found.from)) {
        found = { from, to, isTooDeep: !isBroken };
      }
      return !isTooDeep;
    },
    leave: () => void depth--,
  });
  return found;
}
