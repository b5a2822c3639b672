import { splitWords } from '@metrics-ai/lexicon';
import { describe, expect, it } from '@jest/globals';
import { addWord, wordRarity } from './known-words.ts';

const rarityOf = (text: string): number => wordRarity(splitWords(text)[0]);

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(128);
  addWord(vector, 0, splitWords(text)[0], 1);
  return vector;
}

function cosine(a: string, b: string): number {
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, component, i) => sum + component * y[i], 0);
  const [x, y] = [vectorOf(a), vectorOf(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe('wordRarity', () => {
  it('is lower the more exporters use a word, and highest for words that none does', () => {
    expect(rarityOf('total')).toBeLessThan(rarityOf('memory'));
    expect(rarityOf('memory')).toBeLessThan(rarityOf('replication'));
    expect(rarityOf('replication')).toBeLessThan(rarityOf('xyzzy'));
  });

  it('is the same for all numbers, and low', () => {
    expect(rarityOf('95')).toBe(rarityOf('12345'));
    expect(rarityOf('95')).toBeLessThan(rarityOf('replication'));
  });
});

describe('addWord', () => {
  it.each([
    ['latency', 'duration', 'disk'],
    ['deadlock', 'lock', 'fan'],
    ['standby', 'replica', 'temperature'],
  ])('holds %s for nearer to %s than to %s', (word, near, far) => {
    expect(cosine(word, near)).toBeGreaterThan(cosine(word, far) + 0.2);
  });

  it('adds nothing for a word that is not known, and keeps off the components before the offset', () => {
    expect(vectorOf('xyzzy')).toEqual(new Float32Array(128));
    const vector = new Float32Array(130);
    addWord(vector, 2, 'memory', 0.5);
    expect([...vector.subarray(0, 2)]).toEqual([0, 0]);
    expect(vector.subarray(2)).toEqual(vectorOf('memory').map((x) => x / 2));
  });
});
