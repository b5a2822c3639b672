import { expandWords, splitWords } from '@metrics-ai/lexicon';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';

/** Words of names that say which part of a whole a metric counts. */
const ROLES = [
  [
    'part',
    'used usage use current active open opened inuse allocated connected busy running resident working entries now healthy alive online',
  ],
  ['whole', 'max maximum limit total size capacity quota allocatable configured hard slots'],
  ['free', 'free avail available remaining idle left unused'],
  [
    'failed',
    'failed failure failures fail error errors err errs rejected dropped denied invalid unsuccessful timeout timeouts',
  ],
  ['hit', 'hit hits'],
  ['miss', 'miss misses missed read reads'],
  ['done', 'success successes successful succeeded ok completed'],
] as const;

export type Role = (typeof ROLES)[number][0];

const ROLE_WORDS = ROLES.map(([role, words]) => [role, new Set(splitWords(words))] as const);

/** Words that make no difference to what is counted: units, and where an exporter has it from. */
const NEUTRAL = new Set(
  splitWords(
    'total bytes seconds count number num ratio packets requests operations config configured settings setting variables status stat stats global',
  ),
);

/** What a most says of what has been, and not of what may be. */
const PEAK_HELP = /\b(?:ever|observed|so far|peak|high[- ]?water|seen|recorded|historical)\b/i;
const MOST = new Set(splitWords('max maximum peak highest'));
const IN_USE = new Set(splitWords('used usage active busy seen reached'));

/** A word of the subject that has another of the same meaning counts so much at least. */
const SAME_WORD = 0.85;

/** Words that say that it is the time which is counted. */
const TIME = new Set(splitWords('time duration latency'));

/** Names of unlike subjects are no relatives, whatever their roles. */
const LEAST_SCORE = 0.7;
/** What being found for the question counts beside likeness. */
const FOUND_WEIGHT = 0.3;

/** What is available is what can be used of what is free. */
const USABLE_WEIGHT = 0.03;

function isUsable(name: string): boolean {
  return /avail/i.test(name);
}

export interface Relative {
  readonly traits: MetricTraits;
  /** 0 … 1: how much the subjects of the two names have in common. */
  readonly likeness: number;
}

/** Finds the other member of a ratio by its name: `x_free_bytes` of `x_size_bytes`, `x_hits_total` of `x_misses_total`. */
export class Relatives {
  private readonly families = new Map<string, string[]>();
  private readonly catalogue: MetricCatalogue;

  constructor(catalogue: MetricCatalogue) {
    this.catalogue = catalogue;
    for (const name of catalogue.names()) {
      const family = familyOf(name);
      const members = this.families.get(family);
      if (members === undefined) this.families.set(family, [name]);
      else members.push(name);
    }
  }

  /** Whether a metric tells the most that was ever, which is neither part nor whole of what is now. */
  isPeak({ metric }: MetricTraits): boolean {
    return isPeak(metric);
  }

  /** Whether a metric tells how something is set up, which is no part of what there is. */
  isSetting({ metric }: MetricTraits): boolean {
    return isSetting(metric);
  }

  /** Which part of a whole a metric counts, if its name says so. */
  roleOf(traits: MetricTraits): Role | undefined {
    return roleOfName(traits.metric.name, traits.kind);
  }

  /**
   * The counter of what a counter of seconds is spent on: `x_reads_completed_total` of `x_read_time_seconds_total`.
   * Undefined without one. O(names of the family).
   */
  numberOf(traits: MetricTraits, found: ReadonlyMap<string, number>): MetricTraits | undefined {
    const subject = withoutTime(subjectOf(traits.metric.name, traits.kind));
    let best: MetricTraits | undefined;
    let bestScore = -1;
    for (const name of this.families.get(familyOf(traits.metric.name)) ?? []) {
      const metric = this.catalogue.find(name);
      if (metric === undefined || roleOfName(name, 'counter') === 'failed') continue;
      const other = traitsOf(metric);
      const score = found.get(name) ?? 0;
      if (other.kind !== 'counter' || other.unit !== '' || score <= bestScore) continue;
      if (dice(subject, withoutTime(subjectOf(name, other.kind))) < 1) continue;
      best = other;
      bestScore = score;
    }
    return best;
  }

  /** What is available of that of which a metric says how much is free: `x_avail_bytes` of `x_free_bytes`. */
  availableOf({ metric: { name } }: MetricTraits): CatalogueMetric | undefined {
    const others = ['avail', 'available', 'Available'].map((word) => name.replace(/free/i, word));
    return others
      .filter((other) => other !== name)
      .map((other) => this.catalogue.find(other))
      .find(Boolean);
  }

  /** The counter, or histogram, of things that a word names, with which a metric is most alike otherwise. O(names of the family). */
  counterOf(thing: string, traits: MetricTraits, found: ReadonlyMap<string, number>): Relative | undefined {
    const subject = subjectOf(traits.metric.name, traits.kind);
    let best: Relative | undefined;
    let bestScore = 0;
    for (const name of this.families.get(familyOf(traits.metric.name)) ?? []) {
      const metric = this.catalogue.find(name);
      if (
        metric === undefined ||
        !splitWords(name).includes(thing) ||
        roleOfName(name, 'counter') === 'failed'
      )
        continue;
      const other = traitsOf(metric);
      const isOfTimes = other.kind === 'histogram' || (other.kind === 'counter' && other.unit === '');
      if (!isOfTimes) continue;
      const likeness = dice(subject, subjectOf(name, other.kind));
      const score = likeness + FOUND_WEIGHT * (found.get(name) ?? 0);
      // Of equals, what counts nothing but the things.
      if (score < bestScore || (score === bestScore && other.kind === 'histogram')) continue;
      best = { traits: other, likeness };
      bestScore = score;
    }
    return best;
  }

