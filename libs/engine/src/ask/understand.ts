import { answerNumberCheck, type LanguageModel } from '@metrics-ai/insights';
import { wordsInText } from '@metrics-ai/lexicon';
import type { LabelMatcher } from '@metrics-ai/prometheus-client';
import type { CatalogueMetric, CheckOptions, Finding, MetricCatalogue } from '@metrics-ai/promql';
import type { TimeWords } from '../question/read-time-words.ts';
import type { AskChoice } from './ask-answer.ts';
import { checkChoice, type CheckedExpression } from './check-choice.ts';
import { checkProposal } from './check-proposal.ts';
import { narrowExpression } from './narrow-expression.ts';
import { proposeExpression } from './propose-expression.ts';
import { movedOf, numbersIn } from './read-expression.ts';
import type { Correction } from './translate/correct-typos.ts';
import { namingWords } from './translate/naming-words.ts';
import { translateQuestion } from './translate/translate-question.ts';
import type { Choice, RetrievedMetric } from './translate/translation.ts';
import { unitOfExpression } from './unit-of-expression.ts';

export const TRANSLATOR = 'translator';

/** What a model wrote and the checker let through is worth running, however little of the question the translator has understood. */
const MODEL_SCORE = 0.5;

export interface CheckedChoice extends AskChoice {
  readonly findings: readonly Finding[];
  /** The translator, or a language model by its name. */
  readonly writtenBy: string;
  /** Words of the question that it has nothing of. */
  readonly unanswered?: readonly string[];
}

export interface Understanding {
  /** Best first. */
  readonly choices: readonly CheckedChoice[];
  readonly isSure: boolean;
  /** Words of the question that were read as others. */
  readonly corrections?: readonly Correction[];
  /** Why a language model's expression is not among them. */
  readonly modelDiscarded?: string;
}

export interface Question {
  readonly question: string;
  /** The time that it names. */
  readonly time?: TimeWords;
  readonly nowMs: number;
  readonly candidates: readonly RetrievedMetric[];
  readonly catalogue: MetricCatalogue;
  readonly scrapeIntervalMs?: number;
  readonly matchers: readonly LabelMatcher[];
  readonly model?: LanguageModel;
  readonly signal?: AbortSignal;
}

/**
 * What a question may mean, in PromQL that was checked against the catalogue. A language model, where there is one, proposes beside the
 * translator: what it writes comes first when the checker lets it through, and a second opinion that differs is a doubt.
 */
export async function understand(question: Question): Promise<Understanding> {
  const { model, candidates, signal } = question;
  const translated = translate(question);
  if (model === undefined || candidates.length === 0) return translated;
  const proposed = await proposeExpression(
    model,
    {
      question: question.question,
      candidates: candidates.map(({ metric }) => metric),
      translated: translated.choices[0]?.promql,
    },
    signal,
  );
  if ('discarded' in proposed) return { ...translated, modelDiscarded: proposed.discarded };
  const checked = checkModelled(question, proposed.promql);
  if ('refused' in checked) {
    return { ...translated, modelDiscarded: `its expression was refused: ${checked.refused}` };
  }
  const same = translated.choices.find(({ promql }) => isSame(promql, checked.promql));
  const [best] = translated.choices;
  const choice: Omit<CheckedChoice, 'writtenBy' | 'score'> = same ?? {
    ...checked,
    metric: metricOf(question, checked.promql),
    reading: readingOf(question, checked.promql, proposed.reading),
    unit: unitOfExpression(checked.promql, question.catalogue),
  };
  return {
    corrections: translated.corrections,
    choices: [
      { ...choice, score: Math.max((same ?? best)?.score ?? 0, MODEL_SCORE), writtenBy: model.name },
      ...translated.choices.filter((each) => each !== same),
    ],
    isSure: same !== undefined && same === best,
  };
}

