import { describe, expect, it } from '@jest/globals';
import { stem } from './stem.ts';

describe('stem', () => {
  it.each([
    ['requests', 'requested', 'requesting', 'request'],
    ['latency', 'latencies'],
    ['allocated', 'allocation', 'allocations', 'allocates', 'allocate'],
    ['connections', 'connected', 'connect'],
    ['processes', 'processed', 'process'],
    ['stopped', 'stops', 'stop'],
    ['caches', 'cached', 'cache'],
  ])('brings %s and its relatives together', (...words) => {
    expect(new Set(words.map(stem)).size).toBe(1);
  });

  it('leaves short words and endings that belong to the word', () => {
    for (const word of ['bus', 'up', 'gc', 'status', 'class', 'need', 'память', '5xx'])
      expect(stem(word)).toBe(word);
  });
});
