import { splitWords } from '@metrics-ai/lexicon';

/** Words that ask, or say how, and name nothing that an answer could miss. */
const ORDINARY = new Set(
  splitWords(
    `take took taken come came go goes went get got give given make made succeed succeeded happen happened look want need know tell
    show check see work handle handled serve served run ran use across until till through among along around common usual normal
    time times many much long old new level number left one other kind sort thing place way still already yet again just only
    really very quite lot recently lately ever since ago please anything there here far near not length depth amount`,
  ),
);
/** An amount is read where it is compared or converted. */
const AMOUNT = /^(?:\d+|[kmgt]i?b|[kmgt]?bits?|[kmgt]?bps|[kmgt]?byt|ms|s|sec|min|h|d)$/;

/** Those of some stems that name what an answer is to be about. */
export function namingWords(stems: readonly string[]): string[] {
  return stems.filter((stem) => !ORDINARY.has(stem) && !AMOUNT.test(stem));
}
