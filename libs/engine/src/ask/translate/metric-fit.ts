import { splitWords, technologiesNamed } from '@metrics-ai/lexicon';
import type { MetricTraits } from './metric-traits.ts';
import type { Request } from './read-request.ts';
import { unaskedFacets } from './unasked-facets.ts';
import { matchOutcome } from './outcome-labels.ts';
import type { MetricCatalogue } from '@metrics-ai/promql';

/** How much of a metric's name a question speaks of; how much of the question a metric answers is the search's to say. */
export interface WordFit {
  /** Up to 1: how much of the metric's name the question speaks of, less what the name tells besides. */
  readonly ofName: number;
  /** Words of the question that are in the name, as the question has them. */
  readonly words: readonly string[];
}

/** How rare words are in the names of a catalogue. */
export class WordRarity {
  private readonly counts = new Map<string, number>();
  private readonly names: number;

  constructor(catalogue: MetricCatalogue) {
    let names = 0;
    for (const name of catalogue.names()) {
      names += 1;
      for (const word of new Set(splitWords(name))) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
    }
    this.names = names;
  }

  /** Inverse document frequency; of a word in no name 0. */
  of(word: string): number {
    const count = this.counts.get(word);
    return count === undefined ? 0 : Math.log(1 + this.names / count);
  }
}

/** What each side of a subject counts that a name tells and nobody has asked for. */
const UNASKED_WEIGHT = 0.3;

/** A word may be cut short in the question: `conn` for connections, `back` for backend. */
const ABBREVIATION = { leastLength: 4, weight: 0.6 };

const FAILURE_ASKED = / (?:fail\w*|errors?|rejected|dropped) /;
const FAILURE_NAMED = new Set(
  splitWords(
    'failed failure fail error err errs rejected dropped denied broken unsuccessful timeout corrupt corruption',
  ),
);

/** Whether failures are asked for and a counter counts all attempts, with no label that tells them apart. */
function countsMoreThanFailures(request: Request, traits: MetricTraits): boolean {
  return (
    traits.kind === 'counter' &&
    FAILURE_ASKED.test(request.plain) &&
    !traits.words.some((word) => FAILURE_NAMED.has(word)) &&
    matchOutcome(request, traits) === undefined
  );
}

/** Whether a technology is named and a metric not known to be of it; labels may tell more of it than its name. */
function isUnlike({ plain }: Request, { metric }: MetricTraits): boolean {
  const named = technologiesNamed(splitWords(plain));
  const [first] = splitWords(metric.name);
  return named.size > 0 && Object.keys(metric.labels).length === 0 && !named.has(first);
}

/** Whether a technology is named and the metric is, by the first word of its name, of another, and no label is of that which is named. */
export function isOfAnother({ plain }: Request, { metric }: MetricTraits): boolean {
  const named = technologiesNamed(splitWords(plain));
  const [first] = splitWords(metric.name);
  if (named.size === 0 || named.has(first) || technologiesNamed([first]).size === 0) return false;
  return !Object.values(metric.labels)
    .flat()
    .some((value) => splitWords(value).some((word) => named.has(word)));
}

/** In how many ways a metric is about something else than the question. */
function offSubject(request: Request, traits: MetricTraits): number {
  const isElsewhere = [isUnlike, countsMoreThanFailures].filter((differs) => differs(request, traits));
  return unaskedFacets(request, traits) + isElsewhere.length;
}

/** Compares the words of a question with those of a metric. O(words × alternatives). */
export function wordFit(request: Request, traits: MetricTraits, rarity: WordRarity): WordFit {
  const inName = new Set(traits.words);
  const spoken = new Map<string, number>();
  const words: string[] = [];
  for (const { word, alternatives, weight } of request.words) {
    let inMetric = 0;
    const speakOf = (name: string, likeness: number): void => {
      spoken.set(name, Math.max(spoken.get(name) ?? 0, likeness * Math.sqrt(weight)));
      inMetric = Math.max(inMetric, likeness);
    };
    for (const alternative of alternatives)
      if (inName.has(alternative.word)) speakOf(alternative.word, alternative.weight);
    if (inMetric < ABBREVIATION.weight && word.length >= ABBREVIATION.leastLength) {
      for (const name of inName) if (name.startsWith(word)) speakOf(name, ABBREVIATION.weight);
    }
    if (inMetric > 0) words.push(word);
  }
  let named = 0;
  let said = 0;
  for (const word of inName) {
    named += rarity.of(word);
    said += rarity.of(word) * (spoken.get(word) ?? 0);
  }
  return {
    ofName: (named > 0 ? said / named : 0) - UNASKED_WEIGHT * offSubject(request, traits),
    words,
  };
}
