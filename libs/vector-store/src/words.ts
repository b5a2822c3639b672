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

/**
 * Runs of letters and of digits, in this order: plural acronyms (`CPUs`), acronyms up to the next word
 * (`HTTP|Server`), words with or without a capital, letters of scripts without case, digits.
 */
const RUN = /\p{Lu}{2,}s(?!\p{L})|\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lt}\p{Lm}\p{Lo}]+|\p{Nd}+/gu;

/**
 * Splits text and metric names into the words that the keyword side looks up: at underscores, camelCase, digits and
 * everything that is neither letter nor digit; accents dropped, lower-case, stop words left out, lightly stemmed.
 * Both stores use it for what is stored and what is asked.
 * @returns words in order, repeats included; each holds only lower-case letters or only digits
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [run] of text.normalize('NFKD').replace(/\p{M}/gu, '').matchAll(RUN)) {
    const word = run.toLowerCase();
    if (!STOP_WORDS.has(word)) words.push(stem(word.slice(0, LONGEST_WORD)));
  }
  return words;
}

/** More different words than this say nothing more about what is meant. */
const MOST_QUERY_WORDS = 64;

/** The different words of what is asked, in order; the first 64. */
export function splitQuery(text: string): string[] {
  return [...new Set(splitWords(text))].slice(0, MOST_QUERY_WORDS);
}

/**
 * Takes off plural -s, past -ed, -ing and a final -e of English words of four letters and more, so that
 * `queries`, `query` and `querying` meet. After Harman, "How effective is suffixing?" (JASIS 42, 1991), S stemmer,
 * and Porter, "An algorithm for suffix stripping" (Program 14, 1980), step 1b.
 */
function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const singular = word
    .replace(/(ss|x|ch|sh|z)es$/, '$1')
    .replace(/(?<=..)ie[sd]$/, 'y')
    // `status` and `redis` are no plurals, `cpus` and `apis` are.
    .replace(word.length === 4 ? /(?<!s)s$/ : /(?<![sui])s$/, '');
  const root = singular.replace(/(?<=^.*[aeiouy].*)(?<=...)(?:ing|ed)$/, '');
  const undoubled = root === singular ? root : root.replace(/([^aeioulsz])\1$/, '$1');
  return undoubled.length >= 4 ? undoubled.replace(/e$/, '') : undoubled;
}
