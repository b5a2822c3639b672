import { splitWords } from '@metrics-ai/lexicon';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import type { MetricCatalogue } from '@metrics-ai/promql';

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

/** Words that make no difference to what is counted. */
const UNITS = new Set(splitWords('total bytes seconds count number num ratio packets requests operations'));

/** Names of unlike subjects are no relatives, whatever their roles. */
const LEAST_LIKENESS = 0.7;
/** What being found for the question counts beside likeness. */
const FOUND_WEIGHT = 0.3;

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

  /** Which part a metric counts, if its name says so; the last word that does decides. */
  roleOf(traits: MetricTraits): Role | undefined {
    const words = splitWords(traits.metric.name);
    for (const role of ['hit', 'miss', 'failed', 'done', 'free', 'part', 'whole'] as const) {
      if (role === 'whole' && traits.kind === 'counter') continue;
      if (words.some((word) => ROLE_WORDS[role].has(word))) return role;
    }
    return undefined;
  }

  /**
   * The metric of the same subject in another role: the most alike by name, those that the search has found for the
   * question preferred. Undefined without one. O(names of the family).
   * @param found 0 … 1 by name: how well the search likes it
   */
  find(
    traits: MetricTraits,
    role: Role | 'plain',
    found: ReadonlyMap<string, number>,
  ): MetricTraits | undefined {
    const subject = subjectOf(traits.metric.name, traits.kind);
    let best: { traits: MetricTraits; likeness: number } | undefined;
    for (const name of this.families.get(familyOf(traits.metric.name)) ?? []) {
      if (name === traits.metric.name || !hasRole(name, role)) continue;
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
      const likeness = dice(subject, subjectOf(name, other.kind)) + FOUND_WEIGHT * (found.get(name) ?? 0);
      if (likeness >= LEAST_LIKENESS && likeness > (best?.likeness ?? 0)) best = { traits: other, likeness };
    }
    return best?.traits;
  }
}

function hasRole(name: string, role: Role | 'plain'): boolean {
  const words = splitWords(name);
  return role === 'plain'
    ? !words.some((word) => ROLE_WORDS.failed.has(word))
    : words.some((word) => ROLE_WORDS[role].has(word));
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
        !Object.entries(ROLE_WORDS).some(
          ([role, words]) => !(kind === 'counter' && role === 'whole') && words.has(word),
        ),
    ),
  );
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}
