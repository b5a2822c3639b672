import { expandWords, splitQuery, wordsInText } from '@metrics-ai/lexicon';

/** What a word of the question met in a metric or series. */
export interface MetWord {
  /** As it was asked. */
  readonly asked: string;
  /** As it stands there. */
  readonly met: string;
  readonly in: 'name' | 'text';
}

export interface Relevance {
  /** 0…1. */
  readonly relevance: number;
  readonly words: readonly MetWord[];
}

/** What is looked at of a candidate. */
export interface Candidate {
  readonly metric: string;
  readonly text: string;
  readonly similarity?: number;
}

/** Words that half of all metrics have say less of what is meant. */
const COMMON = new Set(
  splitQuery('usage use rate time number count total size current value per second bytes metric'),
);
const COMMON_WEIGHT = 0.4;
const IN_TEXT = 0.8;
const OF_SIMILARITY = 0.25;

/** How much of a text each candidate is about: its words, each by the best that it may be called, and its meaning. */
export function coverOf(text: string): (candidate: Candidate) => Relevance {
  const asked = expandWords(splitQuery(text));
  const weights = asked.map(({ word }) => (COMMON.has(word) ? COMMON_WEIGHT : 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  return ({ metric, text: ofCandidate, similarity = 0 }) => {
    const inName = new Map(wordsInText(metric).map(({ word, text: met }) => [word, met]));
    const inText = new Map(wordsInText(ofCandidate).map(({ word, text: met }) => [word, met]));
    const words: MetWord[] = [];
    let met = 0;
    asked.forEach(({ word, alternatives }, i) => {
      let best = 0;
      let how: MetWord | undefined;
      for (const alternative of alternatives) {
        for (const [field, place, worth] of [
          ['name', inName, 1],
          ['text', inText, IN_TEXT],
        ] as const) {
          const found = place.get(alternative.word);
          if (found === undefined || alternative.weight * worth <= best) continue;
          best = alternative.weight * worth;
          how = { asked: word, met: found, in: field };
        }
      }
      met += weights[i] * best;
      if (how !== undefined) words.push(how);
    });
    const cover = sum > 0 ? met / sum : 0;
    return { relevance: (1 - OF_SIMILARITY) * cover + OF_SIMILARITY * Math.max(0, similarity), words };
  };
}
