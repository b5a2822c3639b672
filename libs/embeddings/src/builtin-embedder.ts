import { setImmediate } from 'node:timers/promises';
import { conceptsOf } from './concepts.ts';
import type { EmbedOptions, Embedder } from './embedder.ts';
import { EmbeddingError } from './embedding-error.ts';
import { normalise } from './normalise.ts';
import { stem } from './stem.ts';
import { wordsOf } from './words.ts';

/** Changes whenever the same text would get another vector: stored vectors must then be made anew. */
const IDENTITY = 'builtin-1';
/** As many as nomic-embed-text has, so that a store can be laid out for either. */
const DIMENSIONS = 768;
/** The event loop gets its turn after so many texts, some ten milliseconds. */
const TEXTS_PER_TURN = 64;

const WORD_WEIGHT = 1;
/** A word of six letters has a dozen n-grams; so all of them together outweigh the word itself, and parts of words count. */
const NGRAM_WEIGHT = 0.5;
/** Above a word's, so that two words for one thing meet although they share no letters. */
const CONCEPT_WEIGHT = 1.5;
/** Words that nearly every metric has tell little. */
const GENERIC_WEIGHT = 0.4;
const GENERIC_WORDS = stems('total number count second byte current value metric info gauge counter');
const STOP_WORDS = stems(
  `a an the of in on at to for and or is are was were be by with from this that it its as has have had which what who how
   where when why does do did show me list find give any all my our your than per there their they i we you can could
   should would not no if so`,
);

/**
 * An embedder that needs no model, no download and no network: a text's words, their character 3–5-grams and the concepts
 * that they stand for, each hashed with a sign into 768 components (feature hashing, Weinberger et al. 2009, "Feature
 * Hashing for Large Scale Multitask Learning"), weighted by 1 + ln(times), and scaled to unit length. It finds words, parts
 * of words and the usual synonyms of operations; it does not understand sentences as a language model does.
 * The same text always gives the same vector; a text without words gives one and the same vector.
 */
export function builtinEmbedder(): Embedder {
  return {
    identity: IDENTITY,
    dimensions: DIMENSIONS,
    async embedDocuments(texts, options) {
      const vectors: Float32Array[] = [];
      for (const [index, text] of texts.entries()) {
        if (index % TEXTS_PER_TURN === 0) await turn(options);
        vectors.push(embed(text));
      }
      return vectors;
    },
    async embedQuery(text, options) {
      await turn(options);
      return embed(text);
    },
    async check(options) {
      await turn(options);
      return { version: IDENTITY };
    },
  };
}

async function turn(options: EmbedOptions | undefined): Promise<void> {
  await setImmediate();
  if (options?.signal?.aborted) {
    throw new EmbeddingError('aborted', 'embedding was aborted', { cause: options.signal.reason });
  }
}

function embed(text: string): Float32Array {
  const all = wordsOf(text).map(stem);
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const words = telling.length > 0 ? telling : all;
  const vector = new Float32Array(DIMENSIONS);

  for (const [word, times] of countOf(words)) {
    const weight = (1 + Math.log(times)) * (GENERIC_WORDS.has(word) ? GENERIC_WEIGHT : 1);
    addFeature(vector, `word:${word}`, WORD_WEIGHT * weight);
    addNgrams(vector, `<${word}>`, NGRAM_WEIGHT * weight);
  }
  for (const [concept, strength] of conceptsOf(words)) {
    addFeature(vector, `concept:${concept}`, CONCEPT_WEIGHT * strength);
  }
  if (words.length === 0) addFeature(vector, 'no words', 1);
  return normalise(vector);
}

function addFeature(vector: Float32Array, feature: string, weight: number): void {
  let hash = FNV_BASIS;
  for (let i = 0; i < feature.length; i++) hash = fnvStep(hash, feature.charCodeAt(i));
  addHashed(vector, hash, weight);
}

/** Every run of 3, 4 and 5 UTF-16 code units, hashed as it grows. */
function addNgrams(vector: Float32Array, text: string, weight: number): void {
  for (let start = 0; start + 3 <= text.length; start++) {
    let hash = FNV_BASIS;
    const end = Math.min(start + 5, text.length);
    for (let i = start; i < end; i++) {
      hash = fnvStep(hash, text.charCodeAt(i));
      if (i >= start + 2) addHashed(vector, hash, weight);
    }
  }
}

/** FNV-1a (Fowler, Noll and Vo), by UTF-16 code units instead of bytes. */
const FNV_BASIS = 0x811c_9dc5;
function fnvStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x0100_0193);
}

/** Place and sign come from MurmurHash3's finaliser, which spreads every bit over all others. */
function addHashed(vector: Float32Array, fnvHash: number, weight: number): void {
  let hash = Math.imul(fnvHash ^ (fnvHash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  vector[hash % DIMENSIONS] += hash >= 0x8000_0000 ? weight : -weight;
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function stems(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).map(stem));
}
