import type { Span } from './expression.ts';
import { applyEdits, type Edit, type Repair } from './finding.ts';
import { findSyntaxError } from './parse-promql.ts';

/** Longer text is not repaired: every proposal has to be read again. */
const MOST_CHARACTERS = 5_000;

/** Repairs of text that is not PromQL, after each of which it is; most likely first. */
export function repairSyntax(text: string, error: Span): Repair[] {
  if (text.length > MOST_CHARACTERS) return [];
  return proposals(text, error).filter(
    ({ edits }) => edits.length > 0 && findSyntaxError(applyEdits(text, edits)) === undefined,
  );
}

function proposals(text: string, { from, to }: Span): Repair[] {
  const found = text.slice(from, to);
  const insert = (at: number, what: string): Edit[] => [{ from: at, to: at, text: what }];
  const replace = (what: string): Edit[] => [{ from, to, text: what }];
  return [
    { edits: replaceAll(text, /[“”„]/g, () => '"'), reason: 'Strings stand in plain quotes.' },
    { edits: replaceAll(text, /[‘’]/g, () => "'"), reason: 'Strings stand in plain quotes.' },
    { edits: replaceAll(text, /&&/g, () => ' and '), reason: 'The operator is called and.' },
    { edits: replaceAll(text, /\|\|/g, () => ' or '), reason: 'The operator is called or.' },
    { edits: replaceAll(text, /<>/g, () => '!='), reason: 'Unequal is written !=.' },
    {
      edits: replaceAll(text, /\[\s*\$\w+\s*\]|\[\s*\$\{\w+\}\s*\]/g, () => '[5m]'),
      reason: 'A range in place of the variable.',
    },
    {
      edits: replaceAll(text, /\[[^\][{}"']*\]/g, writeDurations),
      reason: 'Durations are whole numbers of y, w, d, h, m, s and ms, the longest first.',
    },
    {
      edits: /^[\w:.-]+$/.test(found) ? replace(`"${found}"`) : [],
      reason: 'The value of a matcher stands in quotes.',
    },
    { edits: quoteValues(text), reason: 'The value of a matcher stands in quotes.' },
    {
      edits: found === '==' ? replace('=') : found === '=' ? replace('==') : [],
      reason: 'A matcher has =, a comparison ==.',
    },
    { edits: closing(text), reason: 'Every bracket is closed.' },
    {
      edits: replaceAll(text, /,(\s*)\)/g, (written) => written.slice(1)),
      reason: 'Without the last comma.',
    },
    { edits: bracketOperand(text, from), reason: 'What is aggregated stands in brackets.' },
    { edits: insert(from, ', '), reason: 'A comma in between.' },
    // A name may be half of what was meant: leaving it out is no repair.
    { edits: /^\W+$/.test(found) ? replace('') : [], reason: `Without ${found}.` },
    { edits: escapeBackslashes(text), reason: 'A backslash in a string is written \\\\.' },
    { edits: insert(text.length, '"'), reason: 'The string is finished.' },
    {
      edits: [...insert(text.length, '"'), ...closing(`${text}"`)],
      reason: 'The string is finished, and every bracket closed.',
    },
  ];
}

function replaceAll(text: string, pattern: RegExp, by: (written: string) => string): Edit[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: written, index }) => {
    const replacement = by(written);
    return replacement === written ? [] : [{ from: index, to: index + written.length, text: replacement }];
  });
}

/** `{job=node}` as `{job="node"}`. */
function quoteValues(text: string): Edit[] {
  return [...text.matchAll(/((?:=~|!~|!=|=)\s*)([\w./:-]+)(?=\s*[,}])/g)].map((match) => {
    const from = match.index + match[1].length;
    return { from, to: from + match[2].length, text: `"${match[2]}"` };
  });
}

const UNITS: readonly (readonly [unit: string, spelling: RegExp])[] = [
  ['y', /^y(ears?)?$/i],
  ['w', /^w(eeks?)?$/i],
  ['d', /^d(ays?)?$/i],
  ['h', /^(h|hrs?|hours?)$/i],
  ['m', /^(m|mins?|minutes?)$/i],
  ['s', /^(s|secs?|seconds?)$/i],
  ['ms', /^(ms|msecs?|millis(econds?)?)$/i],
];

/** `[5 min]` as `[5m]`, `[30m1h]` as `[1h30m]`; as it is where something else is written. */
function writeDurations(bracket: string): string {
  const parts = bracket.slice(1, -1).split(':');
  const written = parts.map((part) => {
    const pieces = [...part.matchAll(/(\d+)\s*([a-z]+)/gi)];
    if (
      pieces.length === 0 ||
      pieces
        .map(([piece]) => piece)
        .join('')
        .replace(/\s/g, '') !== part.replace(/\s/g, '')
    )
      return part;
    const named = pieces.map(([, amount, unit]) => ({
      amount,
      order: UNITS.findIndex(([, spelling]) => spelling.test(unit)),
    }));
    if (named.some(({ order }) => order < 0)) return part;
    return named
      .sort((a, b) => a.order - b.order)
      .map(({ amount, order }) => amount + UNITS[order][0])
      .join('');
  });
  return `[${written.join(':')}]`;
}

/** After so many operators the brackets end with the text. */
const MOST_ENDS = 8;

/** `sum by (job) rate(x[5m])` with what is aggregated in brackets, to the end or to the next operator. */
function bracketOperand(text: string, from: number): Edit[] {
  if (!/\)\s*$/.test(text.slice(0, from))) return [];
  const operators = [...text.slice(from).matchAll(/\s(?:[-+*/%^]|[<>=!]=?|and|or|unless)\s/g)];
  const ends = [...operators.slice(0, MOST_ENDS).map(({ index }) => from + index), text.length];
  const end = ends.find((at) => {
    const edits = [
      { from, to: from, text: '(' },
      { from: at, to: at, text: ')' },
    ];
    return findSyntaxError(applyEdits(text, edits)) === undefined;
  });
  return end === undefined
    ? []
    : [
        { from, to: from, text: '(' },
        { from: end, to: end, text: ')' },
      ];
}

function escapeBackslashes(text: string): Edit[] {
  return [...text.matchAll(/\\([^abfnrtv\\'"xuU0-7])/g)].map(({ index }) => ({
    from: index,
    to: index,
    text: '\\',
  }));
}

const CLOSED_BY: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The closing brackets that are missing: at the end, or before another one that closes too early. */
function closing(text: string): Edit[] {
  const open: string[] = [];
  const edits: Edit[] = [];
  for (const { 0: sign, index } of text.matchAll(
    /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#.*|[[\](){}]/g,
  )) {
    if (CLOSED_BY[sign] !== undefined) open.push(CLOSED_BY[sign]);
    if (!/^[)\]}]$/.test(sign)) continue;
    while (open.length > 0 && open.at(-1) !== sign && open.includes(sign)) {
      edits.push({ from: index, to: index, text: open.pop()! });
    }
    if (open.at(-1) === sign) open.pop();
    else edits.push({ from: index, to: index + 1, text: '' });
  }
  const rest = open.reverse().join('');
  const end = text.trimEnd().length;
  return rest === '' ? edits : [...edits, { from: end, to: end, text: rest }];
}
