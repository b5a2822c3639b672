import { splitCompound } from './split-compound.ts';
import { stem } from './stem.ts';
import { TECHNOLOGIES } from './technologies.ts';

/** A word as it is looked up, and as it stands in the text. */
export interface WordInText {
  readonly word: string;
  readonly text: string;
}

/** Words that say nothing about a metric. `up`, `down`, `not` and `no` do, and stay. */
const STOP_WORDS = new Set(
  (
    'a about all am an and any are as at be been being but by can could did do does doing for from had has have ' +
    'having how i if in into is it its itself just me my of on or our should so some than that the their them ' +
    'then there these they this those to too was we were what when where which who whom why will with would you your'
  ).split(' '),
);

/** A longer run of letters or digits is not a word; it is cut, the same way when stored and when asked for. */
const LONGEST_WORD = 64;

/** Letters and digits without a break: a word, or several in camelCase. */
const TOKEN = /[\p{L}\p{Nd}]+/gu;

/**
 * Runs of letters and of digits, in this order: plural acronyms (`CPUs`), acronyms up to the next word
 * (`HTTP|Server`), words with or without a capital, letters of scripts without case, digits.
 */
const RUN = /\p{Lu}{2,}s(?!\p{L})|\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lt}\p{Lm}\p{Lo}]+|\p{Nd}+/gu;

/** Names of products stay one word whatever their capitals and digits: `MySQL` is mysql, not my and sql; `k8s` is k8s. */
const PRODUCTS = new Set(
  TECHNOLOGIES.flatMap((line) => line.split(/ > |, /)).filter((name) => !name.includes(' ')),
);
const LONGEST_PRODUCT = Math.max(...[...PRODUCTS].map((name) => name.length));

/**
 * Splits text and metric names into words: at underscores, camelCase, digits and everything that is neither letter nor
 * digit; accents dropped, lower-case, stop words and `per second` left out, lightly stemmed. Names of products stay whole, compounds (`maxmemory`) do not.
 * @returns words in order, repeats included; each holds only lower-case letters or only digits, unless it names a product
 */
export function splitWords(text: string): string[] {
  return wordsInText(text).map(({ word }) => word);
}

/** As `splitWords`, and how each word stood in the text, in lower-case and without accents. */
export function wordsInText(text: string): WordInText[] {
  const words: WordInText[] = [];
  for (const [token] of withoutAccents(text).matchAll(TOKEN)) {
    for (const run of runsOf(token)) {
      const lower = run.toLowerCase();
      const cut = lower.slice(0, LONGEST_WORD);
      for (const text of splitCompound(cut) ?? [cut])
        if (!STOP_WORDS.has(text)) words.push({ word: stem(text), text });
    }
  }
  const isRate = (at: number): boolean => words[at]?.text === 'per' && TIMES.has(words[at + 1]?.text);
  return words.filter((_, i) => !isRate(i) && !isRate(i - 1));
}

/** Of `requests per second`, what is counted is said by the requests: a counter of seconds is not meant. */
const TIMES = new Set('second seconds sec minute minutes min hour day'.split(' '));

/** Most texts are plain, and need not be looked through. */
function withoutAccents(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
}

const PLAIN = /^[\0-\x7f]*$/;

function runsOf(token: string): readonly string[] {
  if (token.length <= LONGEST_PRODUCT && PRODUCTS.has(token.toLowerCase())) return [token];
  return token.match(RUN) ?? [];
}

/** More different words than this say nothing more about what is meant. */
const MOST_QUERY_WORDS = 64;

/** The different words of what is asked, in order; the first 64. */
export function splitQuery(text: string): string[] {
  return [...new Set(splitWords(text))].slice(0, MOST_QUERY_WORDS);
}