function translate(question: Question): Understanding {
  const { time, candidates, catalogue, scrapeIntervalMs, matchers, nowMs } = question;
  const context = { candidates, catalogue, scrapeIntervalMs, nowMs };
  const { choices, isSure, corrections } = translateQuestion(question.question, context);
  const checked = choices.flatMap((choice): CheckedChoice[] => {
    const { metric, score, reading, unit } = choice;
    const { promql, range } = askedOf(choice, time, nowMs);
    const narrowed = narrowExpression(promql, matchers);
    const outcome = checkChoice(narrowed, checkOptions(question));
    if ('refused' in outcome) return [];
    return [
      {
        ...outcome,
        metric,
        score,
        reading,
        unit: unitOf(unit, narrowed, catalogue),
        range,
        writtenBy: TRANSLATOR,
        unanswered: wordsOf(question.question, namingWords(choice.unmet)),
      },
    ];
  });
  return {
    choices: checked.filter(({ promql }, i) => checked.findIndex((other) => other.promql === promql) === i),
    isSure: isSure && checked[0]?.reading === choices[0]?.reading,
    corrections,
  };
}

/** Stems as the question has them. */
function wordsOf(question: string, stems: readonly string[]): string[] {
  const words = wordsInText(question).filter(({ word }) => stems.includes(word));
  return [...new Set(words.map(({ text }) => text))];
}

/**
 * The expression, and the range that it is to be run over: the one of the choice, or a time that the question names and the expression
 * does not say. Of a course that lies back, the times are to be those of the samples: an offset becomes an earlier range.
 */
function askedOf(
  { promql, range, offset, rangeMs }: Choice,
  time: TimeWords | undefined,
  nowMs: number,
): Pick<CheckedChoice, 'promql' | 'range'> {
  const named = time && { startMs: time.fromMs, endMs: time.toMs };
  if (rangeMs !== undefined) {
    const moved = movedOf(promql) ?? { promql, offsetMs: 0 };
    return {
      promql: moved.promql,
      range: named ?? { endMs: nowMs - moved.offsetMs, durationMs: rangeMs },
    };
  }
  return range === undefined && offset === undefined ? { promql, range: named } : { promql };
}

/** What the translator does not say, and what it counts without a name. */
function unitOf(unit: string, promql: string, catalogue: MetricCatalogue): string {
  return unit === '' || unit === '/s' ? unitOfExpression(promql, catalogue) || unit : unit;
}

/** The caller's conditions are not the model's to forget. */
function checkModelled(question: Question, promql: string): CheckedExpression | { readonly refused: string } {
  const checked = checkProposal({ promql, question: question.question }, checkOptions(question));
  if ('refused' in checked || question.matchers.length === 0) return checked;
  return checkChoice(narrowExpression(checked.promql, question.matchers), checkOptions(question));
}

function checkOptions({ catalogue, scrapeIntervalMs }: Question): CheckOptions & Pick<Question, 'catalogue'> {
  return { catalogue, scrapeIntervalMs };
}

/** The model's words, as long as they say no number that stands neither in its expression nor in the question. */
function readingOf({ question }: Question, promql: string, reading: string): string {
  const invented = answerNumberCheck({
    quantities: numbersIn(promql).flatMap((value) => [
      { value, unit: '' },
      { value, unit: 'ratio' },
      { value, unit: 'percentile' },
      { value: value * 100, unit: 'percentile' },
    ]),
    timesMs: [],
    names: [question, promql],
  });
  return invented(reading) === undefined && !CLAIM.test(reading) ? reading : promql;
}

/** A sentence, an address or markup: what an expression computes is a noun phrase, and what came of it is not the model's to say. */
const CLAIM =
  /\b(?:is|are|was|were|has|have|had|will|should|must|please|visit|click|call|ignore|warning|important)\b|[.!?:;]\s|:\/\/|www\.|[<>`]/i;

function metricOf({ candidates }: Question, promql: string): string {
  const named = candidates.find(({ metric }) => promql.includes(metric.name));
  return named?.metric.name ?? '';
}

const isSame = (one: string, other: string): boolean =>
  one.replaceAll(/\s+/g, '') === other.replaceAll(/\s+/g, '');

/** Those that can have series with these labels. */
export function withLabels(
  candidates: readonly RetrievedMetric[],
  matchers: readonly LabelMatcher[],
): readonly RetrievedMetric[] {
  return candidates.filter(({ metric }) => matchers.every((matcher) => canMatch(metric, matcher)));
}

function canMatch(
  { name: metric, labels }: CatalogueMetric,
  { name, operator, value }: LabelMatcher,
): boolean {
  if (name === '__name__') return operator === '=' ? metric === value : true;
  const isUnknown = Object.keys(labels).length === 0;
  // A condition that the empty value passes is passed by a metric without the label.
  return isUnknown || name in labels || operator === '!=' || operator === '!~' || value === '';
}
