export { expandWords } from './expand-words.ts';
export { splitQuery, splitWords, wordsInText } from './split-words.ts';
export { stem } from './stem.ts';
export type { Alternative, ExpandedWord } from './expand-words.ts';
export type { WordInText } from './split-words.ts';
