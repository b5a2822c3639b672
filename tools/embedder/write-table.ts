import type { TrainedWords } from './train-words.ts';

/** So that the rarest word of a million texts still fits into a byte. */
const RARITY_STEPS = 16;

/** The TypeScript module that the embedder reads its words from. */
export function writeTable(trained: TrainedWords, source: string): string {
  const { words, rarities, vectors } = trained;
  const largest = Math.max(...vectors.map((vector) => Math.max(...vector.map(Math.abs))));
  const bytes = Int8Array.from(
    vectors.flatMap((vector) => [...vector].map((x) => Math.round((127 * x) / largest))),
  );
  const steps = (rarity: number): number => Math.round(rarity * RARITY_STEPS);
  const base64 = (array: Int8Array | Uint8Array): string => Buffer.from(array.buffer).toString('base64');
  return `// Made by \`npm run train:embedder\` (tools/embedder/README.md) from ${source}. Not to be edited: vectors change with it.

/** Stemmed words, the most frequent first. */
export const WORDS =
  '${words.join(' ')}';

/** Sixteenths of a rarity, a byte a word, in base64. */
export const RARITIES =
  '${base64(Uint8Array.from(rarities, steps))}';
export const UNKNOWN_RARITY = ${steps(trained.unknownRarity)};
export const NUMBER_RARITY = ${steps(trained.numberRarity)};
export const RARITY_STEPS = ${RARITY_STEPS};

export const WORD_DIMENSIONS = ${vectors[0].length};

/** A signed byte a component, word after word, in base64. */
export const VECTORS =
  '${base64(bytes)}';
`;
}
