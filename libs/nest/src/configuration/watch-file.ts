import type { Watch } from '@metrics-ai/engine';
import { checkPromql, parseDuration, parseSelector, toDuration } from '@metrics-ai/prometheus-client';
import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { detectionFields } from './detection-fields.ts';
import { ConfigError } from './environment.ts';
import { TENANT } from './tenant-name.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DEFAULT_LOOKBACK_MS = 14 * DAY_MS;

const MAX_FILE_BYTES = 2 ** 20;
const MAX_WATCHES = 10_000;

/** A Prometheus duration between two others. Becomes milliseconds. */
const durationBetween = (min: string, max: string) =>
  z
    .string({ error: 'must be a duration such as 30s, 5m or 2w' })
    .transform((value, context) => {
      const durationMs = parseDuration(value);
      const isBetween =
        durationMs !== undefined &&
        durationMs >= (parseDuration(min) ?? NaN) &&
        durationMs <= (parseDuration(max) ?? NaN);
      if (isBetween) return durationMs;
      const message =
        durationMs === undefined
          ? `${JSON.stringify(value)} is not a duration: use units of s, m, h, d or w, such as 30s, 5m or 2w`
          : `${value} must lie between ${min} and ${max}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ examples: ['5m', '2w'] });

/** PromQL that a check, which throws when it is not, finds to be well-formed. */
const checked = (check: (promql: string) => unknown) =>
  z
    .string()
    .min(1)
    .max(10_000)
    .superRefine((promql, context) => {
      try {
        check(promql);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    });

const watch = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'must be 1 to 100 letters, digits, _ . or -')
    .meta({ description: 'Names the watch in logs, metrics and records. Unique in the file.' }),
  match: checked(parseSelector)
    .optional()
    .meta({
      description: 'Series selector of what to watch. Either this or query.',
      examples: ['{job="node"}'],
    }),
  query: checked(checkPromql)
    .optional()
    .meta({
      description: 'PromQL expression whose results to watch. Either this or match.',
      examples: ['sum by (service) (rate(http_requests_total[5m]))'],
    }),
  every: durationBetween('10s', '1w')
    .default(5 * MINUTE_MS)
    .meta({ description: 'Time from one turn to the next. Default 5m.' }),
  lookback: durationBetween('5m', '1y').optional().meta({
    description: 'How much of the past makes up a profile. Default: 2w, or since the series began.',
  }),
  step: durationBetween('1s', '1d').optional().meta({
    description: 'Time between two samples. Default: the shortest that gives about 4,000 of them.',
  }),
  drop_labels: z
    .array(z.string().min(1).max(256))
    .max(64)
    .default([])
    .meta({
      description:
        'Labels that do not tell series apart, such as those of replicas: what differs in nothing else becomes one series.',
      examples: [['prometheus_replica']],
    }),
  detection: detectionFields.optional(),
  expire_after: durationBetween('1m', '1y')
    .optional()
    .meta({ description: 'Without a sample for so long, a series is forgotten. Default: the lookback.' }),
  max_series: z
    .int('must be a whole number')
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .meta({ description: 'A turn that finds more series reads none. Default 10000.' }),
  shards: z.int('must be a whole number').min(1).max(1_000).default(1).meta({
    description: 'Parts that several workers share through Redis, each of some hundred series. Default 1.',
  }),
  tenant: z
    .string()
    .regex(TENANT, "must be 1 to 150 letters, digits or any of !-_.*'()")
    .default('default')
    .meta({ description: 'Tenant that the records belong to. Default: default.' }),
});

const watchFile = z
  .strictObject({
    watches: z.array(watch).max(MAX_WATCHES).meta({ description: 'Series to read again and again.' }),
  })
  .meta({ title: 'Watches of the Prometheus Metrics AI Engine' });

/** The JSON schema of a watch file, for editors. */
export function watchFileSchema(): Record<string, unknown> {
  return z.toJSONSchema(watchFile, { io: 'input', unrepresentable: 'any' });
}

/**
 * Reads a watch file.
 * @throws ConfigError that names every mistake with its line, or why the file cannot be read
 */
export function readWatchFile(path: string): Watch[] {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, at most ${MAX_FILE_BYTES} are allowed`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`the watch file ${path}`, [(error as Error).message]);
  }
  return parseWatchFile(text, path);
}

