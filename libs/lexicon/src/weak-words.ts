import { splitWords } from './split-words.ts';

/** How much a word of asking says of what is asked for, against 1 of any other. */
const WEAK_WEIGHT = 0.3;

/**
 * Words of questions, alerts and panel titles that say how much, how long or how bad, and hardly ever what: metrics that
 * have them in their names are not more likely to be meant.
 */
const WEAK_WORDS = new Set(
  splitWords(
    `high low large small big heavy great huge very too many much few more most less least than over under above below
     exceed exceeding greater lower higher last latest current currently now value within past during since ago recent
     minute hour day week month year second percent percentage rate per overview summary detail general other top bottom
     total count number average each every both show list find get give display view see tell compare
     alert alarm warning critical severe info problem issue trouble unusual abnormal unexpected strange significant
     usage use used using utilization utilisation consumption level size amount
     several some various overall different please check consider threshold approximately almost nearly always never
     continuously constantly still only also because due based possible possibly likely might may must without`,
  ),
);

/** How much a word (as `splitWords` gives it) says of what is asked for: 1, or less of words that only say how. */
export function wordWeight(word: string): number {
  return WEAK_WORDS.has(word) ? WEAK_WEIGHT : 1;
}
