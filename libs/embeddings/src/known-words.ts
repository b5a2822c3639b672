import {
  NUMBER_RARITY,
  RARITIES,
  RARITY_STEPS,
  UNKNOWN_RARITY,
  VECTORS,
  WORDS,
  WORD_DIMENSIONS,
} from './word-table.ts';

const indices = new Map(WORDS.split(' ').map((word, index) => [word, index]));
const rarities = bytesOf(RARITIES);
const vectors = new Int8Array(bytesOf(VECTORS).buffer);

/**
 * How much a word (stemmed, as the lexicon's `splitWords` gives it) tells apart the metrics of many exporters: ln(1 + texts
 * / texts with it); of a word that none has, the highest there is. All
 * numbers count as one word.
 */
export function wordRarity(word: string): number {
  const index = indices.get(word);
  const steps = index !== undefined ? rarities[index] : isNumber(word) ? NUMBER_RARITY : UNKNOWN_RARITY;
  return steps / RARITY_STEPS;
}

/** Adds `weight` times the word's vector to the components from `offset` on; of a word that is not known, nothing. */
export function addWord(vector: Float32Array, offset: number, word: string, weight: number): void {
  const index = indices.get(word);
  if (index === undefined) return;
  const start = index * WORD_DIMENSIONS;
  for (let i = 0; i < WORD_DIMENSIONS; i++) vector[offset + i] += weight * vectors[start + i];
}

const isNumber = (word: string): boolean => /^\p{Nd}+$/u.test(word);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
