import { LanguageModelError, type LanguageModel } from '@metrics-ai/insights';
import type { CatalogueMetric } from '@metrics-ai/promql';

/** What a model has written, as far as its shape is right. */
export interface ProposedExpression {
  readonly promql: string;
  /** What it says, in plain words. */
  readonly reading: string;
}

export interface ModelQuestion {
  readonly question: string;
  /** The metrics that a search found for it, best first. */
  readonly candidates: readonly CatalogueMetric[];
  /** What the translator would answer with. */
  readonly translated?: string;
}

const INSTRUCTIONS = `You write PromQL. Answer the question of the data with one PromQL expression over the metrics of the data, with these fields:
- promql: the expression. It may name only metrics and labels that stand in the data, with the label values that stand there.
- reading: what the expression computes, as a noun phrase in plain English, without its result.
Take rate() or increase() of counters, never of gauges, over at least 5m; histogram_quantile() over the _bucket series with le kept.
The data may hold an expression that was translated without you: write it again if nothing is better.`;

const MAX_LENGTHS = { promql: 2_000, reading: 200 };

const SCHEMA = {
  type: 'object',
  properties: {
    promql: { type: 'string', minLength: 1, maxLength: MAX_LENGTHS.promql },
    reading: { type: 'string', minLength: 1, maxLength: MAX_LENGTHS.reading },
  },
  required: ['promql', 'reading'],
  additionalProperties: false,
} as const;

const MAX_METRICS = 12;
const MAX_LABELS = 12;
const MAX_VALUES = 12;
const MAX_TEXT_LENGTH = 300;
const MAX_FAILURE_LENGTH = 300;

/**
 * Asks a model for an expression; the question and all of the catalogue reach it as data. Resolves with `discarded`, which says why,
 * when the model fails or its answer does not follow the schema; rejects only with the signal's reason.
 */
export async function proposeExpression(
  model: LanguageModel,
  { question, candidates, translated }: ModelQuestion,
  signal?: AbortSignal,
): Promise<ProposedExpression | { readonly discarded: string }> {
  const data = {
    question,
    metrics: candidates.slice(0, MAX_METRICS).map(metricData),
    ...(translated !== undefined && { translated }),
  };
  let answer: unknown;
  try {
    answer = await model.generate({ instructions: INSTRUCTIONS, data, schema: SCHEMA, signal });
  } catch (error) {
    signal?.throwIfAborted();
    // Only the library's own errors are made to be read: what else is thrown may hold anything.
    const reason =
      error instanceof LanguageModelError ? error.message : 'the model failed in an unexpected way';
    return { discarded: reason.slice(0, MAX_FAILURE_LENGTH) };
  }
  signal?.throwIfAborted();
  try {
    return readAnswer(answer);
  } catch (error) {
    const fault = error instanceof TypeError ? error.message : 'it cannot be read';
    return { discarded: `its answer does not follow the schema: ${fault}` };
  }
}

/** Bounded, whatever targets say of themselves. */
function metricData({ name, type, help, unit, labels }: CatalogueMetric): Readonly<Record<string, unknown>> {
  return {
    name,
    type,
    help: short(help),
    unit: short(unit),
    labels: Object.fromEntries(
      Object.entries(labels)
        .slice(0, MAX_LABELS)
        .map(([label, values]) => [label, values.slice(0, MAX_VALUES).map(short)]),
    ),
  };
}

function readAnswer(answer: unknown): ProposedExpression {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new TypeError('it is no object');
  }
  const fields = new Map<string, unknown>(Object.entries(answer));
  if ([...fields.keys()].some((name) => !Object.hasOwn(SCHEMA.properties, name))) {
    throw new TypeError('it holds more than was asked for');
  }
  return {
    promql: readText(fields.get('promql'), 'promql'),
    reading: readText(fields.get('reading'), 'reading').replace(/[.:;\s]+$/, ''),
  };
}

function readText(value: unknown, field: keyof typeof MAX_LENGTHS): string {
  if (typeof value !== 'string') throw new TypeError(`${field} is no text`);
  if (value.length > MAX_LENGTHS[field]) {
    throw new TypeError(`${field} is longer than ${MAX_LENGTHS[field]} characters`);
  }
  const line = oneLine(value);
  if (line === '') throw new TypeError(`${field} is empty`);
  return line;
}

function short(text: string): string {
  return oneLine(text).slice(0, MAX_TEXT_LENGTH).toWellFormed();
}

/** Nothing invisible in it: what is run and shown of it is what is seen. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
}
