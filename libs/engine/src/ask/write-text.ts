import { answerNumberCheck } from '@metrics-ai/insights';
import type { AskAnswer, AskChoice, AskResult } from './ask-answer.ts';
import type { Emptiness } from './explain-empty.ts';
import { nameSeries } from './name-series.ts';
import { movedOf, numbersIn, selectorsIn } from './read-expression.ts';
import { tellResult } from './tell-result.ts';

export interface Telling extends Pick<AskAnswer, 'answered' | 'result' | 'isSure' | 'alternatives' | 'see'> {
  /** Of a result without series. */
  readonly emptiness?: Emptiness;
}

/**
 * The text of an answer. Each sentence is held against the result by the check of insights, and one that says a number which is not
 * in it is left out.
 */
export function writeText(telling: Telling): string {
  const { answered, result, emptiness, isSure, alternatives, see } = telling;
  const sentences: string[] = [];
  if (answered !== undefined && result !== undefined) {
    const invented = answerNumberCheck(factsOf(answered, result, emptiness));
    const told =
      emptiness === undefined
        ? tellResult(result, { ...answered, samplesMs: samplesMsOf(answered, result) })
        : [`${answered.reading}: nothing.`, ...emptiness.sentences];
    sentences.push(...told.filter((sentence) => invented(sentence) === undefined));
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
  const counts = [seriesTotal, ...series.keys(), series.length];
  return {
    quantities: [
      ...[...new Set([...values, ...numbersIn(promql)])].map((value) => ({ value, unit })),
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
