import { answerNumberCheck } from '@metrics-ai/insights';
import type { AskAnswer, AskChoice, AskResult } from './ask-answer.ts';
import type { Emptiness } from './explain-empty.ts';
import { nameSeries } from './name-series.ts';
import { dividesIn, filteringOf, movedOf, numbersIn, orderOf, selectorsIn } from './read-expression.ts';
import { tellResult, type Manner } from './tell-result.ts';
import type { Correction } from './translate/correct-typos.ts';

export interface Telling extends Pick<AskAnswer, 'answered' | 'result' | 'isSure' | 'alternatives' | 'see'> {
  /** Of a result without series. */
  readonly emptiness?: Emptiness;
  /** Words of the question that what was run has nothing of; where nothing was run, that no choice has. */
  readonly unanswered?: readonly string[];
  /** Words that were read as others. */
  readonly corrections?: readonly Correction[];
  /** When the text is read. */
  readonly nowMs: number;
}

/** More words than these say that nothing was understood. */
const MAX_WORDS = 5;

/**
 * The text of an answer. Each sentence is held against the result by the check of insights, and one that says a number which is not
 * in it is left out.
 */
export function writeText(telling: Telling): string {
  const { answered, result, emptiness, isSure, alternatives, see, nowMs } = telling;
  const { unanswered = [], corrections = [] } = telling;
  const sentences: string[] = [];
  if (answered !== undefined && result !== undefined) {
    const invented = answerNumberCheck(factsOf(answered, result, emptiness));
    const told =
      emptiness === undefined
        ? tellResult(result, {
            ...answered,
            ...mannerOf(answered.promql),
            nowMs,
            samplesMs: samplesMsOf(answered, result),
          })
        : [`${answered.reading}: nothing.`, ...emptiness.sentences];
    sentences.push(...told.filter((sentence) => invented(sentence) === undefined));
  }
  for (const { asked, read } of corrections) sentences.push(`"${asked}" is read as "${read}".`);
  if (unanswered.length > 0 && (answered !== undefined || alternatives.length > 0)) {
    const words = unanswered.slice(0, MAX_WORDS).map((word) => `"${word}"`);
    sentences.push(
      `${answered === undefined ? 'Nothing here' : 'Nothing of it'} says anything of ${words.join(', ')}.`,
    );
  }
  if (answered === undefined && alternatives.length > 0) {
    sentences.push('It is not clear what is meant: choose one of the alternatives.');
  } else if (answered === undefined && see.length === 0) {
    sentences.push('No metric of this Prometheus fits the question.');
  } else if (answered !== undefined && !isSure) {
    sentences.push(
      alternatives.length > 0
        ? 'That this is what was meant is not certain: see the alternatives.'
        : 'That this is what was meant is not certain.',
    );
  }
  sentences.push(...see.map(({ reason }) => reason));
  return sentences.join(' ');
}

function mannerOf(promql: string): Pick<Manner, 'isOfOneValue' | 'isQuotient' | 'isLowestFirst'> {
  const filtering = filteringOf(promql);
  return {
    isOfOneValue: filtering?.operator === '==' && filtering.limit !== undefined,
    isQuotient: dividesIn(promql),
    isLowestFirst: orderOf(promql).isLowestFirst,
  };
}

/** When the samples of a moment are from; undefined for a course, and for an expression that looks back to several times. */
function samplesMsOf({ promql }: Pick<AskChoice, 'promql'>, result: AskResult): number | undefined {
  const moved = result.kind === 'instant' ? movedOf(promql) : undefined;
  return moved && result.kind === 'instant' ? result.timeMs - moved.offsetMs : undefined;
}

/** The numbers that a text of this answer may say. */
export function factsOf(
  { reading, promql, unit }: AskChoice,
  result: AskResult,
  emptiness?: Emptiness,
): Parameters<typeof answerNumberCheck>[0] {
  const { series, seriesTotal } = result;
  const values =
    result.kind === 'instant'
      ? result.series.map(({ value }) => value)
      : result.series.flatMap(({ values: all }) => [...all]);
  const timesMs =
    result.kind === 'instant'
      ? [result.timeMs, samplesMsOf({ promql }, result) ?? NaN]
      : [
          result.range.startMs,
          result.range.endMs,
          ...result.series.flatMap(({ timestamps }) => [...timestamps]),
        ];
  const counts = [seriesTotal, ...series.keys(), series.length, ...series.map((_, i) => seriesTotal - i)];
  return {
    quantities: [
      ...[...new Set([...values, ...numbersIn(promql)])].map((value) => ({ value, unit })),
      // A moment too far off to be one is said as a number.
      ...(unit === 'timestamp' ? values.map((value) => ({ value, unit: '' })) : []),
      ...counts.map((value) => ({ value, unit: '' })),
      ...(emptiness?.quantities ?? []),
    ],
    timesMs: [...new Set([...timesMs, ...(emptiness?.timesMs ?? [])])],
    names: [
      ...[reading, promql, ...selectorsIn(promql).map(({ selector }) => selector)],
      ...nameSeries(series),
      ...(emptiness?.names ?? []),
    ],
  };
}
