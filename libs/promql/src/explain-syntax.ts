import type { Span } from './expression.ts';
import type { Draft, Repair } from './finding.ts';
import { nearestNames } from './nearest-names.ts';
import { findSyntaxError, MAX_DEPTH, type Stop } from './parse-promql.ts';
import { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS } from './promql-functions.ts';
import { repairSyntax } from './repair-syntax.ts';

/** What may be tried where the text went wrong, and its name; the parser then says whether it would have gone on. */
const EXPECTED: readonly (readonly [string, string])[] = [
  [')', 'a closing )'],
  [']', 'a closing ]'],
  ['}', 'a closing }'],
  ['(', 'an opening ('],
  ['{', 'label matchers in {}'],
  [',', 'a comma'],
  ['=', '= or another operator of a matcher'],
  ['x', 'a name'],
  ['"x"', 'a string in quotes'],
  ['5m', 'a duration such as 5m'],
  ['1', 'a number'],
  ['+ x', 'an operator'],
];
/** In longer text the place alone is told: what was expected is found by reading it again and again. */
const MOST_CHARACTERS = 3_000;
/** More than this says nothing. */
const MOST_EXPECTED = 4;

/** Functions of other query languages and of former versions, by the names that they have in PromQL. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  average: 'avg',
  mean: 'avg',
  percentile: 'quantile',
  median: 'quantile',
  distinct: 'count_values',
  top: 'topk',
  bottom: 'bottomk',
  derivative: 'deriv',
  per_second: 'rate',
  holt_winters: 'double_exponential_smoothing',
  quantile_bucket: 'histogram_quantile',
  log: 'ln',
  absolute: 'abs',
  now: 'time',
};

/** Why text is not PromQL, where, and what would have been; `error` is what `findSyntaxError` found. */
export function explainSyntax(text: string, error: Stop): Draft {
  if (text.trim() === '') {
    return draft('syntax', 'There is no expression.', { from: 0, to: text.length });
  }
  if (error.isTooDeep) {
    const message = `An expression is read to ${MAX_DEPTH} brackets and operations inside one another, and this one goes deeper.`;
    return draft('syntax', message, error);
  }
  if (text.length > MOST_CHARACTERS) {
    return draft('syntax', 'This is no PromQL from here on.', error);
  }
  const called = unknownFunction(text, error.from);
  if (called !== undefined) return explainFunction(text, called);
  const from = error.from;
  const found = /^(?:"(?:[^"\\]|\\.)*"|[\w:$.]+|[=!<>~&|]+|\S)/u.exec(text.slice(from))?.[0] ?? '';
  const to = from + found.length;
  const what = found === '' ? 'The expression ends too early' : `Unexpected ${found}`;
  const message = `${what}${hintOf(text, from, found) ?? expectation(text, from)}`;
  return draft('syntax', message, { from, to }, repairSyntax(text, { from, to }));
}

function explainFunction(text: string, { from, to }: Span): Draft {
  const name = text.slice(from, to);
  const stable = [...PROMQL_FUNCTIONS.values()].filter(({ isExperimental }) => !isExperimental);
  const known = [...stable.map((each) => each.name), ...PROMQL_AGGREGATIONS.keys()];
  const other = OTHER_NAMES[name.toLowerCase()];
  const near = [...(other === undefined ? [] : [other]), ...nearestNames(name, known, 3)];
  const hint = near.length === 0 ? '' : `; like it: ${near.join(', ')}`;
  return draft(
    'unknown-function',
    `There is no function ${name}()${hint}.`,
    { from, to },
    near.map((each) => ({ edits: [{ from, to, text: each }], reason: `${each}() is a function of PromQL.` })),
  );
}

/** The name of what is called at the opening bracket where the error is. */
function unknownFunction(text: string, at: number): Span | undefined {
  if (text[at] !== '(') return undefined;
  const [, name, space] = /([a-zA-Z_:][\w:]*)(\s*)$/.exec(text.slice(0, at)) ?? [];
  if (name === undefined || PROMQL_FUNCTIONS.has(name) || PROMQL_AGGREGATIONS.has(name.toLowerCase())) {
    return undefined;
  }
  return { from: at - space.length - name.length, to: at - space.length };
}

function hintOf(text: string, from: number, found: string): string | undefined {
  if (found.startsWith('$') || /^\[\[/.test(text.slice(from))) {
    return ': a variable of a dashboard means nothing to Prometheus; put what it stands for.';
  }
  if (/^["'`]/.test(found)) {
    return ': this string is unfinished, or has an escape that is none (a backslash is written \\\\).';
  }
  if (/^[“”‘’]/.test(found)) return ': strings stand in plain quotes.';
  if (found.startsWith('&')) return ': the operator is called and.';
  if (found.startsWith('|')) return ': the operator is called or.';
  return undefined;
}

function expectation(text: string, from: number): string {
  const words = EXPECTED.filter(([piece]) => goesOn(text, from, piece)).map(([, name]) => name);
  if (words.length === 0 || words.length > MOST_EXPECTED) {
    return words.length === 0 ? '.' : '; an expression may go on here, but not like this.';
  }
  const last = words.length > 1 ? ` or ${words.at(-1)}` : words[0];
  return `; expected ${words.length > 1 ? words.slice(0, -1).join(', ') : ''}${last}.`;
}

function goesOn(text: string, from: number, piece: string): boolean {
  const tried = findSyntaxError(`${text.slice(0, from)} ${piece} ${text.slice(from)}`);
  return tried === undefined || tried.from > from + piece.length;
}

function draft(
  code: 'syntax' | 'unknown-function',
  message: string,
  span: Span,
  repairs: Repair[] = [],
): Draft {
  return { severity: 'error', code, message, ...span, repairs };
}
