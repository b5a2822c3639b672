/** FNV-1a (Fowler, Noll and Vo; RFC 9923), by UTF-16 code units instead of bytes. */
const FNV_BASIS = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
const [SHORTEST, LONGEST] = [3, 5];

/** A word has some ten n-grams; shared among them by this power, parts of long words still count. */
const SHARE_EXPONENT = 0.35;

/**
 * Adds every run of 3, 4 and 5 letters of a word, its ends marked, to the first `size` components of a vector, each hashed to
 * a place and a sign (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"). O(letters).
 */
export function addNgrams(vector: Float32Array, size: number, word: string, weight: number): void {
  const text = `<${word}>`;
  let count = 0;
  for (let length = SHORTEST; length <= LONGEST; length++) count += Math.max(0, text.length - length + 1);
  const share = weight / count ** SHARE_EXPONENT;
  for (let start = 0; start + SHORTEST <= text.length; start++) {
    let hash = FNV_BASIS;
    const end = Math.min(start + LONGEST, text.length);
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
      if (i >= start + SHORTEST - 1) addHashed(vector, size, hash, share);
    }
  }
}

/** Place and sign come from MurmurHash3's finaliser, which spreads every bit over all others. */
function addHashed(vector: Float32Array, size: number, fnvHash: number, weight: number): void {
  let hash = Math.imul(fnvHash ^ (fnvHash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  vector[hash % size] += hash >= 0x8000_0000 ? weight : -weight;
}
