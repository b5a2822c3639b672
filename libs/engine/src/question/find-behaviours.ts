import { BEHAVIOUR_PHRASES } from './behaviour-phrases.ts';
import { BEHAVIOURS, type Behaviour } from './behaviours.ts';

/** A behaviour that a question names, and the words that it was read from. */
export interface ReadBehaviour {
  readonly behaviour: Behaviour;
  /** Nothing is left out for it. */
  readonly isHint: boolean;
  /** It is said not to be so: such series come last. No condition. */
  readonly isNegated: boolean;
  /** Its words are not such as metrics have, too, or it is asked what did so then. */
  readonly isSure: boolean;
  readonly words: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Phrases are whole words, and no parts of a metric's name. */
const wholeWords = (pattern: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${pattern})(?![\\p{L}\\p{N}_])(?!-\\p{L})`, 'giu');

/** In the order in which they are looked for: what says surely how something behaves comes first. */
const PHRASES = (['sure', 'unsure'] as const).flatMap((kind) =>
  BEHAVIOURS.flatMap((behaviour) =>
    (BEHAVIOUR_PHRASES[behaviour.name][kind] ?? []).map((phrase) => ({
      behaviour,
      phrase: wholeWords(phrase),
      isSure: kind === 'sure',
    })),
  ),
);

/** Whatever is counted when it is lost: "dropped packets" are a metric, not a behaviour. */
const COUNTED =
  '(?:packets?|messages?|frames?|samples?|logs?|lines?|spans?|events?|datagrams?|segments?|bytes|records?|points?|notifications?|alerts?|tables?|index(?:es)?|partitions?|databases?|caches?|privileges?|jobs?|tuples?|rows?|metrics?)';
const COUNTED_AFTER = new RegExp(`^ ${COUNTED}(?![\\p{L}\\p{N}])`, 'iu');
const COUNTED_BEFORE = new RegExp(`(?<![\\p{L}\\p{N}])${COUNTED} (?:(?:are|were|being|get|got) )?$`, 'iu');

/** Terms of metrics, none of whose words says how anything behaves. */
const TERMS = wholeWords(
  [
    'steady[ -]state',
    'flat files?',
    '(?:rising|falling) edges?',
    'fall(?:ing|s)? (?:back|through)',
    '(?:spike|surge|anomaly) (?:arrest|protection|detectors?|detection|scores?|thresholds?)',
    'log level(?: changes?)?',
    '(?:ramp|spin|scale)[ -]?(?:up|down) (?:time|duration|period|phase)s?',
    'constant(?:-time| time)',
    '(?:crash|boot) ?loop counts?',
    '(?:high|low)[ -](?:water(?: ?marks?)?|watermarks?|availability|priority|cardinality|performance|order|precision|resolution|frequency|level|power|memory killer|mem killer|side|end|pass|voltage)',
    'static (?:files?|content|assets?|pages?|routes?|sites?|pods?|ips?|config(?:uration)?s?)',
    'stable (?:releases?|versions?|channels?|branch(?:es)?|builds?|tags?)',
    '(?:burst|surge) (?:balance|credits?|limits?|size|quota|tokens?|rate|pricing)',
    '(?:leader|leadership|primary|master|raft) step[ -]?downs?',
    'step[ -]?down (?:transformer|converter|regulator|request|count)s?',
    '(?:retr(?:y|ies)|attempts?|tries) exhausted|exhausted (?:retr(?:y|ies)|attempts|tries)',
    'frozen (?:accounts?|orders?|cards?|funds|assets|rows?|tuples|pages?|transactions?|users?|payments?|wallets?|regions?)',
    'peak (?:hours?|times?|memory|connections|usage|concurrency|bandwidth|rss|heap|throughput|sessions|users)',
  ].join('|'),
);
/** How often something happened is a number of its own: "number of anomalies found", "shrinks per second". */
const NUMBER_OF = /(?<![\p{L}\p{N}])(?:numbers?|counts?|totals?|rates?) of $/iu;
const IS_COUNTED =
  /^ (?:counts?|counters?|found|detected|(?:per|an?) (?:second|minute|hour|day))(?![\p{L}\p{N}])/iu;

/** "not spiky", "without spikes": before a behaviour that is none of something missing itself. */
const NEGATION =
  /(?<![\p{L}\p{N}])(?:(?:that|which) )?(?:(?:(?:is|are|was|were|has|have|do|does|did) )?(?:not|never|no longer)|(?:is|are|was|were|has|have|do|does|did)n'?t|without|no|hardly(?: any)?|free of)(?: (?:any|a|an|been|being|really|very|so|too|much))* $/iu;

/** What was dropped or declined is a kind of thing: "declined payments", "stopped instances". */
const KIND = /^(?:dropped|declined|stopped|changed|hung|degraded)$/iu;
const THINGS_AFTER =
  /^ (?!(?:across|sometimes|always|as|was|is|has|this|us|times|hours|days|minutes|towards|metrics|series|sensors|less|besides|perhaps|afterwards)(?![\p{L}\p{N}]))\p{L}{3,}s(?![\p{L}\p{N}_])/iu;

/** Nouns as well as verbs: "payment declines", "price increases", "connection drops per client". */
const NOUN = /^(?:declines|increases|decreases|drops|falls|rises)$/iu;
const THAT_SOMEBODY_DOES =
  /(?<![\p{L}\p{N}])(?:payment|card|order|bid|transaction|offer|authori[sz]ation|auth|loan|claim|invitation|refund|credit|debit|issuer|bank|soft|hard|fraud|price|salary|limit|quota|fee|tax|fare|wage|premium|frame|call|connection|session|client|tail|buffer) $/iu;
const COUNTED_BY = /^ (?:per|by|rates?|ratio|counts?|counters?|reasons?|codes?|total)(?![\p{L}\p{N}])/iu;

/** "what dropped", "which services have stopped", "anything that peaked". */
const ASKED =
  /(?<![\p{L}\p{N}])(?:what|which|who|anything|something|everything|whatever)(?: [\p{L}\p{N}-]+){0,4} $/iu;

/** What comes again and again, and what happens then. */
const RECURRING = new Set(['daily', 'weekly', 'periodic']);

/**
 * The behaviours that a text names, in the order of its words.
 *
 * @param text with single spaces
 * @param namesTime where a time is named, words that metrics have as well ("dropped", "peak") are taken for what happened then
 */
export function findBehaviours(text: string, namesTime: boolean): ReadBehaviour[] {
  const found: ReadBehaviour[] = [];
  const terms = [...text.matchAll(TERMS)].map(({ 0: words, index }) => ({
    startIndex: index,
    endIndex: index + words.length,
  }));
  const isSpent = (from: number, to: number): boolean =>
    [...found, ...terms].some(({ startIndex, endIndex }) => from < endIndex && to > startIndex);
  for (const { behaviour, phrase, isSure } of PHRASES) {
    for (const { 0: words, index } of text.matchAll(phrase)) {
      const endIndex = index + words.length;
      if (words === '' || isSpent(index, endIndex)) continue;
      if (isNumber(text, index, endIndex)) continue;
      if (!isSure && !isMeant(text, index, endIndex, namesTime)) continue;
      const negation = NEGATION.exec(text.slice(0, index))?.[0] ?? '';
      const isNegated = negation !== '';
      const isAsked = namesTime && ASKED.test(text.slice(0, index));
      const place = { startIndex: index - negation.length, endIndex };
      found.push({
        behaviour,
        isHint: behaviour.isHint === true || isNegated,
        isNegated,
        isSure: isSure || isAsked,
        words: negation + words,
        ...place,
      });
    }
  }
  found.sort((a, b) => a.startIndex - b.startIndex);
  const meant = found.filter((read, place) => !isNoun(text, read, found[place + 1]));
  const recurs = meant.some(({ behaviour }) => RECURRING.has(behaviour.name));
  return recurs ? meant.map(asRecurring) : meant;
}

/** Of two verbs in a row the first is none: "payment declines spike". */
function isNoun(text: string, read: ReadBehaviour, next: ReadBehaviour | undefined): boolean {
  if (!NOUN.test(read.words)) return false;
  return (
    THAT_SOMEBODY_DOES.test(text.slice(0, read.startIndex)) ||
    COUNTED_BY.test(text.slice(read.endIndex)) ||
    next?.startIndex === read.endIndex + 1
  );
}

function isNumber(text: string, startIndex: number, endIndex: number): boolean {
  return NUMBER_OF.test(text.slice(0, startIndex)) || IS_COUNTED.test(text.slice(endIndex));
}

function isMeant(text: string, startIndex: number, endIndex: number, namesTime: boolean): boolean {
  const before = text.slice(0, startIndex);
  const after = text.slice(endIndex);
  if (COUNTED_AFTER.test(after) || COUNTED_BEFORE.test(before)) return false;
  if (KIND.test(text.slice(startIndex, endIndex)) && THINGS_AFTER.test(after)) return false;
  return namesTime || ASKED.test(before);
}

/** What goes up every morning does not climb, and spikes of every night are no event: what tells such series is their rhythm. */
function asRecurring(read: ReadBehaviour): ReadBehaviour {
  const { name, kind } = read.behaviour;
  const isCourse = kind === 'event' || name === 'spiky' || name === 'climbing' || name === 'declining';
  return isCourse ? { ...read, isHint: true } : read;
}
