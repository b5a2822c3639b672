import { leadingEigenvectors } from './leading-eigenvectors.ts';

export interface TrainedWords {
  /** The most frequent first. */
  readonly words: readonly string[];
  /** ln(1 + texts / (1 + texts with the word)), by word. */
  readonly rarities: readonly number[];
  /** Rarity of a word that no text has. */
  readonly unknownRarity: number;
  /** Rarity of any number whatever. */
  readonly numberRarity: number;
  /** Of `dimensions` components each, by word. */
  readonly vectors: readonly Float64Array[];
}

const NUMBER = /^\p{Nd}+$/u;
/** A word that stands in one text alone has met too few others. */
const LEAST_TEXTS = 2;
/** Smooths how much rare words stand out (Levy, Goldberg, Dagan, "Improving distributional similarity", TACL 2015, §3.2). */
const CONTEXT_EXPONENT = 0.75;

/**
 * Vectors of words that are alike where the words stand together in texts, or with the same others: positive pointwise
 * mutual information of pairs within a text, factorised (Levy & Goldberg, "Neural word embedding as implicit matrix
 * factorization", NIPS 2014, §3.3 and §4), scaled to unit length; then without the direction that all texts have in common
 * (Arora, Liang, Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017). Deterministic.
 * @param texts words of each text
 */
export function trainWords(
  texts: readonly (readonly string[])[],
  dimensions: number,
  countedTexts: readonly (readonly string[])[] = texts,
): TrainedWords {
  const frequencies = countTexts(texts);
  const words = [...frequencies]
    .filter(([word, count]) => count >= LEAST_TEXTS && !NUMBER.test(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word]) => word);
  const indices = new Map(words.map((word, index) => [word, index]));
  const { values, vectors } = leadingEigenvectors(mutualInformation(countPairs(texts, indices)), dimensions);
  const raw = words.map((_, word) =>
    normalise(Float64Array.from(vectors, (vector, i) => vector[word] * Math.sqrt(Math.abs(values[i])))),
  );
  const counts = countTexts(countedTexts);
  const rarityOf = (count: number): number => Math.log(1 + countedTexts.length / (1 + count));
  const rarities = words.map((word) => rarityOf(counts.get(word) ?? 0));
  return {
    words,
    rarities,
    unknownRarity: rarityOf(0),
    numberRarity: rarityOf(countedTexts.filter((text) => text.some((word) => NUMBER.test(word))).length),
    vectors: withoutCommon(raw, rarities, texts, indices),
  };
}

function countTexts(texts: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of new Set(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How often two words stand in one text; a long text counts no more for a word than a short one. */
function countPairs(
  texts: readonly (readonly string[])[],
  indices: ReadonlyMap<string, number>,
): Float64Array[] {
  const pairs = [...indices].map(() => new Float64Array(indices.size));
  for (const text of texts) {
    const present = [...new Set(text)]
      .map((word) => indices.get(word))
      .filter((index) => index !== undefined);
    for (const a of present) for (const b of present) if (a !== b) pairs[a][b] += 1 / (present.length - 1);
  }
  return pairs;
}

function mutualInformation(pairs: readonly Float64Array[]): Float64Array[] {
  const sums = pairs.map((row) => row.reduce((sum, x) => sum + x, 0));
  const total = sums.reduce((sum, x) => sum + x, 0);
  const smoothed = sums.map((sum) => sum ** CONTEXT_EXPONENT);
  const smoothedTotal = smoothed.reduce((sum, x) => sum + x, 0);
  const information = pairs.map((row, a) =>
    row.map((pair, b) =>
      pair === 0 ? 0 : Math.max(0, Math.log((pair * smoothedTotal) / (sums[a] * smoothed[b]))),
    ),
  );
  // The smoothing tells word and context apart; here they are the same words.
  return information.map((row, a) => row.map((x, b) => (total > 0 ? (x + information[b][a]) / 2 : 0)));
}

function withoutCommon(
  vectors: readonly Float64Array[],
  rarities: readonly number[],
  texts: readonly (readonly string[])[],
  indices: ReadonlyMap<string, number>,
): Float64Array[] {
  const size = vectors[0].length;
  const products = Array.from({ length: size }, () => new Float64Array(size));
  for (const text of texts) {
    const sum = new Float64Array(size);
    for (const word of new Set(text)) {
      const index = indices.get(word);
      if (index !== undefined) vectors[index].forEach((x, i) => (sum[i] += rarities[index] * x));
    }
    const mean = normalise(sum);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) products[i][j] += mean[i] * mean[j];
  }
  const [common] = leadingEigenvectors(products, 1).vectors;
  return vectors.map((vector) => {
    const along = vector.reduce((sum, x, i) => sum + x * common[i], 0);
    return vector.map((x, i) => x - along * common[i]);
  });
}

function normalise(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((x) => x / length) : vector;
}
