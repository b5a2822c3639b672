import { isUtf8 } from 'node:buffer';
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parseDuration } from './duration.ts';
import type { LabelMatcher } from './labels.ts';
import { PrometheusError } from './prometheus-error.ts';

export interface ParsedSelector {
  readonly metric?: string;
  readonly matchers: readonly LabelMatcher[];
}

/** Throws a PrometheusError of kind `bad-query`, with the position, when the text is not well-formed PromQL. */
export function checkPromql(promql: string): void {
  parse(promql);
}

/** Whether `parseSelector` reads the text. */
export function isSelector(promql: string): boolean {
  try {
    parseSelector(promql);
    return true;
  } catch (error) {
    if (error instanceof PrometheusError) return false;
    throw error;
  }
}

/**
 * The metric and matchers of a series selector. An equality on `__name__` counts as the metric.
 * Throws a PrometheusError of kind `bad-query` when the text is anything else, a selector with a comment included.
 */
export function parseSelector(text: string): ParsedSelector {
  const node = selectorNode(parse(text));
  if (node === undefined) throw badQuery(`not a series selector: ${text}`, 0);
  const name = node.getChild('Identifier');
  let metric = name === null ? undefined : slice(text, name);
  const matchers: LabelMatcher[] = [];
  const list = node.getChild('LabelMatchers');
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name === 'QuotedLabelName') {
      if (metric !== undefined) throw badQuery('a series selector has one metric name', child.from);
      metric = textOf(text, child);
      continue;
    }
    const operator = child.getChild('MatchOp');
    if (operator === null || child.firstChild === null || child.lastChild === null) continue;
    const matcher = {
      name: textOf(text, child.firstChild),
      operator: slice(text, operator) as LabelMatcher['operator'],
      value: textOf(text, child.lastChild),
    };
    const isName = matcher.name === '__name__';
    if (isName && name !== null) throw badQuery('a series selector has one metric name', child.from);
    if (isName && matcher.operator === '=' && metric === undefined) metric = matcher.value;
    else matchers.push(matcher);
  }
  if (metric === undefined && matchers.length === 0) {
    throw badQuery('a series selector needs at least one matcher', 0);
  }
  return { metric, matchers };
}

/** What `rate(selector[window])` takes the rate of. */
export interface RatedCounter {
  readonly selector: string;
  readonly windowMs: number;
}

const RATES = ['Rate', 'Irate', 'Increase'];

/**
 * The counter of an expression that is its rate (`rate`, `irate` or `increase`) and nothing more; undefined of every other one, and
 * of one with an offset. Throws a PrometheusError of kind `bad-query` when the text is not well-formed PromQL.
 */
export function ratedCounter(promql: string): RatedCounter | undefined {
  const call = parse(promql).topNode.getChild('FunctionCall');
  const name = call?.getChild('FunctionIdentifier')?.firstChild?.name ?? '';
  const window = call?.getChild('FunctionCallBody')?.getChild('MatrixSelector');
  const selector = window?.getChild('VectorSelector');
  const duration = window?.getChild('DurationExpr');
  if (!RATES.includes(name) || !selector || !duration) return undefined;
  const windowMs = parseDuration(slice(promql, duration));
  return windowMs === undefined ? undefined : { selector: slice(promql, selector), windowMs };
}

function parse(promql: string): Tree {
  const tree = parser.parse(promql);
  const position = findError(tree, promql);
  if (position === undefined) return tree;
  const rest = promql.slice(position, position + 20);
  const what = rest === '' ? 'unexpected end' : `unexpected ${JSON.stringify(rest)}`;
  throw badQuery(`PromQL syntax: ${what} at position ${position}`, position);
}

function findError(tree: Tree, promql: string): number | undefined {
  if (promql.trim() === '') return 0;
  let position: number | undefined;
  tree.iterate({
    enter: (node) => {
      // The grammar takes any string for one, an unfinished one too.
      const isBroken =
        node.name === 'StringLiteral' && unquote(promql.slice(node.from, node.to)) === undefined;
      if ((node.type.isError || isBroken) && position === undefined) position = node.from;
    },
  });
  return position;
}

/** The selector, when it is all that there is, white space aside. */
function selectorNode(tree: Tree): SyntaxNode | undefined {
  const node = tree.topNode.firstChild;
  return node !== null && node.name === 'VectorSelector' && node.nextSibling === null ? node : undefined;
}

/** A bare name as it is, a string without its quotes and escapes. */
function textOf(text: string, node: SyntaxNode): string {
  const written = slice(text, node);
  return node.name === 'LabelName' ? written : (unquote(written) ?? written);
}

function badQuery(message: string, position: number): PrometheusError {
  return new PrometheusError('bad-query', message, { position });
}

function slice(text: string, { from, to }: SyntaxNode): string {
  return text.slice(from, to);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** What a string is made of: an escape by code point, by byte, or by letter; or plain text. */
const PIECE =
  /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|([abfnrtv\\'"]))|[^\\]+/gy;

/**
 * The text of a PromQL string: Go's escapes in double or single quotes, none in backticks. Undefined where the closing
 * quote is missing, an escape is none of Go's, or bytes given as `\x` or octal are not UTF-8.
 */
function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner;
  const parts: Buffer[] = [];
  let length = 0;
  for (const [piece, u, U, x, octal, letter] of inner.matchAll(PIECE)) {
    length += piece.length;
    const codePoint = parseInt(u ?? U ?? '-1', 16);
    const byte = x === undefined ? parseInt(octal ?? '-1', 8) : parseInt(x, 16);
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff) || byte > 0xff) return undefined;
    if ((letter === '"' || letter === "'") && letter !== quote) return undefined;
    if (codePoint >= 0) parts.push(Buffer.from(String.fromCodePoint(codePoint)));
    else if (byte >= 0) parts.push(Buffer.of(byte));
    else parts.push(Buffer.from(letter === undefined ? piece : (ESCAPES[letter] ?? letter)));
  }
  const bytes = Buffer.concat(parts);
  return length === inner.length && isUtf8(bytes) ? bytes.toString() : undefined;
}