/** @throws ConfigError that names every mistake with its line; `path` says of which file */
export function parseWatchFile(text: string, path: string): Watch[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      `the watch file ${path}`,
      document.errors.map(({ pos: [offset], message }) => `line ${lines.linePos(offset).line}: ${message}`),
    );
  }
  const plain = toPlain(document, path);
  const parsed = watchFile.safeParse(plain, { reportInput: true });
  const mistakes = [...(parsed.error?.issues ?? []).flatMap(toMistakes), ...findConflicts(plain)];
  if (!parsed.success || mistakes.length > 0) {
    const problems = mistakes.map(({ path: keys, message }) => {
      const offset = offsetOf(document, keys);
      const at = offset === undefined ? '' : `line ${lines.linePos(offset).line}: `;
      return `${at}${nameOf(keys)}: ${message}`;
    });
    throw new ConfigError(`the watch file ${path}`, problems);
  }
  return parsed.data.watches.map(toWatch);
}

/** Aliases are resolved here, as far as they are not made to fill the memory. */
function toPlain(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ConfigError(`the watch file ${path}`, [(error as Error).message]);
  }
}

type Keys = readonly PropertyKey[];

/** By the key under which they stand; what stands in a list, under that of the list. */
const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(watchFile.shape),
  watches: Object.keys(watch.shape),
  detection: Object.keys(detectionFields.in.shape),
  min_deviation: Object.keys(detectionFields.in.shape.min_deviation.unwrap().shape),
};

interface Mistake {
  readonly path: Keys;
  readonly message: string;
}

/** Each unknown key is a mistake of its own. */
function toMistakes(issue: z.core.$ZodIssue): Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    const parent = issue.path.findLast((key) => typeof key === 'string') ?? '';
    const known = KNOWN_KEYS[parent].join(', ');
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `is not a known key: these are ${known}`,
    }));
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ path: issue.path, message: isMissing ? 'is missing' : issue.message }];
}

/** As far as it can be told of a file that may be wrong in other ways as well. */
const relations = z.object({ watches: z.array(z.record(z.string(), z.unknown())) });

/** What is wrong between keys that are right each for itself. */
function findConflicts(plain: unknown): Mistake[] {
  const { data: { watches } = { watches: [] } } = relations.safeParse(plain);
  const names = watches.map(({ name }) => name);
  return watches.flatMap((given, i) => {
    const mistakes: Mistake[] = [];
    const refuse = (key: string | undefined, message: string): number =>
      mistakes.push({ path: ['watches', i, ...(key === undefined ? [] : [key])], message });
    const durationOf = (key: string): number => parseDuration(String(given[key])) ?? NaN;
    const isQuery = given.query !== undefined;
    if ((given.match !== undefined) === isQuery) refuse(undefined, 'must have either match or query');
    if (isQuery && typeof given.shards === 'number' && given.shards > 1) {
      refuse('shards', 'must be 1 where there is a query');
    }
    const first = names.indexOf(given.name);
    if (given.name !== undefined && first < i) {
      refuse('name', `is the name of watches[${first}] already`);
    }
    const lookbackMs = given.lookback === undefined ? DEFAULT_LOOKBACK_MS : durationOf('lookback');
    for (const key of ['step', 'expire_after']) {
      if (durationOf(key) > lookbackMs)
        refuse(key, `must not be longer than the lookback (${toDuration(lookbackMs)})`);
    }
    return mistakes;
  });
}

/** `watches[2].every` */
const nameOf = (keys: Keys): string =>
  keys.length === 0
    ? 'the file'
    : keys
        .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
        .join('');

/** Where a value stands in the text; of one that is missing, where that stands in which it is missing. */
function offsetOf(document: Document, keys: Keys): number | undefined {
  for (let length = keys.length; length > 0; length--) {
    const node = document.getIn(keys.slice(0, length), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}

function toWatch(given: z.output<typeof watch>): Watch {
  const { name, tenant, match, query, every, lookback, step, expire_after: expireAfter } = given;
  return {
    name,
    tenant,
    source: match === undefined ? { kind: 'query', query: query ?? '' } : { kind: 'match', match },
    everyMs: every,
    lookbackMs: lookback,
    stepMs: step,
    dropLabels: given.drop_labels,
    detection: given.detection,
    expireAfterMs: expireAfter ?? lookback ?? DEFAULT_LOOKBACK_MS,
    maxSeries: given.max_series,
    shards: given.shards,
  };
}
