import { numberCheck } from './invented-number-check.ts';
import { inWrittenUnit, isDate } from './known-numbers.ts';
import { cleanText, findNumberClaims, isQuotable } from './number-claims.ts';
import { timeParts } from './time-claims.ts';

/** What the text of an answer to a question may say in numbers. */
export interface AnswerFacts {
  /** Numbers of the result, what was counted in it among them, each in its unit as `unitOf` of `@metrics-ai/features` tells it. */
  readonly quantities: readonly { readonly value: number; readonly unit: string }[];
  /** Milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  /**
   * What a text may quote to the letter: the PromQL, the reading of the question, series as they are called. Digits within say
   * no number. One that is nothing but a quantity (`3h`) cannot be quoted.
   */
  readonly names: readonly string[];
}

/**
 * Builds the check that no text says a number which is not in the answer, as `inventedNumberCheck` of an analysis: gives the
 * first such number as the text has it, or `undefined` when all can be traced.
 */
export function answerNumberCheck({
  quantities,
  timesMs,
  names,
}: AnswerFacts): (text: string) => string | undefined {
  const moments = quantities
    .filter(({ unit }) => unit === 'timestamp')
    .map(({ value: seconds }) => seconds * 1_000);
  return numberCheck({
    names: names
      .filter((name) => isQuotable(name) && findNumberClaims(name).length > 0)
      .map(cleanText)
      .sort((a, b) => b.length - a.length),
    quantities: quantities
      .filter(({ value }) => Number.isFinite(value))
      .flatMap(({ value, unit }) => inWrittenUnit([value], unit)),
    times: [...timesMs, ...moments].filter(isDate).map(timeParts),
    numerals: new Set(),
    writing: cleanText(names.join(' | ')),
  });
}
