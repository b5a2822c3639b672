import { splitWords } from './split-words.ts';
import { TECHNOLOGIES } from './technologies.ts';

const LONGEST_NAME = 3;

/** Name, its words stemmed and joined by spaces → what metrics and jobs of that technology are called. */
const callings = new Map<string, Set<string>>();
for (const line of TECHNOLOGIES) {
  const [names, prefixes = []] = line
    .split(' > ')
    .map((side) => side.split(', ').map((name) => splitWords(name).join(' ')));
  for (const name of names) {
    const words = callings.get(name) ?? new Set();
    callings.set(name, words);
    for (const word of [...names, ...prefixes]) if (!word.includes(' ')) words.add(word);
  }
}

/**
 * What the metrics, exporters and jobs of the technologies that a question names are called: `postgres connections` gives
 * pg, postgres, postgresql and so on. Empty when it names none. O(words).
 * @param words in the order of the question, from `splitWords`
 */
export function technologiesNamed(words: readonly string[]): Set<string> {
  const named = new Set<string>();
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(start + LONGEST_NAME, words.length); end++) {
      for (const word of callings.get(words.slice(start, end).join(' ')) ?? []) named.add(word);
    }
  }
  return named;
}
