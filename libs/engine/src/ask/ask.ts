import type { LanguageModel } from '@metrics-ai/insights';
import {
  estimateScrapeIntervalMs,
  PrometheusError,
  selector,
  type LabelMatcher,
} from '@metrics-ai/prometheus-client';
import type { MetricCatalogue } from '@metrics-ai/promql';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { TimeWords } from '../question/read-time-words.ts';
import { readQuestion } from '../question/read-question.ts';
import type { AnswerPicture, AskAnswer, AskRequest } from './ask-answer.ts';
import { askedTimeOf, shownTimeOf, type AskedTime } from './asked-time.ts';
import { checkChoice } from './check-choice.ts';
import { explainEmpty } from './explain-empty.ts';
import { narrowExpression } from './narrow-expression.ts';
import { pastedExpression } from './pasted-expression.ts';
import { pointElsewhere } from './point-elsewhere.ts';
import { runChoice, type QuestionedPrometheus, type Run } from './run-choice.ts';
import { filteringOf, type Filtering } from './read-expression.ts';
import type { RetrievedMetric } from './translate/translation.ts';
import { correctTypos } from './translate/correct-typos.ts';
import { TRANSLATOR, understand, withLabels, type CheckedChoice, type Understanding } from './understand.ts';
import { unitOfExpression } from './unit-of-expression.ts';
import { writeText } from './write-text.ts';

/** What asking needs. */
export interface AskParts {
  readonly prometheus: QuestionedPrometheus;
  /** The metrics of the catalogue that a question may be about, best first. */
  readonly findMetrics: (
    tenant: string,
    question: string,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ) => Promise<readonly { readonly entry: { readonly metric: string }; readonly score: number }[]>;
  readonly catalogue: {
    load(tenant: string, options: { readonly wait: boolean }): Promise<MetricCatalogue>;
  };
  /** Left out: the translator alone writes the PromQL. */
  readonly model?: LanguageModel;
  readonly nowMs: () => number;
}

interface Ran extends Run {
  readonly choice: CheckedChoice;
  readonly time: AskedTime;
}

/** What was run, and the choices that Prometheus refused before it. */
interface Attempt {
  readonly ran?: Ran;
  readonly refused: readonly { readonly choice: CheckedChoice; readonly reason: string }[];
}

interface Moment {
  readonly timeMs: number;
  readonly signal?: AbortSignal;
}

const CALLER = 'caller';

const MAX_CANDIDATES = 50;
const MAX_ALTERNATIVES = 5;
/** A choice below is only offered: whoever asks knows better what was meant. */
const MIN_ANSWERED_SCORE = 0.4;

/** Answers questions in plain words, with PromQL that was checked and run. */
export class Ask {
  private readonly parts: AskParts;

  constructor(parts: AskParts) {
    this.parts = parts;
  }

