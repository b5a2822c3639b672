import type { Band, Judgement, Judgements } from './detector.ts';

/** What every detector says in its warm-up and of a gap. */
export const NOT_JUDGED: Judgement = { score: NaN, expected: NaN, lower: NaN, upper: NaN, votes: [] };

/** The judgements of a detector that stands alone, before any is made. */
export function unknownColumns(name: string, length: number): Judgements {
  const column = () => new Float64Array(length).fill(NaN);
  const score = column();
  return { score, expected: column(), lower: column(), upper: column(), members: [{ name, score }] };
}

/** Writes one judgement into the columns. */
export function setJudgement(columns: Judgements, at: number, score: number, band: Band): void {
  columns.score[at] = score;
  columns.expected[at] = band.expected;
  columns.lower[at] = band.lower;
  columns.upper[at] = band.upper;
}
