import type { Watch } from '@metrics-ai/engine';
import { parseDuration } from '@metrics-ai/prometheus-client';
import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { detectionFields } from './detection-fields.ts';
import { ConfigError } from './environment.ts';
import { markedPeriod } from './marked-field.ts';
import { findWatchConflicts, toWatch, watchEntry, type Mistake } from './watch-entry.ts';

const MAX_FILE_BYTES = 2 ** 20;
const MAX_WATCHES = 10_000;

const watchFile = z
  .strictObject({
    watches: z.array(watchEntry).max(MAX_WATCHES).meta({ description: 'Series to read again and again.' }),
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

/** By the key under which they stand; what stands in a list, under that of the list. */
const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(watchFile.shape),
  watches: Object.keys(watchEntry.shape),
  detection: Object.keys(detectionFields.in.shape),
  min_deviation: Object.keys(detectionFields.in.shape.min_deviation.unwrap().shape),
  marked: Object.keys(markedPeriod.in.shape),
};

/** How Zod tells that there is nothing. Where there is a choice it names what to choose from, which says more. */
const MISSES: readonly z.core.$ZodIssue['code'][] = ['invalid_type', 'invalid_union'];

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
  const isMissing = MISSES.includes(issue.code) && issue.input === undefined;
  return [{ path: issue.path, message: isMissing ? 'is missing' : issue.message }];
}

/** As far as it can be told of a file that may be wrong in other ways as well. */
const relations = z.object({ watches: z.array(z.record(z.string(), z.unknown())) });

/** What is wrong between keys that are right each for itself. */
function findConflicts(plain: unknown): Mistake[] {
  const { data: { watches } = { watches: [] } } = relations.safeParse(plain);
  const names = watches.map(({ name }) => name);
  return watches.flatMap((given, i) => {
    const durationOf = (key: string): number => parseDuration(String(given[key])) ?? NaN;
    const mistakes = findWatchConflicts(given, durationOf).map(({ path, message }) => ({
      path: ['watches', i, ...path],
      message,
    }));
    const first = names.indexOf(given.name);
    if (given.name !== undefined && first < i) {
      const message = `is the name of watches[${first}] already`;
      mistakes.push({ path: ['watches', i, 'name'], message });
    }
    return mistakes;
  });
}

/** `watches[2].every` */
const nameOf = (keys: Mistake['path']): string =>
  keys.length === 0
    ? 'the file'
    : keys
        .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
        .join('');

/** Where a value stands in the text; of one that is missing, where that stands in which it is missing. */
function offsetOf(document: Document, keys: Mistake['path']): number | undefined {
  for (let length = keys.length; length > 0; length--) {
    const node = document.getIn(keys.slice(0, length), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}
