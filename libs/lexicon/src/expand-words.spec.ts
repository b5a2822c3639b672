import { describe, expect, it } from '@jest/globals';
import { expandWords, type Alternative } from './expand-words.ts';
import { splitWords } from './split-words.ts';

const weightOf = (question: string, asked: string, alternative: string): number => {
  const [word, other] = [asked, alternative].map((text) => splitWords(text)[0]);
  const alternatives: readonly Alternative[] =
    expandWords(splitWords(question)).find((expanded) => expanded.word === word)?.alternatives ?? [];
  return alternatives.find((one) => one.word === other)?.weight ?? 0;
};

describe('expandWords', () => {
  it.each([
    ['memory of the host', 'host', 'node'],
    ['Kubernetes pods', 'kubernetes', 'kube'],
    ['k8s pods', 'k8s', 'kube'],
    ['PostgreSQL is down', 'postgresql', 'pg'],
    ['PostgreSQL is down', 'down', 'up'],
    ['RAM of checkout', 'ram', 'memory'],
    ['slow checkout', 'slow', 'duration'],
    ['dropped packets', 'dropped', 'discarded'],
    ['garbage collection', 'collection', 'gc'],
    ['gc pauses', 'gc', 'garbage'],
    ['Core DNS', 'core', 'coredns'],
    ['full disks', 'full', 'free'],
  ])('of "%s" lets %s be called %s', (question, asked, alternative) => {
    expect(weightOf(question, asked, alternative)).toBeGreaterThan(0.3);
    expect(weightOf(question, asked, alternative)).toBeLessThan(1);
  });

  it('holds a synonym for better than what is only near', () => {
    expect(weightOf('memory', 'memory', 'mem')).toBeGreaterThan(weightOf('memory', 'memory', 'heap'));
  });

  it('lets a word before the arrow mean those behind it, but not the other way round', () => {
    expect(weightOf('full', 'full', 'free')).toBeGreaterThan(0);
    expect(weightOf('free', 'free', 'full')).toBe(0);
    expect(weightOf('node', 'node', 'kubernetes')).toBe(0);
  });

  it('gives each word once, itself first and with weight 1, then the best', () => {
    const [memory, full, ...rest] = expandWords(splitWords('memory full memory'));
    expect(rest).toEqual([]);
    expect([memory.word, full.word]).toEqual(['memory', 'full']);
    for (const { word, alternatives } of [memory, full]) {
      expect(alternatives[0]).toEqual({ word, weight: 1 });
      expect(new Set(alternatives.map((one) => one.word)).size).toBe(alternatives.length);
      const weights = alternatives.map((one) => one.weight);
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    }
  });

  it('leaves a word that it does not know alone, and expands nothing to nothing', () => {
    expect(expandWords(['xyzzy'])).toEqual([{ word: 'xyzzy', alternatives: [{ word: 'xyzzy', weight: 1 }] }]);
    expect(expandWords([])).toEqual([]);
  });
});