  /**
   * The metric of the same subject in another role: the most alike by name, those that the search has found for the
   * question preferred. Undefined without one. O(names of the family).
   * @param found 0 … 1 by name: how well the search likes it
   */
  find(
    traits: MetricTraits,
    role: Role | 'plain' | 'unsaid',
    found: ReadonlyMap<string, number>,
  ): Relative | undefined {
    let best: Relative | undefined;
    let bestScore = LEAST_SCORE;
    for (const name of this.families.get(familyOf(traits.metric.name)) ?? []) {
      if (name === traits.metric.name) continue;
      const itsRole = roleOfName(name, traits.kind);
      if (role === 'plain' ? itsRole === 'failed' : itsRole !== (role === 'unsaid' ? undefined : role))
        continue;
      const metric = this.catalogue.find(name);
      if (metric === undefined || (PAIRED.has(role) && isPeak(metric))) continue;
      const other = traitsOf(metric);
      if (
        (other.kind === 'counter') !== (traits.kind === 'counter') ||
        other.kind === 'histogram' ||
        other.kind === 'summary'
      )
        continue;
      if (other.unit !== traits.unit && (traits.unit !== '' || other.unit === 'bytes')) continue;
      const likeness = role === 'unsaid' ? sameness(traits, other) : likenessOf(traits, other);
      const score = likeness + FOUND_WEIGHT * (found.get(name) ?? 0) + (isUsable(name) ? USABLE_WEIGHT : 0);
      if (score <= bestScore) continue;
      best = { traits: other, likeness };
      bestScore = score;
    }
    return best;
  }
}

/** Of what is a part or a whole, the most that was ever is neither. */
const PAIRED: ReadonlySet<string> = new Set<Role | 'unsaid'>(['part', 'whole', 'unsaid']);

function isPeak({ name, help }: CatalogueMetric): boolean {
  const words = wordsOf(name);
  if (!words.some((word) => MOST.has(word))) return false;
  return PEAK_HELP.test(help) || words.some((word) => IN_USE.has(word));
}

/** As words, also where the lexicon does not know what there is a most of: `maxphones`. */
function wordsOf(name: string): string[] {
  return splitWords(name).flatMap((word) => {
    const thing = /^max(?!im)(\p{L}{4,})$/u.exec(word)?.[1];
    return thing === undefined ? [word] : ['max', ...splitWords(thing)];
  });
}

/** The last word decides: `open_files_limit` is a limit, `limits_memory_used` a part of one. */
function roleOfName(name: string, kind: MetricTraits['kind']): Role | undefined {
  for (const word of wordsOf(name).toReversed()) {
    for (const [role, words] of ROLE_WORDS) {
      if (words.has(word) && !(role === 'whole' && kind === 'counter')) return role;
    }
  }
  return undefined;
}

function familyOf(name: string): string {
  return /^[^_:]+/.exec(name)?.[0] ?? name;
}

/** What a name is about: its words without role and unit. */
function subjectOf(name: string, kind: MetricTraits['kind']): Set<string> {
  return new Set(wordsOf(name).filter((word) => !NEUTRAL.has(word) && !isRole(word, kind)));
}

function isRole(word: string, kind: MetricTraits['kind']): boolean {
  return ROLE_WORDS.some(([role, words]) => !(kind === 'counter' && role === 'whole') && words.has(word));
}

/** 0 … 1: how much two metrics have in common in what they are about; one of the two may say it by its role, as `threads_connected`. */
function likenessOf(one: MetricTraits, other: MetricTraits): number {
  const [a, b] = [one, other].map(({ metric, kind }) => subjectOf(metric.name, kind));
  return Math.max(dice(a, b), dice(withRole(one, a, b), b), dice(a, withRole(other, b, a)));
}

/** The words of a subject and those of its role that the other subject has as well. */
function withRole({ metric, kind }: MetricTraits, subject: Set<string>, other: Set<string>): Set<string> {
  const roles = wordsOf(metric.name).filter((word) => isRole(word, kind) && meetIn(word, other) > 0);
  return new Set([...subject, ...roles]);
}

/** What only the help tells is less certain. */
const TOLD_BY_HELP = 0.8;

/** How a metric that has no role is about all that a whole is: by its name and nothing else, or by its help; else 0. */
function sameness(whole: MetricTraits, other: MetricTraits): number {
  if (other.kind !== 'gauge' || isSetting(other.metric)) return 0;
  if (likenessOf(whole, other) === 1) return 1;
  const [family, ...subject] = subjectOf(whole.metric.name, whole.kind);
  const isTold = subject.length > 0 && subject.every((word) => other.helpWords.has(word));
  return isTold && wordsOf(other.metric.name)[0] === family ? TOLD_BY_HELP : 0;
}

const SETTING = /(?:^|_)(?:settings?|variables?|config)(?:_|$)/;

/** Whether a metric tells how something is set up: no part of what there is. */
function isSetting({ name }: CatalogueMetric): boolean {
  return SETTING.test(name);
}

function withoutTime(words: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !TIME.has(word)));
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const left = new Set(b);
  let common = 0;
  for (const word of a) if (left.delete(word)) common += 1;
  // What stands there under another word counts less, and once.
  for (const word of a) if (!b.has(word)) common += meetIn(word, left);
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

/** 1 for a word that is there, less for one of the same meaning, else 0. */
function meetIn(word: string, words: ReadonlySet<string>): number {
  if (words.has(word)) return 1;
  const [expanded] = expandWords([word]);
  const met = expanded?.alternatives.find(
    (alternative) => alternative.weight >= SAME_WORD && words.has(alternative.word),
  );
  return met?.weight ?? 0;
}
