export { expandWords } from './expand-words.ts';
export { splitQuery, splitWords, wordsInText } from './split-words.ts';
export { stem } from './stem.ts';
export { NEAR, SAME } from './synonyms.ts';
export { TECHNOLOGIES } from './technologies.ts';
export { technologiesNamed } from './technologies-named.ts';
export { wordWeight } from './weak-words.ts';
export type { Alternative, ExpandedWord } from './expand-words.ts';
export type { WordInText } from './split-words.ts';
