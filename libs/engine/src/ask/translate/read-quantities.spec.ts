import { describe, expect, it } from '@jest/globals';
import { readOffset, readThreshold, readTopK } from './read-quantities.ts';

describe('readTopK', () => {
  it.each([
    ['the phone with the lowest battery', { k: 1, order: 'bottomk', of: ['phone'] }],
    ['phones with low battery', { k: 5, order: 'bottomk', of: ['phones'] }],
    ['hosts with high load', { k: 5, order: 'topk', of: ['hosts'] }],
    ['fewest calls by region', { k: 5, order: 'bottomk', of: [] }],
    ['the fastest route', { k: 1, order: 'bottomk', of: ['route'] }],
    ['the fastest growing table', { k: 1, order: 'topk', of: ['growing'] }],
    ['the pod that uses the most memory', { k: 1, order: 'topk', of: ['pod'] }],
  ])('reads %s', (question, asked) => {
    expect(readTopK(question)).toMatchObject(asked);
  });

  it('takes most of something for no order', () => {
    expect(readTopK('the heap is using most of the memory')).toBeUndefined();
  });
});

describe('readOffset', () => {
  it('reads one period over another', () => {
    expect(readOffset('calls week over week')).toEqual({ ms: 7 * 86_400_000, words: 'week over week' });
    expect(readOffset('day-over-day growth of calls')).toMatchObject({ ms: 86_400_000 });
    expect(readOffset('the day over which it rained')).toBeUndefined();
  });
});

describe('readThreshold', () => {
  it.each([
    ['warmer than -10 degrees', { comparison: '>', value: -10, of: 'number' }],
    ['< -0.5', { comparison: '<', value: -0.5, of: 'number' }],
    ['above 100 mbit', { comparison: '>', value: 1e8, of: 'bits' }],
    ['more than 2 gbps', { comparison: '>', value: 2e9, of: 'bits' }],
    ['below 8 bits', { comparison: '<', value: 8, of: 'bits' }],
    ['above 100 mb', { comparison: '>', value: 1e8, of: 'bytes' }],
  ])('tells bits from bytes in %s', (question, asked) => {
    expect(readThreshold(question)).toMatchObject(asked);
  });
});
