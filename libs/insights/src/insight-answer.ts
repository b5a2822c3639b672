import { oneLine } from './one-line.ts';

/** What a model has written, as far as its shape is right. */
export interface InsightAnswer {
  readonly summary: string;
  readonly since?: string;
  readonly unusual: string;
  readonly next: readonly string[];
}

const MAX_LENGTHS = { summary: 600, since: 200, unusual: 600, next: 400 };
const MAX_NEXT = 5;

/** JSON schema of a model's answer. */
export const INSIGHT_SCHEMA = {
  type: 'object',
  properties: {
    summary: { type: 'string', minLength: 1, maxLength: MAX_LENGTHS.summary },
    since: { type: 'string', maxLength: MAX_LENGTHS.since },
    unusual: { type: 'string', minLength: 1, maxLength: MAX_LENGTHS.unusual },
    next: {
      type: 'array',
      maxItems: MAX_NEXT,
      items: { type: 'string', minLength: 1, maxLength: MAX_LENGTHS.next },
    },
  },
  required: ['summary', 'unusual', 'next'],
  additionalProperties: false,
} as const;

/**
 * Reads a model's answer by {@link INSIGHT_SCHEMA}, each text made one line. An empty `since` is left out.
 *
 * @throws TypeError that says what does not follow the schema, without quoting it.
 */
export function readInsightAnswer(answer: unknown): InsightAnswer {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new TypeError('it is no object');
  const fields = new Map<string, unknown>(Object.entries(answer));
  if ([...fields.keys()].some((name) => !Object.hasOwn(INSIGHT_SCHEMA.properties, name))) {
    throw new TypeError('it holds more than was asked for');
  }
  const next = fields.get('next');
  if (!Array.isArray(next) || next.length > MAX_NEXT)
    throw new TypeError(`next is no list of at most ${MAX_NEXT} texts`);
  const texts = {
    summary: readText(fields.get('summary'), 'summary'),
    unusual: readText(fields.get('unusual'), 'unusual'),
    next: next.map((look: unknown) => readText(look, 'next')),
  };
  const since = fields.get('since');
  return since === undefined || since === '' ? texts : { ...texts, since: readText(since, 'since') };
}

function readText(value: unknown, field: keyof typeof MAX_LENGTHS): string {
  if (typeof value !== 'string') throw new TypeError(`${field} is no text`);
  if (value.length > MAX_LENGTHS[field])
    throw new TypeError(`${field} is longer than ${MAX_LENGTHS[field]} characters`);
  const line = oneLine(value);
  if (line === '') throw new TypeError(`${field} is empty`);
  return line;
}
