import { BEHAVIOUR_PHRASES } from './behaviour-phrases.ts';
import { BEHAVIOURS, type Behaviour } from './behaviours.ts';

/** A behaviour that a question names, and the words that it was read from. */
export interface ReadBehaviour {
  readonly behaviour: Behaviour;
  /** Nothing is left out for it. */
  readonly isHint: boolean;
  readonly words: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Phrases are whole words, and no parts of a metric's name. */
const wholeWords = (pattern: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${pattern})(?![\\p{L}\\p{N}_])(?!-\\p{L})`, 'giu');

const PHRASES = BEHAVIOURS.map((behaviour) => {
  const { sure, unsure = [] } = BEHAVIOUR_PHRASES[behaviour.name];
  return { behaviour, sure: sure.map(wholeWords), unsure: unsure.map(wholeWords) };
});

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
  ].join('|'),
);
/** How often something happened is a number of its own: "number of anomalies found", "shrinks per second". */
const NUMBER_OF = /(?<![\p{L}\p{N}])(?:numbers?|counts?|totals?|rates?) of $/iu;
const IS_COUNTED =
  /^ (?:counts?|counters?|found|detected|(?:per|an?) (?:second|minute|hour|day))(?![\p{L}\p{N}])/iu;

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
  for (const { behaviour, sure, unsure } of PHRASES) {
    for (const [k, phrase] of [...sure, ...unsure].entries()) {
      for (const { 0: words, index } of text.matchAll(phrase)) {
        const endIndex = index + words.length;
        if (words === '' || isSpent(index, endIndex)) continue;
        if (isNumber(text, index, endIndex)) continue;
        if (k >= sure.length && !isMeant(text, index, endIndex, namesTime)) continue;
        found.push({ behaviour, isHint: behaviour.isHint === true, words, startIndex: index, endIndex });
      }
    }
  }
  found.sort((a, b) => a.startIndex - b.startIndex);
  const recurs = found.some(({ behaviour }) => RECURRING.has(behaviour.name));
  return recurs ? found.map(asRecurring) : found;
}

function isNumber(text: string, startIndex: number, endIndex: number): boolean {
  return NUMBER_OF.test(text.slice(0, startIndex)) || IS_COUNTED.test(text.slice(endIndex));
}

function isMeant(text: string, startIndex: number, endIndex: number, namesTime: boolean): boolean {
  const before = text.slice(0, startIndex);
  if (COUNTED_AFTER.test(text.slice(endIndex)) || COUNTED_BEFORE.test(before)) return false;
  return namesTime || ASKED.test(before);
}

/** What goes up every morning does not climb, and spikes of every night are no event: what tells such series is their rhythm. */
function asRecurring(read: ReadBehaviour): ReadBehaviour {
  const { name, kind } = read.behaviour;
  const isCourse = kind === 'event' || name === 'spiky' || name === 'climbing' || name === 'declining';
  return isCourse ? { ...read, isHint: true } : read;
}
