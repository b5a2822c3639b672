import { expandWords, splitWords, wordWeight } from '@metrics-ai/lexicon';
import { setImmediate } from 'node:timers/promises';
import type { EmbedOptions, Embedder } from './embedder.ts';
import { EmbeddingError } from './embedding-error.ts';
import { addNgrams } from './hash-ngrams.ts';
import { addWord, wordRarity } from './known-words.ts';
import { MAX_TEXT_LENGTH } from './text-length.ts';
import { WORD_DIMENSIONS } from './word-table.ts';

/** Changes whenever the same text would get another vector: stored vectors must then be made anew. */
const IDENTITY = 'builtin-3';
/** As many as nomic-embed-text has, so that a store can be laid out for either. */
const DIMENSIONS = 768;
const NGRAM_DIMENSIONS = DIMENSIONS - WORD_DIMENSIONS;
/** Of the likeness of two texts, this much comes from what their words mean, the rest from their letters. */
const MEANING_SHARE = 0.3;
/** A rare word tells more, but its letters less so than its meaning: misspelt and shortened words are rare, too. */
const NGRAM_RARITY_EXPONENT = 0.5;
/** What the synonyms of a word of the question count together, were they all as good as the word itself. */
const SYNONYM_WEIGHTS = { letters: 0.7, meaning: 0.5 } as const;
/** The event loop gets its turn after so many texts, some ten milliseconds. */
const TEXTS_PER_TURN = 64;

/** A name with underscores or colons says more about a series than a sentence does: its words count twice more. */
const METRIC_NAME = /\p{L}[\p{L}\p{N}]*(?:[_:]+[\p{L}\p{N}]+)+/gu;

interface WeightedWord {
  readonly word: string;
  readonly letters: number;
  readonly meaning: number;
}

/**
 * An embedder that needs no model, no download and no network. Of its 768 components, most are the hashed character 3–5-grams
 * of the text's words, so that parts of words and other spellings are found; the others are the mean of word vectors that
 * were trained on the HELP texts of exporters and on the lexicon, so that words of one meaning are. Words weigh by their
 * rarity and 1 + ln(times); a question's words bring their synonyms along. It does not understand sentences as a language
 * model does. The same text always gives the same vector; a text without words gives one and the same vector.
 */
export function builtinEmbedder(): Embedder {
  return {
    identity: IDENTITY,
    dimensions: DIMENSIONS,
    async embedDocuments(texts, options) {
      const vectors: Float32Array[] = [];
      for (const [index, text] of texts.entries()) {
        if (index % TEXTS_PER_TURN === 0) await turn(options);
        vectors.push(embed(wordsOfDocument(text)));
      }
      return vectors;
    },
    async embedQuery(text, options) {
      await turn(options);
      return embed(wordsOfQuestion(text));
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

function wordsOfDocument(text: string): WeightedWord[] {
  const readable = text.slice(0, MAX_TEXT_LENGTH);
  const names = (readable.match(METRIC_NAME) ?? []).join(' ');
  const times = new Map<string, number>();
  for (const word of splitWords(readable)) times.set(word, (times.get(word) ?? 0) + 1);
  for (const word of splitWords(names)) times.set(word, (times.get(word) ?? 0) + 1);
  return [...times].map(([word, count]) => weigh(word, 1 + Math.log(count), 1 + Math.log(count)));
}

function wordsOfQuestion(text: string): WeightedWord[] {
  return expandWords(splitWords(text.slice(0, MAX_TEXT_LENGTH))).flatMap(({ word: asked, alternatives }) =>
    alternatives.map(({ word, weight }) => {
      const share = wordWeight(asked) * (word === asked ? 1 : weight / Math.sqrt(alternatives.length));
      return word === asked
        ? weigh(word, share, share)
        : weigh(word, SYNONYM_WEIGHTS.letters * share, SYNONYM_WEIGHTS.meaning * share);
    }),
  );
}

function weigh(word: string, letters: number, meaning: number): WeightedWord {
  const rarity = wordRarity(word);
  return { word, letters: letters * rarity ** NGRAM_RARITY_EXPONENT, meaning: meaning * rarity };
}

function embed(words: readonly WeightedWord[]): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const { word, letters, meaning } of words) {
    addNgrams(vector, NGRAM_DIMENSIONS, word, letters);
    addWord(vector, NGRAM_DIMENSIONS, word, meaning);
  }
  scale(vector.subarray(0, NGRAM_DIMENSIONS), Math.sqrt(1 - MEANING_SHARE));
  scale(vector.subarray(NGRAM_DIMENSIONS), Math.sqrt(MEANING_SHARE));
  if (!scale(vector, 1)) vector[0] = 1;
  return vector;
}

/** Scales a vector in place; false when it has no direction. */
function scale(vector: Float32Array, length: number): boolean {
  let squares = 0;
  for (const component of vector) squares += component * component;
  if (squares === 0) return false;
  const factor = length / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] *= factor;
  return true;
}
