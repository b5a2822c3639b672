import { wordRarity } from '@metrics-ai/embeddings';
import { expandWords, splitWords, wordsInText, wordWeight } from '@metrics-ai/lexicon';
import type { MetricCatalogue } from '@metrics-ai/promql';

export interface Correction {
  readonly asked: string;
  readonly read: string;
}

export interface CorrectedText {
  readonly text: string;
  readonly corrections: readonly Correction[];
}

/** A shorter word is one letter away from too many others. */
const LEAST_LENGTH = 6;
/** Longer lists of values are of requests, not of things that people speak of. */
const MOST_VALUES = 1_000;
/** `longer` and `properly` are not how things are called. */
const PLAIN = /^[a-z]+(?<!er|est|ly)$/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const UNKNOWN_RARITY = wordRarity('');

const vocabularies = new WeakMap<MetricCatalogue, ReadonlySet<string>>();

/**
 * Reads words that are known nowhere as the word of the catalogue, or of operations, that is one letter away: `chekout` as the service
 * `checkout`, `latncy` as latency. The first letter is never wrong, and a last one more or less is an inflection.
 * O(words × letters), and once a catalogue O(its names and values).
 */
export function correctTypos(text: string, catalogue: MetricCatalogue): CorrectedText {
  const known = vocabularyOf(catalogue);
  const corrections = new Map<string, string>();
  for (const { word, text: asked } of wordsInText(text)) {
    if (asked.length < LEAST_LENGTH || !PLAIN.test(asked) || corrections.has(asked)) continue;
    const isKnown = known.has(word) || known.has(asked) || wordRarity(word) < UNKNOWN_RARITY;
    if (isKnown || hasMeaning(word) || wordWeight(word) < 1) continue;
    const variants = variantsOf(asked);
    const read =
      variants.find((variant) => known.has(variant)) ??
      variants.find((variant) => splitWords(variant).some((stem) => hasMeaning(stem)));
    if (read !== undefined) corrections.set(asked, read);
  }
  if (corrections.size === 0) return { text, corrections: [] };
  return {
    text: text.replace(/[a-z]+/gi, (each) => corrections.get(each.toLowerCase()) ?? each),
    corrections: [...corrections].map(([asked, read]) => ({ asked, read })),
  };
}

function hasMeaning(word: string): boolean {
  return (expandWords([word])[0]?.alternatives.length ?? 0) > 1;
}

/** Words of names, labels and values, as they stand and as stems. */
function vocabularyOf(catalogue: MetricCatalogue): ReadonlySet<string> {
  const known = vocabularies.get(catalogue);
  if (known !== undefined) return known;
  const words = new Set<string>();
  const texts = new Set<string>();
  for (const name of catalogue.names()) {
    texts.add(name);
    for (const [label, values] of Object.entries(catalogue.find(name)?.labels ?? {})) {
      texts.add(label);
      if (values.length <= MOST_VALUES) for (const value of values) texts.add(value);
    }
  }
  for (const text of texts) {
    for (const { word, text: asItStands } of wordsInText(text)) words.add(word).add(asItStands);
  }
  vocabularies.set(catalogue, words);
  return words;
}

/** What is one letter more, less, other, or swapped with its neighbour away. */
function variantsOf(word: string): string[] {
  const variants: string[] = [];
  for (let i = 1; i < word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    if (i < word.length - 1) {
      variants.push(before + after.slice(1), before + after[1] + after[0] + after.slice(2));
    }
    for (const letter of LETTERS) {
      variants.push(before + letter + after);
      if (i < word.length - 1) variants.push(before + letter + after.slice(1));
    }
  }
  return variants.filter((variant) => variant !== word);
}
