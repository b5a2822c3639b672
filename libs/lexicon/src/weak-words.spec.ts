import { expect, test } from '@jest/globals';
import { splitWords } from './split-words.ts';
import { wordWeight } from './weak-words.ts';

test('words that only say how much or how long weigh less than words that say what', () => {
  for (const word of splitWords('too many exceeding last minutes')) expect(wordWeight(word)).toBe(0.3);
  for (const word of splitWords('memory down queue xyzzy')) expect(wordWeight(word)).toBe(1);
});
