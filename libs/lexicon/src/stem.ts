/**
 * Takes off plural -s, past -ed, -ing and a final -e of English words of four letters and more, so that
 * `queries`, `query` and `querying` meet. After Harman, "How effective is suffixing?" (JASIS 42, 1991), S stemmer,
 * and Porter, "An algorithm for suffix stripping" (Program 14, 1980), step 1b. Other words stay as they are.
 */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= MOST_REMEMBERED) stems.clear();
  const stemmed = cut(word);
  stems.set(word, stemmed);
  return stemmed;
}

/** The same words come again and again: metrics share a few thousand. */
const stems = new Map<string, string>();
const MOST_REMEMBERED = 10_000;

function cut(word: string): string {
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
