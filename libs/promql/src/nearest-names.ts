/** Of a misspelt name so large a part is wrong at most, … */
const MOST_EDITS_SHARE = 0.3;
/** … and no more than so many signs: a long name with more of them wrong is another name. */
const MOST_EDITS = 5;
/** So large a part of the words of a half-remembered name is right. */
const LEAST_SHARED = 0.7;

/**
 * The names most like a misspelt or half-remembered one, best first; none when nothing is like it. Like it is what takes few
 * edits, a swap of neighbours being one, and what holds most of its words: `node_cpu` is near `node_cpu_seconds_total`.
 * O(names × length): a few milliseconds for a thousand names.
 */
export function nearestNames(name: string, names: Iterable<string>, limit: number): string[] {
  const wanted = name.toLowerCase();
  const words = [...new Set(wanted.split(SEPARATOR).filter((word) => word !== ''))];
  const found: { readonly name: string; readonly score: number }[] = [];
  for (const each of names) {
    if (each === name) continue;
    const candidate = each.toLowerCase();
    const score = Math.max(closeness(wanted, candidate), kinship(words, candidate));
    if (score > 0) found.push({ name: each, score });
  }
  found.sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return found.slice(0, limit).map((each) => each.name);
}

const SEPARATOR = /[_:.\s-]+/;

/** 1 for the same letters, less for each edit, 0 for another name. */
function closeness(wanted: string, candidate: string): number {
  if (wanted === candidate) return 1;
  const longest = Math.max(wanted.length, candidate.length);
  const most = Math.min(MOST_EDITS, Math.max(1, Math.floor(longest * MOST_EDITS_SHARE)));
  const count = edits(wanted, candidate, most);
  return count > most ? 0 : 1 - count / longest;
}

/** How much of a name's words another has, and how few besides. */
function kinship(words: readonly string[], candidate: string): number {
  let shared = 0;
  for (const word of words) if (hasWord(candidate, word)) shared++;
  if (shared === 0 || shared < LEAST_SHARED * words.length) return 0;
  const theirs = candidate.split(SEPARATOR).length;
  return 0.5 * (shared / words.length) + 0.4 * (shared / theirs);
}

function hasWord(candidate: string, word: string): boolean {
  const at = candidate.indexOf(word);
  if (at < 0) return false;
  const end = at + word.length;
  return (
    (at === 0 || SEPARATOR.test(candidate[at - 1])) &&
    (end === candidate.length || SEPARATOR.test(candidate[end]))
  );
}

/**
 * Insertions, deletions, replacements and swaps of neighbours between two texts; more than `most` is Infinity. Only cells that
 * few edits can reach are looked at (Ukkonen, "Algorithms for approximate string matching", 1985).
 */
function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  const width = b.length + 1;
  let beforeLast = new Uint16Array(width).fill(most + 1);
  let last = Uint16Array.from({ length: width }, (_, j) => j);
  let row = new Uint16Array(width);
  for (let i = 1; i <= a.length; i++) {
    row.fill(most + 1);
    if (i <= most) row[0] = i;
    let least = row[0];
    const to = Math.min(b.length, i + most);
    for (let j = Math.max(1, i - most); j <= to; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, beforeLast[j - 2] + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return Infinity;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length] > most ? Infinity : last[b.length];
}
