import { parseArgs } from 'node:util';

export const usage = `Usage: npm run bench:promql -- --metrics FILE --questions FILE --out FILE

Writes PromQL for questions, without a language model, from the text of the question and a catalogue alone: through the embedded
store, the built-in embedder and the translator of POST /ask.

  --metrics FILE     the catalogue, JSON lines: {name, type, help, unit}
  --questions FILE   JSON lines: {id, question}; any other field is left unread
  --out FILE         where to write one JSON object {id: promql}; "" where nothing was found
  --details FILE     where to write {id: {isSure, choices}} as well
  --help             show this
`;

export interface PromqlBenchOptions {
  readonly metrics: string;
  readonly questions: string;
  readonly out: string;
  readonly details?: string;
}

/** Undefined when help is asked for. @throws TypeError or RangeError naming the option. */
export function parseOptions(args: readonly string[]): PromqlBenchOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      metrics: text,
      questions: text,
      out: text,
      details: text,
    },
  });
  if (values.help) return undefined;
  const { metrics = '', questions = '', out = '', details } = values;
  for (const [option, value] of Object.entries({ metrics, questions, out })) {
    if (value === '') throw new RangeError(`--${option} FILE is needed`);
  }
  return { metrics, questions, out, details };
}
