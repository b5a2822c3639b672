import { splitQuery, wordsInText, wordWeight } from '@metrics-ai/lexicon';
import type { SearchHit } from './search-report.ts';

/**
 * What is less relevant than this is about something else, most likely. Of 600 questions on exporters of others, the best of what is right
 * is below it for one in forty; where the exporter that was meant is not there at all, the best of the rest is for nearly one in two.
 */
export const WEAK_RELEVANCE = 0.25;

/** Says so where nothing is about what was looked up. */
export function tellWeak(
  text: string,
  hits: readonly SearchHit[],
  unmet: readonly string[],
): string | undefined {
  if (text === '' || hits.length === 0 || !hits.every(({ isWeak }) => isWeak)) return undefined;
  const what = unmet.length > 0 ? unmet.map((word) => `"${word}"`).join(' or ') : `"${text}"`;
  return `Nothing here is about ${what}; what is listed comes nearest.`;
}

/** Words of what was looked up that no hit has anything of: nothing here is about them. Words that say only how much are left out. */
export function unmetWords(text: string, hits: readonly SearchHit[]): string[] {
  const met = new Set(hits.flatMap(({ why }) => why.words.map(({ asked }) => asked)));
  const asked = new Map(wordsInText(text).map(({ word, text: said }) => [word, said]));
  return splitQuery(text)
    .filter((word) => wordWeight(word) === 1 && !/^\p{N}+$/u.test(word))
    .map((word) => asked.get(word) ?? word)
    .filter((said) => !met.has(said));
}