  /**
   * Understands a question, runs what it most likely means, and says what came back. Rejects with InvalidRequestError (an expression of
   * the caller's that the checker refuses, a range that is none), PrometheusError, EmbeddingError, VectorStoreError or the signal's
   * reason; a language model that fails is done without, and the answer says so.
   */
  async run(
    tenant: string,
    given: AskRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<AskAnswer> {
    const startedMs = performance.now();
    const moment = { timeMs: given.timeMs ?? this.parts.nowMs(), signal };
    const catalogue = await this.parts.catalogue.load(tenant, { wait: true });
    const request = { ...given, promql: given.promql ?? pastedExpression(given.question, catalogue) };
    const reading = readQuestion(request.question, { nowMs: moment.timeMs });
    const { see, isAll } = pointElsewhere(request.question, reading);
    const translated = isAll
      ? { choices: [], isSure: false }
      : await this.understand(tenant, request, reading.time, catalogue, moment);
    const understood =
      request.promql === undefined ? translated : withOwn(request.promql, request, translated, catalogue);
    const { ran, refused } = await this.runBest(understood, request, moment);
    const alternatives = understood.choices
      .filter((choice) => choice !== ran?.choice && !refused.some((each) => each.choice === choice))
      .slice(0, MAX_ALTERNATIVES);
    const told = {
      answered: ran?.choice,
      result: ran?.result,
      isSure: understood.isSure && see.length === 0 && ran?.choice === understood.choices[0],
      alternatives,
      see,
    };
    const isEmpty = ran !== undefined && ran.result.series.length === 0;
    const emptiness = isEmpty
      ? await explainEmpty(this.parts.prometheus, ran.choice, ran.time, { nowMs: this.parts.nowMs(), signal })
      : undefined;
    const ofModel = refused.find(({ choice }) => choice.writtenBy !== TRANSLATOR);
    return {
      ...told,
      question: request.question,
      isEmpty,
      picture: ran && pictureOf(ran, emptiness?.instead),
      text: writeText({
        ...told,
        emptiness,
        unanswered: ran === undefined ? wordsInAll(alternatives) : ran.choice.unanswered,
        corrections: understood.corrections,
        nowMs: this.parts.nowMs(),
      }),
      findings: ran?.choice.findings ?? [],
      writtenBy: (ran?.choice ?? understood.choices[0])?.writtenBy ?? TRANSLATOR,
      modelDiscarded: ofModel
        ? `Prometheus refused its expression: ${ofModel.reason}`
        : understood.modelDiscarded,
      warnings: [
        ...refused
          .filter((each) => each !== ofModel)
          .map(({ choice, reason }) => `Prometheus refused ${choice.promql}: ${reason}`),
        ...(ran?.warnings ?? []),
      ],
      infos: ran?.infos ?? [],
      durationMs: performance.now() - startedMs,
    };
  }

  private async understand(
    tenant: string,
    { question, promql, matchers = [] }: AskRequest,
    time: TimeWords | undefined,
    catalogue: MetricCatalogue,
    { timeMs, signal }: Moment,
  ): Promise<Understanding> {
    const { findMetrics, model } = this.parts;
    const { text } = correctTypos(question, catalogue);
    const found = text === '' ? [] : await findMetrics(tenant, text, { limit: MAX_CANDIDATES, signal });
    const known = found.flatMap(({ entry, score }): RetrievedMetric[] => {
      const metric = catalogue.find(entry.metric);
      return metric === undefined ? [] : [{ metric, score }];
    });
    const candidates = withLabels(known, matchers);
    return understand({
      question,
      time,
      nowMs: timeMs,
      candidates,
      catalogue,
      scrapeIntervalMs: await this.scrapeIntervalMs(candidates, { timeMs, signal }),
      matchers: labelsOf(matchers),
      // Who brings an expression has chosen already.
      model: promql === undefined ? model : undefined,
      signal,
    });
  }

  /** Of the metric that a question is most likely about. */
  private async scrapeIntervalMs(
    [best]: readonly RetrievedMetric[],
    moment: Moment,
  ): Promise<number | undefined> {
    if (best === undefined) return undefined;
    const { name, type, labels } = best.metric;
    // A classic histogram has no series of just its name.
    const counted = type === 'histogram' && 'le' in labels ? `${name}_count` : name;
    return estimateScrapeIntervalMs(this.parts.prometheus, selector(counted, []), moment);
  }

  /** Runs the best choice that Prometheus takes. */
  private async runBest(
    { choices }: Understanding,
    request: AskRequest,
    { timeMs, signal }: Moment,
  ): Promise<Attempt> {
    const { limit } = request;
    const refused: { choice: CheckedChoice; reason: string }[] = [];
    let first: PrometheusError | undefined;
    for (const choice of choices.filter(({ score }) => score >= MIN_ANSWERED_SCORE)) {
      const time = askedTimeOf(request, choice, timeMs);
      try {
        const run = await runChoice(this.parts.prometheus, choice.promql, time, { limit, signal });
        return { ran: { ...run, choice, time }, refused };
      } catch (error) {
        // What the checker let through and Prometheus does not may be the next one's to answer; not the caller's own.
        const isRefused = error instanceof PrometheusError && error.kind === 'bad-query';
        if (!isRefused || choice.writtenBy === CALLER) throw error;
        first ??= error;
        refused.push({ choice, reason: error.message });
      }
    }
    if (first !== undefined) throw first;
    return { refused };
  }
}

/** What was compared and the bound of it, of which a filtered expression would show only pieces; of an empty answer nothing else. */
function pictureOf({ choice, time, result }: Ran, instead: string | undefined): AnswerPicture | undefined {
  const { promql, reading: title, unit } = choice;
  const shown = { title, unit, range: shownTimeOf(time) };
  const filtering = filteringOf(promql);
  const isBound = filtering?.limit !== undefined && /^[<>]/.test(filtering.operator);
  if (result.series.length > 0) {
    return isBound
      ? { ...shown, promql: comparedIn(filtering), limit: filtering.limit }
      : { ...shown, promql };
  }
  return instead === undefined ? undefined : { ...shown, promql: instead, limit: filtering?.limit };
}

/** Of what is to be below a bound, a picture that cannot show all shows the lowest. */
function comparedIn({ left, operator }: Filtering): string {
  return operator.startsWith('<') ? `sort(${left})` : left;
}

/** Words of the question that none of the choices answers. */
function wordsInAll([first, ...others]: readonly CheckedChoice[]): readonly string[] {
  return (first?.unanswered ?? []).filter((word) =>
    others.every(({ unanswered = [] }) => unanswered.includes(word)),
  );
}

/** The caller's expression before all choices, under the caller's conditions: one that was offered is so, and keeps what was said of it. */
function withOwn(
  promql: string,
  { matchers = [] }: AskRequest,
  { choices }: Understanding,
  catalogue: MetricCatalogue,
): Understanding {
  const offered = choices.find((choice) => choice.promql === promql);
  const own: CheckedChoice = offered ?? checkOwn(promql, matchers, catalogue);
  return {
    // Whatever the words may have meant, this is what is asked.
    choices: [
      { ...own, score: 1, writtenBy: CALLER, unanswered: [] },
      ...choices.filter((choice) => choice !== offered),
    ],
    isSure: true,
  };
}

function checkOwn(
  promql: string,
  matchers: readonly LabelMatcher[],
  catalogue: MetricCatalogue,
): CheckedChoice {
  const written = checkChoice(promql, { catalogue });
  if ('refused' in written) {
    const hint = written.suggestion === undefined ? '' : `; this would do: ${written.suggestion}`;
    throw new InvalidRequestError('promql', written.refused + hint);
  }
  const narrowed = checkChoice(narrowExpression(promql, labelsOf(matchers)), { catalogue });
  if ('refused' in narrowed) throw new InvalidRequestError('labels', narrowed.refused);
  const unit = unitOfExpression(promql, catalogue);
  return { ...narrowed, metric: '', score: 1, reading: narrowed.promql, unit, writtenBy: CALLER };
}

/** Conditions on the metric itself choose among metrics; an expression has named its own. */
const labelsOf = (matchers: readonly LabelMatcher[]): LabelMatcher[] =>
  matchers.filter(({ name }) => name !== '__name__');
