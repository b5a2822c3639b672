/** Beyond this share of its length a name is another one, not a misspelt one. */
const MOST_EDITS_SHARE = 0.34;

/**
 * The names most like a misspelt or half-remembered one, best first; none when nothing is like it. Like it is what takes few
 * edits, a swap of neighbours being one, and what holds all of its words: `node_cpu` is near `node_cpu_seconds_total`.
 * O(names × length) for names that share no word with it, O(length²) more for those that do.
 */
export function nearestNames(name: string, names: Iterable<string>, limit: number): string[] {
  const wanted = name.toLowerCase();
  const words = new Set(wordsOf(wanted));
  const found: { readonly name: string; readonly score: number }[] = [];
  for (const each of names) {
    if (each === name) continue;
    const score = likeness(wanted, words, each.toLowerCase());
    if (score > 0) found.push({ name: each, score });
  }
  found.sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return found.slice(0, limit).map((each) => each.name);
}

function likeness(wanted: string, words: ReadonlySet<string>, candidate: string): number {
  if (wanted === candidate) return 2;
  const longest = Math.max(wanted.length, candidate.length);
  const most = Math.max(1, Math.floor(longest * MOST_EDITS_SHARE));
  const theirs = wordsOf(candidate);
  const shared = theirs.filter((word) => words.has(word)).length;
  const byEdits =
    Math.abs(wanted.length - candidate.length) > most ? Infinity : edits(wanted, candidate, most);
  const closeness = byEdits > most ? 0 : 1 - byEdits / longest;
  // All of its words, and some more: what is missing was left out or forgotten.
  const holds = words.size > 0 && shared === words.size ? 0.5 + 0.4 * (words.size / theirs.length) : 0;
  return Math.max(closeness, holds);
}

function wordsOf(name: string): string[] {
  return name.split(/[_:.]+/).filter((word) => word !== '');
}

/** Insertions, deletions, replacements and swaps of neighbours between two texts; more than `most` is Infinity. */
function edits(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, beforeLast[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return Infinity;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] > most ? Infinity : last[b.length];
}
