/** Texts are read up to here: a series is described in a few hundred characters, and the time a text takes is bounded. */
export const MAX_TEXT_LENGTH = 8_000;

const METRIC_NAME = /\p{L}[\p{L}\p{N}]*(?:[_:]+[\p{L}\p{N}]+)+/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * The words of a text, lower-cased: names are split at underscores and camelCase (`node_memory_MemFree_bytes` → node
 * memory mem free bytes). The words of names with underscores or colons come a second time at the end, since a metric's
 * name says more about a series than a sentence does. Empty when the text holds neither letters nor digits.
 */
export function wordsOf(text: string): string[] {
  const readable = text.slice(0, MAX_TEXT_LENGTH).normalize('NFKC');
  const names = readable.match(METRIC_NAME) ?? [];
  return [readable, ...names].flatMap(split);
}

function split(text: string): string[] {
  const spaced = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return spaced.toLowerCase().match(WORD) ?? [];
}
