import { inventedNumberCheck } from './invented-number-check.ts';
import type { InsightAnswer } from './insight-answer.ts';
import { INSIGHT_SCHEMA, readInsightAnswer } from './insight-answer.ts';
import type { Insight, SeriesAnalysis } from './insight.ts';
import { LanguageModelError } from './language-model-error.ts';
import type { LanguageModel } from './language-model.ts';
import { modelData } from './model-data.ts';
import { narrate } from './narrate.ts';

export interface WriteInsightOptions {
  /** What "ago" is counted from. */
  readonly nowMs: number;
  /** Left out: the narrator writes. */
  readonly model?: LanguageModel;
  readonly signal?: AbortSignal;
}

const INSTRUCTIONS = `You are a calm senior engineer who tells a colleague on call what one Prometheus series is doing.
Answer in English, in plain text, with these fields:
- summary: what is happening, one or two sentences.
- since: since when; empty when nothing is out of the ordinary.
- unusual: how unusual that is for this series, one or two sentences.
- next: up to four things to look at next, most useful first, one sentence each.
Write only numbers and times that stand in the data, as they stand there, in digits and with their units. Never calculate: no
differences, no ratios, no "twice" or "half", no other time zone. Write PromQL only by quoting the promql of the data.
Say only what the data show; when the cause is not in them, say what to look at instead of guessing.`;

const MAX_QUOTE_LENGTH = 40;
const MAX_FAILURE_LENGTH = 300;

/**
 * Writes an insight with the model, or without one as {@link narrate}. The model's answer is used only when it follows its
 * schema, keeps within its lengths and every number in it can be traced to the analysis ({@link inventedNumberCheck}); else, and
 * when the model fails, the narrator's words are given and `modelDiscarded` says why.
 *
 * Rejects with the signal's reason when it is aborted, and with a RangeError when nowMs is not finite; never with a
 * model's failure.
 */
export async function writeInsight(
  analysis: SeriesAnalysis,
  { nowMs, model, signal }: WriteInsightOptions,
): Promise<Insight> {
  signal?.throwIfAborted();
  const narrated = narrate(analysis, nowMs);
  if (model === undefined) return narrated;
  const data = modelData(analysis, nowMs);
  let answer: unknown;
  try {
    answer = await model.generate({ instructions: INSTRUCTIONS, data, schema: INSIGHT_SCHEMA, signal });
  } catch (error) {
    signal?.throwIfAborted();
    return { ...narrated, modelDiscarded: failureOf(error) };
  }
  signal?.throwIfAborted();
  let words: InsightAnswer;
  try {
    words = readInsightAnswer(answer);
  } catch (error) {
    const fault = error instanceof TypeError ? error.message : 'it cannot be read';
    return { ...narrated, modelDiscarded: `its answer does not follow the schema: ${fault}` };
  }
  const invented = findInvented(words, inventedNumberCheck(analysis, nowMs));
  if (invented !== undefined) return { ...narrated, modelDiscarded: invented };
  return { ...words, writtenBy: model.name };
}

/** Only the library's own errors are made to be read: what else is thrown may hold anything. */
function failureOf(error: unknown): string {
  if (error instanceof LanguageModelError) return error.message.slice(0, MAX_FAILURE_LENGTH);
  return 'the model failed in an unexpected way';
}

function findInvented(
  { summary, since = '', unusual, next }: InsightAnswer,
  inventedIn: (text: string) => string | undefined,
): string | undefined {
  for (const [field, text] of [
    ['summary', summary],
    ['since', since],
    ['unusual', unusual],
    ...next.map((look) => ['next', look]),
  ]) {
    const invented = inventedIn(text);
    if (invented === undefined) continue;
    return `its ${field} says a number that is not in the analysis: "${invented.slice(0, MAX_QUOTE_LENGTH)}"`;
  }
  return undefined;
}
