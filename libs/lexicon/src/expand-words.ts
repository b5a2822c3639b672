import { splitWords } from './split-words.ts';
import { NEAR, SAME } from './synonyms.ts';
import { TECHNOLOGIES } from './technologies.ts';

/** A word that is as good an answer to a word of the question as `weight` says: 1 for the word itself. */
export interface Alternative {
  readonly word: string;
  readonly weight: number;
}

export interface ExpandedWord {
  readonly word: string;
  /** The word itself first, then its synonyms, best first; each once. */
  readonly alternatives: readonly Alternative[];
}

/** How good an answer a word is that stands in one line with the word of the question. */
const WEIGHTS = { same: 0.85, near: 0.6, technology: 0.6 } as const;
/** A phrase that answers a word gives this much of it to each of its own words. */
const PART_OF_PHRASE = 0.7;
const LONGEST_PHRASE = 3;

/** Phrase, its words stemmed and joined by spaces → what it may mean. */
const meanings = new Map<string, Alternative[]>();
/** Word → what stands for it, or what it stands for: available and avail. */
const spellings = new Map<string, Set<string>>();
for (const line of SAME) {
  const words = line
    .split(', ')
    .map(splitWords)
    .filter(({ length }) => length === 1)
    .flat();
  for (const word of words) spellings.set(word, new Set([...(spellings.get(word) ?? []), ...words]));
}

for (const [lines, weight] of [
  [SAME, WEIGHTS.same],
  [TECHNOLOGIES, WEIGHTS.technology],
  [NEAR, WEIGHTS.near],
] as const) {
  for (const line of lines) addLine(line, weight);
}

/**
 * What each word of a question may be called in a metric. Words are looked up alone and as phrases of up to three; a
 * phrase's meanings are alternatives of each of its words, so that one word of a metric can answer several of a question.
 * Whoever scores takes the best alternative of each word, not their sum. O(words).
 * @param words in the order of the question, from `splitWords`
 * @returns each different word once, in order
 */
export function expandWords(words: readonly string[]): ExpandedWord[] {
  const found = new Map(words.map((word) => [word, new Map([[word, 1]])]));
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(start + LONGEST_PHRASE, words.length); end++) {
      const phrase = words.slice(start, end);
      // `core dns` may be one word in a name: coredns.
      if (phrase.length === 2)
        for (const asked of phrase) raise(found.get(asked)!, phrase.join(''), WEIGHTS.same);
      for (const { word, weight } of meanings.get(phrase.join(' ')) ?? []) {
        for (const asked of phrase) raise(found.get(asked)!, word, weight);
      }
    }
  }
  return [...found].map(([word, weights]) => ({
    word,
    alternatives: [...weights]
      .map(([alternative, weight]) => ({ word: alternative, weight }))
      .sort((a, b) => b.weight - a.weight),
  }));
}

function addLine(line: string, weight: number): void {
  const [asked, meant = []] = line.split(' > ').map((side) => side.split(', ').map(splitWords));
  for (const phrase of asked) {
    if (phrase.length === 0) continue;
    const key = phrase.join(' ');
    const list = [...(meanings.get(key) ?? [])];
    for (const other of [...asked, ...meant]) {
      const part = other.length > 1 ? PART_OF_PHRASE : 1;
      for (const word of other) {
        list.push({ word, weight: weight * part });
        // What is near is so however it is spelt.
        if (weight !== WEIGHTS.near) continue;
        for (const spelling of spellings.get(word) ?? [])
          list.push({ word: spelling, weight: weight * part * WEIGHTS.same });
      }
    }
    meanings.set(
      key,
      list.filter(({ word }) => word !== key && word.length > 1),
    );
  }
}

function raise(weights: Map<string, number>, word: string, weight: number): void {
  weights.set(word, Math.max(weights.get(word) ?? 0, weight));
}
