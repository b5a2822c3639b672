import { bare, walk, type Span } from './expression.ts';
import { applyEdits, type Edit, type Repair } from './finding.ts';
import { findSyntaxError, parsePromql } from './parse-promql.ts';

/** Longer text is not repaired: every proposal has to be read again. */
const MOST_CHARACTERS = 3_000;
/** Of two mistakes in longer text one is told at a time. */
const MOST_CHARACTERS_OF_TWO = 1_000;

/** Repairs of text that is not PromQL, after each of which it is; most likely first. */
export function repairSyntax(text: string, error: Span): Repair[] {
  if (text.length > MOST_CHARACTERS) return [];
  const tried = proposals(text, error).filter(({ edits }) => edits.length > 0);
  const repairs = tried.filter(({ edits }) => findSyntaxError(applyEdits(text, edits)) === undefined);
  if (repairs.length > 0 || text.length > MOST_CHARACTERS_OF_TWO) return repairs;
  return tried.flatMap((first) => repairTwo(text, error, first)).slice(0, 1);
}

/** A repair that shows a further mistake, and that of it. */
function repairTwo(text: string, error: Span, first: Repair): Repair[] {
  const once = applyEdits(text, first.edits);
  const next = findSyntaxError(once);
  if (next === undefined || next.from < error.from) return [];
  return proposals(once, next)
    .filter(({ edits }) => edits.length > 0 && findSyntaxError(applyEdits(once, edits)) === undefined)
    .map(({ edits, reason }) => ({
      edits: [{ from: 0, to: text.length, text: applyEdits(once, edits) }],
      reason: first.reason === reason ? reason : `${first.reason} ${reason}`,
    }));
}

const DURATION_RULE = 'Durations are whole numbers of y, w, d, h, m, s and ms, the longest first.';

/** Spellings of other languages, of word processors and of dashboards, and how PromQL has them. */
const SPELLINGS: readonly (readonly [RegExp, string | ((written: string) => string), string])[] = [
  [/[“”„]/g, '"', 'Strings stand in plain quotes.'],
  [/[‘’]/g, "'", 'Strings stand in plain quotes.'],
  [/\s*&&\s*/g, ' and ', 'The operator is called and.'],
  [/\s*\|\|\s*/g, ' or ', 'The operator is called or.'],
  [/<>/g, '!=', 'Unequal is written !=.'],
  [/\bgroup\s+by\b/gi, 'by', 'Groups are given with by.'],
  [/(?<=[{,]\s*\w+\s*):(?=\s*["'`])/g, '=', 'A matcher has =.'],
  [/\[\s*(?:\$\w+|\$\{\w+\})\s*\]/g, '[5m]', 'A range in place of the variable.'],
  [/\[[^\][{}"']*\]/g, writeDurations, DURATION_RULE],
  [/\boffset\s+-?\d+\s*[a-z]+/gi, writeOffset, DURATION_RULE],
  [/,(\s*)\)/g, (written) => written.slice(1), 'Without the last comma.'],
  [
    /\b(?:by|without|on|ignoring|group_left|group_right)\s+[a-z_]\w*(?:\s*,\s*[a-z_]\w*)*/gi,
    (written) => written.replace(/\s+(.*)$/s, ' ($1)'),
    'Labels stand in brackets.',
  ],
  [
    /\s*\b(?:by|without)\s*\([^()]*\)\s*\)/gi,
    (written) => `)${written.slice(0, -1).trimEnd()}`,
    'Labels stand behind the brackets of the aggregation.',
  ],
  [
    /\s*(?:\b(?:and|or|unless|offset|by)|[-+*/%^]|[<>=!]+)\s*$/gi,
    '',
    'Without the operator that nothing follows.',
  ],
  [
    /(?<![\w.:])[a-z_]\w*(?:\.[a-z_]\w*)+(?=\s*(?:\{|\[|$|\)))/gi,
    (written) => written.replaceAll('.', '_'),
    'The names of metrics have underscores.',
  ],
];

function proposals(text: string, { from, to }: Span): Repair[] {
  const found = text.slice(from, to);
  const insert = (at: number, what: string): Edit[] => [{ from: at, to: at, text: what }];
  const replace = (what: string): Edit[] => [{ from, to, text: what }];
  const lastBrace = text.lastIndexOf('}');
  const quoted = applyEdits(text, insert(text.length, '"'));
  return [
    ...SPELLINGS.map(([pattern, by, reason]) => ({ edits: replaceAll(text, pattern, by), reason })),
    {
      edits: /^[\w:.-]+$/.test(found) ? replace(`"${found}"`) : [],
      reason: 'The value of a matcher stands in quotes.',
    },
    { edits: quoteValues(text), reason: 'The value of a matcher stands in quotes.' },
    {
      edits:
        found === '==' || (found === '=' && text[from - 1] === '=')
          ? replace(found === '=' ? '' : '=')
          : found === '='
            ? replace('==')
            : [],
      reason: 'A matcher has =, a comparison ==.',
    },
    {
      edits: /^(?:and|;)$/i.test(found)
        ? [{ from: from - /\s*$/.exec(text.slice(0, from))![0].length, to, text: ',' }]
        : [],
      reason: 'Matchers stand with commas in between.',
    },
    { edits: closing(text), reason: 'Every bracket is closed.' },
    { edits: moveMatchers(text, from), reason: 'Matchers belong to the selector, inside of the brackets.' },
    { edits: bracketOperand(text, from), reason: 'What is aggregated stands in brackets.' },
    { edits: insert(from, ', '), reason: 'A comma in between.' },
    // Anything else may be half of what was meant: leaving it out is no repair.
    { edits: /^[)\]},;]$/.test(found) ? replace('') : [], reason: `Without ${found}.` },
    { edits: escapeBackslashes(text), reason: 'A backslash in a string is written \\\\.' },
    { edits: lastBrace < 0 ? [] : insert(lastBrace, '"'), reason: 'The string is finished.' },
    { edits: insert(text.length, '"'), reason: 'The string is finished.' },
    {
      edits: [...insert(text.length, '"'), ...closing(quoted)],
      reason: 'The string is finished, and every bracket closed.',
    },
  ];
}

/** `sum(x){job="a"}` as `sum(x{job="a"})`: the matchers go to every selector in what is before them. */
function moveMatchers(text: string, from: number): Edit[] {
  const braces = /^\{[^{}]*\}/.exec(text.slice(from))?.[0];
  const before = text.slice(0, from).trimEnd();
  if (braces === undefined || findSyntaxError(before) !== undefined) return [];
  const last = [...walk(parsePromql(before))].find(
    (node) => node.to === before.length && node.kind !== 'binary' && node.kind !== 'unary',
  );
  const selectors =
    last === undefined ? [] : [...walk(bare(last))].filter((node) => node.kind === 'selector');
  const list = braces.slice(1, -1);
  return [
    ...selectors.map(({ to, braces: own, matchers }) => {
      const at = own === undefined ? to : own.to - 1;
      return {
        from: at,
        to: at,
        text: own === undefined ? braces : `${matchers.length > 0 ? ',' : ''}${list}`,
      };
    }),
    { from: before.length, to: from + braces.length, text: '' },
  ];
}

function replaceAll(text: string, pattern: RegExp, by: string | ((written: string) => string)): Edit[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: written, index }) => {
    const replacement = typeof by === 'string' ? by : by(written);
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

/** `offset 5 minutes` as `offset 5m`. */
function writeOffset(written: string): string {
  const [, head, amount] = /^(offset\s+-?)(.*)$/is.exec(written)!;
  return head + writeDurations(`[${amount}]`).slice(1, -1);
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
