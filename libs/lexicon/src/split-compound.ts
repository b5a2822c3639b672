import { NEAR, SAME } from './synonyms.ts';

/**
 * Words that names are put together from without a break, of operations, databases, queues and runtimes in general.
 * Words that say something else inside of others, such as `check` and `out` in checkout, are not among them.
 */
const PARTS = new Set(
  `accepted active alive alloc allocated api app available average avg backend backup bad batch block broker buffer busy
   byte cache call capacity channel chunk class client closed cluster code collection collector command commit compaction
   completed config conn connected connection consumer context controller core count counter cpu create created current
   cursor data dead delay deleted delivered dirty disk document drop dropped duration election entry error event evicted
   exception exec expired failed failure fetch file flush free full garbage generation global group handler hash head heap
   height hit host http idle index inode instance invalid io item job key lag last latency leader length level limit list
   live load local lock log lost major master max maximum mem memory merge message min minimum minor miss missing msg
   network new node num number object offline old online open operation page partition peer pending percent pool primary
   proc process processing processor producer query queue rate read ready received record region rejected remaining
   replica replicated replication request response retry row running sample scan schema sec second segment sent server
   service session set shard shrink size slab slave slot slow socket space started stat state status storage store stream
   sync system table task tcp thread time token topic total transaction udp underreplicated use used user value version
   view virtual wait waiting web worker write written`.split(/\s+/),
);

/** They join two others. */
const JOINTS = new Set(['in', 'of', 'per']);
/** They stand before others. */
const PREFIXES = new Set(['nb', 'gc', 'fs', 'db']);

/** What the lexicon knows is a word of its own: a deadlock is no lock. */
const KNOWN = new Set([...SAME, ...NEAR].flatMap((line) => line.split(/ > |, /)));

const SHORTEST = 6;

/**
 * The words that a lower-case compound is put together from, the fewest that make up all of it: of
 * `underreplicatedpartitions` underreplicated, partitions. Undefined where it is none. O(length²) for at most 64 letters.
 */
export function splitCompound(compound: string): readonly string[] | undefined {
  if (compound.length < SHORTEST || isPart(compound) || KNOWN.has(compound)) return undefined;
  /** Of each beginning, by its length, the fewest words that make it up. */
  const fewest: (readonly string[] | undefined)[] = [[]];
  for (let end = 2; end <= compound.length; end++) {
    for (let start = 0; start <= end - 2; start++) {
      const before = fewest[start];
      if (before === undefined || (fewest[end]?.length ?? Infinity) <= before.length + 1) continue;
      const word = compound.slice(start, end);
      const isInside = start > 0 && end < compound.length;
      if (isPart(word) || (isInside && JOINTS.has(word)) || (start === 0 && PREFIXES.has(word)))
        fewest[end] = [...before, word];
    }
  }
  return fewest[compound.length];
}

function isPart(word: string): boolean {
  return PARTS.has(word) || (word.endsWith('s') && PARTS.has(word.slice(0, -1)));
}
