import { splitWords, technologiesNamed } from '@metrics-ai/lexicon';
import type { Request } from './read-request.ts';
import type { RetrievedMetric, TranslationContext } from './translation.ts';

/** What the search ranks lower is not looked at. */
const MOST_CANDIDATES = 50;

/** How well it answers whether something is up: a question of that thing as such, and one that may be about something else. */
const UP_SCORES = { general: 0.85, other: 0.3 };

/** Words that a question of targets in general is made of. */
const OF_TARGETS = new Set(
  splitWords(
    `number count target service instance job exporter scrape endpoint prometheus anything something everything thing many
     per now currently up down status state alive reachable unreachable available running healthy unhealthy missing dead`,
  ),
);

/**
 * What the search has found and, where a question is whether something is up, what says so: of a technology the metric
 * `redis_up`, of targets in general `up`, of which no help text tells.
 */
export function candidatesOf(
  { signals, words }: Request,
  { candidates, catalogue }: TranslationContext,
): readonly RetrievedMetric[] {
  const found = candidates.slice(0, MOST_CANDIDATES);
  const asked = words.filter(({ weight }) => weight === 1).map(({ word }) => word);
  const isOfState = signals.has('down') || signals.has('up') || signals.has('lost');
  if (!isOfState && !asked.includes('target') && !asked.includes('status')) return found;
  const others = asked.filter((word) => !OF_TARGETS.has(word));
  const names = others.length === 0 ? ['up'] : [...catalogue.names()].filter((name) => isUpOf(name, others));
  const scores = new Map(names.map((name) => [name, UP_SCORES.general]));
  if (names.length === 0) scores.set('up', UP_SCORES.other);
  for (const { metric, score } of found) {
    if (scores.has(metric.name)) scores.set(metric.name, Math.max(score, scores.get(metric.name)!));
  }
  const added = [...scores].flatMap(([name, score]) => {
    const metric = catalogue.find(name);
    return metric === undefined ? [] : [{ metric, score }];
  });
  return [...found.filter(({ metric }) => !scores.has(metric.name)), ...added];
}

/** Whether a metric says of the technology that all of the words name that it is up: `memcached_up`. */
function isUpOf(name: string, words: readonly string[]): boolean {
  if (!/^[^_]+_up$/.test(name)) return false;
  const [technology] = splitWords(name);
  return words.every((word) => technologiesNamed([word]).has(technology));
}
