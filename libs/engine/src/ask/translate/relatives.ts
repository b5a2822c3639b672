import { splitWords } from '@metrics-ai/lexicon';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import type { CatalogueMetric, MetricCatalogue } from '@metrics-ai/promql';

/** Words of names that say which part of a whole a metric counts. */
const ROLES = {
  part: 'used usage use current active open opened inuse allocated connected busy running resident working entries now',
  whole: 'max maximum limit total size capacity quota allocatable configured hard slots',
  free: 'free avail available remaining idle left unused',
  failed:
    'failed failure failures fail error errors err errs rejected dropped denied invalid unsuccessful timeout timeouts',
  hit: 'hit hits',
  miss: 'miss misses missed read reads',
  done: 'success successes successful succeeded ok completed',
} as const satisfies Record<string, string>;

export type Role = keyof typeof ROLES;

const ROLE_WORDS = Object.fromEntries(
  Object.entries(ROLES).map(([role, words]) => [role, new Set(splitWords(words))]),
) as unknown as Readonly<Record<Role, ReadonlySet<string>>>;

const ROLE_ENTRIES = Object.entries(ROLE_WORDS) as [Role, ReadonlySet<string>][];

/** Words that make no difference to what is counted. */
const UNITS = new Set(splitWords('total bytes seconds count number num ratio packets requests operations'));

/** Words that say that it is the time which is counted. */
const TIME = new Set(splitWords('time duration latency'));

/** Names of unlike subjects are no relatives, whatever their roles. */
const LEAST_SCORE = 0.7;
/** What being found for the question counts beside likeness. */
const FOUND_WEIGHT = 0.3;

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

  /**
   * The metric of the same subject in another role: the most alike by name, those that the search has found for the
   * question preferred. Undefined without one. O(names of the family).
   * @param found 0 … 1 by name: how well the search likes it
   */
  find(traits: MetricTraits, role: Role | 'plain', found: ReadonlyMap<string, number>): Relative | undefined {
    const subject = subjectOf(traits.metric.name, traits.kind);
    let best: Relative | undefined;
    let bestScore = LEAST_SCORE;
    for (const name of this.families.get(familyOf(traits.metric.name)) ?? []) {
      if (name === traits.metric.name) continue;
      const itsRole = roleOfName(name, traits.kind);
      if (role === 'plain' ? itsRole === 'failed' : itsRole !== role) continue;
      const metric = this.catalogue.find(name);
      if (metric === undefined) continue;
      const other = traitsOf(metric);
      if (
        (other.kind === 'counter') !== (traits.kind === 'counter') ||
        other.kind === 'histogram' ||
        other.kind === 'summary'
      )
        continue;
      if (other.unit !== traits.unit && (traits.unit !== '' || other.unit === 'bytes')) continue;
      const likeness = dice(subject, subjectOf(name, other.kind));
      const score = likeness + FOUND_WEIGHT * (found.get(name) ?? 0);
      if (score <= bestScore) continue;
      best = { traits: other, likeness };
      bestScore = score;
    }
    return best;
  }
}

/** The last word decides: `open_files_limit` is a limit, `limits_memory_used` a part of one. */
function roleOfName(name: string, kind: MetricTraits['kind']): Role | undefined {
  for (const word of splitWords(name).toReversed()) {
    for (const [role, words] of ROLE_ENTRIES) {
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
  return new Set(
    splitWords(name).filter(
      (word) =>
        !UNITS.has(word) &&
        !ROLE_ENTRIES.some(([role, words]) => !(kind === 'counter' && role === 'whole') && words.has(word)),
    ),
  );
}

function withoutTime(words: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !TIME.has(word)));
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}
