import { parseArgs } from 'node:util';

export const usage = `Usage: npm run bench:search -- --metrics FILE --queries FILE --out FILE [options]
       npm run bench:search -- --behaviour DIR --out FILE [options]

Asks questions as POST /metrics/query does, of an embedded store of its own, and writes what was found: {"ID": ["best", "next", …], …}.

  --metrics FILE     metrics, one JSON object a line: name, and, where known, type, help, unit, exporter (taken for the job). They are
                     put into the catalogue as a Prometheus would bring them, none of them ingested.
  --queries FILE     questions, one JSON object a line: id, query. Other fields are not looked at.
  --behaviour DIR    series (series.jsonl, data.json) that are ingested, and questions about them (queries.jsonl). Writes their ids.
  --out FILE         where to write
  --top-k N          hits a question (default 20, at most 200)
  --ollama URL       embed with a model in Ollama instead of the built-in embedder
  --model NAME       which model (default nomic-embed-text)
  --help             show this
`;

/** What to ask, and of what. */
export type Task =
  | { readonly kind: 'metrics'; readonly metrics: string; readonly queries: string }
  | { readonly kind: 'behaviour'; readonly directory: string };

export interface SearchBenchOptions {
  readonly task: Task;
  readonly out: string;
  readonly topK: number;
  readonly ollama?: { readonly url: string; readonly model?: string };
}

/** Undefined when help is asked for. @throws TypeError or RangeError naming the option. */
export function parseOptions(args: readonly string[]): SearchBenchOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      metrics: text,
      queries: text,
      behaviour: text,
      out: text,
      'top-k': text,
      ollama: text,
      model: text,
    },
  });
  if (values.help) return undefined;
  const { metrics, queries, behaviour, out, ollama, model } = values;
  if (out === undefined) throw new RangeError('--out FILE is needed: where to write');
  if (model !== undefined && ollama === undefined) throw new RangeError('--model needs --ollama URL');
  return {
    task: taskOf(metrics, queries, behaviour),
    out,
    topK: wholeNumber('--top-k', values['top-k'] ?? '20', 1, 200),
    ...(ollama !== undefined && { ollama: { url: ollama, model } }),
  };
}

function taskOf(
  metrics: string | undefined,
  queries: string | undefined,
  directory: string | undefined,
): Task {
  if (directory !== undefined) {
    if (metrics === undefined && queries === undefined) return { kind: 'behaviour', directory };
    throw new RangeError('--behaviour DIR brings its own questions: without --metrics and --queries');
  }
  if (metrics === undefined || queries === undefined) {
    throw new RangeError('--metrics FILE and --queries FILE are needed, or --behaviour DIR');
  }
  return { kind: 'metrics', metrics, queries };
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new RangeError(`${option} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
}
