import { describe, expect, it } from '@jest/globals';
import { trainWords } from './train-words.ts';
import { writeTable } from './write-table.ts';

/** Two topics; `zebra` and `horse` never stand together, but with the same words. */
const texts = [
  'zebra hay field',
  'zebra hay hoof',
  'zebra field hoof',
  'horse hay field',
  'horse hay hoof',
  'horse field hoof',
  'disk byte free',
  'disk byte used 5',
  'disk free used 7',
  'once',
].map((text) => text.split(' '));

describe('trainWords', () => {
  const trained = trainWords(texts, 4);
  const cosine = (a: string, b: string): number => {
    const [x, y] = [a, b].map((word) => trained.vectors[trained.words.indexOf(word)]);
    const dot = (p: Float64Array, q: Float64Array): number =>
      p.reduce((sum, value, i) => sum + value * q[i], 0);
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  };

  it('brings words together that stand with the same others', () => {
    expect(cosine('zebra', 'horse')).toBeGreaterThan(0.5);
    expect(cosine('zebra', 'disk')).toBeLessThan(0.2);
  });

  it('knows the words of two texts and more, the most frequent first, and no numbers', () => {
    expect(trained.words.slice(0, 3)).toEqual(['field', 'hay', 'hoof']);
    expect(trained.words).not.toContain('once');
    expect(trained.words).not.toContain('5');
  });

  it('tells how rare they are: numbers together, and words that it never saw the rarest', () => {
    const rarity = trained.rarities[trained.words.indexOf('hay')];
    expect(rarity).toBeCloseTo(Math.log(1 + 10 / 5));
    expect(trained.numberRarity).toBeCloseTo(Math.log(1 + 10 / 3));
    expect(trained.unknownRarity).toBeCloseTo(Math.log(1 + 10));
  });

  it('gives the same table for the same texts', () => {
    expect(writeTable(trainWords(texts, 4), 'a test')).toBe(writeTable(trained, 'a test'));
  });
});
