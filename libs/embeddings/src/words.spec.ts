import { describe, expect, it } from '@jest/globals';
import { wordsOf } from './words.ts';

describe('wordsOf', () => {
  it('splits names at underscores, colons and camelCase, and takes the words of names twice', () => {
    const words = ['node', 'memory', 'mem', 'free', 'bytes'];
    expect(wordsOf('node_memory_MemFree_bytes')).toEqual([...words, ...words]);
    expect(wordsOf('HTTPRequests')).toEqual(['http', 'requests']);
    expect(wordsOf('job:cpu')).toEqual(['job', 'cpu', 'job', 'cpu']);
  });

  it('keeps digits with their letters', () => {
    expect(wordsOf('p99 of k8s, 5xx')).toEqual(['p99', 'of', 'k8s', '5xx']);
  });

  it('does not take addresses for names', () => {
    expect(wordsOf('10.0.0.5:9100')).toEqual(['10', '0', '0', '5', '9100']);
  });

  it('reads full-width letters as the plain ones, and gives nothing for a text without words', () => {
    expect(wordsOf('ＣＰＵ')).toEqual(['cpu']);
    expect(wordsOf(' – !')).toEqual([]);
  });
});
