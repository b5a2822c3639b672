import type { Goal } from './bench-file.ts';

/** Of one figure over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One line of the results: a figure of ours, beside that of one peer where there is one. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours?: Spread;
  readonly peer?: {
    readonly name: string;
    readonly figure?: Spread;
    /** How many times better ours is, round by round. */
    readonly ratio?: Spread;
    /** Why there is no figure. */
    readonly missing?: string;
  };
  readonly goal?: { readonly of: 'ours' | 'ratio' } & Goal;
  /** Why there is nothing to show. */
  readonly failed?: string;
}

/** The median is the mean of the middle two where there are two. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return {
    median: (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}

/** `met`, `missed by 12 %`, `unknown` where the figure is not there; empty without a goal. */
export function verdictOf({ goal, ours, peer, failed }: Row): string {
  if (failed !== undefined) return 'failed';
  if (goal === undefined) return '';
  const figure = (goal.of === 'ours' ? ours : peer?.ratio)?.median ?? NaN;
  if (Number.isNaN(figure)) return 'unknown';
  const [bound, short] =
    'atLeast' in goal ? [goal.atLeast, goal.atLeast - figure] : [goal.atMost, figure - goal.atMost];
  return short <= 0 ? 'met' : `missed by ${formatNumber((100 * short) / bound)} %`;
}

export const HEADINGS = ['what', 'ours', 'peer', 'ratio', 'goal', 'verdict'] as const;

/** The cells of a row under {@link HEADINGS}. */
export function cellsOf(row: Row): string[] {
  const { name, unit, ours, peer, goal, failed } = row;
  const theirs = peer?.missing ?? (peer?.figure && formatSpread(peer.figure, unit));
  return [
    name,
    failed ?? (ours ? formatSpread(ours, unit) : ''),
    [peer?.name, theirs].filter((part) => part !== undefined).join(': '),
    peer?.ratio ? formatSpread(peer.ratio, '×') : '',
    goal === undefined ? '' : formatGoal(goal, goal.of === 'ours' ? unit : '×'),
    verdictOf(row),
  ];
}

function formatGoal(goal: Goal, unit: string): string {
  return 'atLeast' in goal
    ? `≥ ${formatNumber(goal.atLeast)}${unitSuffix(unit)}`
    : `≤ ${formatNumber(goal.atMost)}${unitSuffix(unit)}`;
}

/** `4.2 ms (4.0–4.9)`; a figure of one round has no range. */
function formatSpread({ median, min, max }: Spread, unit: string): string {
  const range = min === max ? '' : ` (${formatNumber(min)}–${formatNumber(max)})`;
  return `${formatNumber(median)}${unitSuffix(unit)}${range}`;
}

function unitSuffix(unit: string): string {
  return unit === '' || unit === '×' ? unit : ` ${unit}`;
}

/** Three significant digits, thousands apart. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** Aligned as Prettier aligns it, for terminals and Markdown alike. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [[...HEADINGS], ...rows.map(cellsOf)].map((cells) =>
    cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')),
  );
  const widths = HEADINGS.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column].length)));
  const [heading, ...body] = lines.map(
    (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  return [heading, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}
