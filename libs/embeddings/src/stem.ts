/**
 * The stem of a lower-case English word, without plural and the endings -ing, -ed, -er, -ion, -ation, -ly, so that
 * `requests`, `requested` and `requesting` meet. A lighter relative of Porter's stemmer (Porter 1980, "An algorithm for
 * suffix stripping", steps 1a, 1b and 5a). Words of up to three letters and words of other scripts stay as they are.
 */
export function stem(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^siu])s$/, '$1');
  const bare = singular.replace(/(?:at(?:ion|e|ed|ing)|ion|ing|ed|er|ly)$/, '');
  const rooted = bare.length >= 3 && /[aeiouy]/.test(bare) ? bare.replace(/([^aeiouls])\1$/, '$1') : singular;
  return rooted.length > 4 ? rooted.replace(/e$/, '') : rooted;
}
