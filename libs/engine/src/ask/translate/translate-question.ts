import { splitWords } from '@metrics-ai/lexicon';
import { selector, toDuration, type LabelMatcher, type MetricCatalogue } from '@metrics-ai/promql';
import { finish } from './finish.ts';
import type { Intent, Proposal, Situation } from './intent.ts';
import { INTENTS } from './intents.ts';
import { matchFilters, matchGroups } from './match-labels.ts';
import { wordFit, WordRarity, type WordFit } from './metric-fit.ts';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import { readRequest, type Request } from './read-request.ts';
import { Relatives } from './relatives.ts';
import type { Choice, RetrievedMetric, Translation, TranslationContext } from './translation.ts';

const SCRAPE_INTERVAL_MS = 15_000;
/** `rate` over fewer scrapes is noise, or nothing after a missed one (Prometheus documentation, "rate()"). */
const LEAST_SCRAPES = 4;
const USUAL_RATE_RANGE_MS = 300_000;
const HOUR_MS = 3_600_000;
/** With these, one figure is asked for and not a course. */
const SUMMED = ['average', 'maximum', 'minimum', 'total', 'count'] as const;

/** What the search ranks lower is not looked at. */
const MOST_CANDIDATES = 50;
const MOST_CHOICES = 5;

/** What makes a metric and an operation the answer; they add up to 1. */
export const WEIGHTS = { search: 0.73, name: 0.17, intent: 0.1 };

/**
 * Writes PromQL for a question, without any model: the words choose among the metrics that the search has found, together
 * with the kind of question that they are asked with. Every expression names metrics and labels of the catalogue only.
 * Pure; O(candidates × intents), and once a catalogue O(its names).
 */
export function translateQuestion(question: string, context: TranslationContext): Translation {
  const request = readRequest(question, context.nowMs);
  const { rarity, relatives } = indexOf(context.catalogue);
  const found = new Map(context.candidates.map(({ metric, score }) => [metric.name, score]));
  const scene = {
    catalogue: context.catalogue,
    relatives,
    found,
    scrapeIntervalMs: context.scrapeIntervalMs ?? SCRAPE_INTERVAL_MS,
  };
  const choices = candidatesOf(request, context)
    .flatMap(({ metric, score }: RetrievedMetric) => {
      const traits = traitsOf(metric);
      const words = wordFit(request, traits, rarity);
      const metricScore = WEIGHTS.search * score + WEIGHTS.name * words.ofName;
      return bestChoice(request, traits, words, metricScore, scene) ?? [];
    })
    .sort((a, b) => b.score - a.score);
  return { choices: choices.slice(0, MOST_CHOICES), isSure: isSure(choices) };
}

/** How well `up` answers: a question of targets in general, and one that may be about something else. */
const UP_SCORES = { general: 0.85, other: 0.45 };

/** Words that a question of targets in general is made of. */
const OF_TARGETS = new Set(
  splitWords(
    'target service instance job exporter scrape endpoint anything something everything thing many per now currently up down alive reachable unreachable available running healthy unhealthy missing dead',
  ),
);

/** What the search has found, and what Prometheus itself says of each target, which no help text tells of, where targets are asked about. */
function candidatesOf(
  { signals, words }: Request,
  { candidates, catalogue }: TranslationContext,
): readonly RetrievedMetric[] {
  const found = candidates.slice(0, MOST_CANDIDATES);
  const up = catalogue.find('up');
  const isAboutTargets =
    signals.has('down') ||
    signals.has('up') ||
    signals.has('lost') ||
    words.some(({ word }) => word === 'target');
  if (up === undefined || !isAboutTargets) return found;
  const score = words.every(({ word }) => OF_TARGETS.has(word)) ? UP_SCORES.general : UP_SCORES.other;
  const known = found.find(({ metric }) => metric.name === 'up');
  return [
    ...found.filter((each) => each !== known),
    { metric: up, score: Math.max(score, known?.score ?? 0) },
  ];
}

/**
 * How much likelier a choice is than another whose score is lower by 1, as a logarithm: fitted, like the weights, to which metric people
 * took for the questions of their alerts and dashboards.
 */
const LOG_ODDS = 26;

/** From here on, the first choice is more often right than not, whatever it is compared with. */
const SURE = { probability: 0.6, score: 0.5 };

/** Whether the first choice stands out among all that there are, and answers most of what was asked. */
function isSure(choices: readonly Choice[]): boolean {
  const [first] = choices;
  if (first === undefined || first.score < SURE.score) return false;
  const odds = choices.reduce((sum, { score }) => sum + Math.exp(LOG_ODDS * (score - first.score)), 0);
  return 1 / odds >= SURE.probability;
}

function bestChoice(
  request: Request,
  traits: MetricTraits,
  words: WordFit,
  metricScore: number,
  scene: Scene,
): Choice | undefined {
  const filters = matchFilters(request, traits.metric, traits.words);
  const situation = situationOf(request, traits, filters, scene, request.range?.endedMs ?? 0);
  let best: { intent: Intent; proposal: Proposal } | undefined;
  for (const intent of INTENTS) {
    const proposal = intent.propose(situation);
    if (proposal !== undefined && !(best !== undefined && best.proposal.fit >= proposal.fit))
      best = { intent, proposal };
  }
  if (best === undefined) return undefined;
  const { intent, proposal } = best;
  const before =
    request.offset && intent.propose(situationOf(request, traits, filters, scene, request.offset.ms));
  return {
    ...finish({ intent, proposal, before, situation, filters, words }),
    score: Math.min(1, metricScore + WEIGHTS.intent * proposal.fit + labelBonus(situation, filters)),
  };
}

/** A metric that has what the question names is meant rather than one that has not, and the words are answered. */
const LABEL_BONUS = { value: 0.15, group: 0.08 };

function labelBonus({ by, traits }: Situation, filters: readonly LabelMatcher[]): number {
  const isGrouped = by.some(
    (label) => label in traits.metric.labels && label !== 'job' && label !== 'instance',
  );
  return (filters.length > 0 ? LABEL_BONUS.value : 0) + (isGrouped ? LABEL_BONUS.group : 0);
}

/** What is the same for all metrics of a question. */
interface Scene {
  readonly catalogue: MetricCatalogue;
  readonly relatives: Relatives;
  readonly found: ReadonlyMap<string, number>;
  readonly scrapeIntervalMs: number;
}

function situationOf(
  request: Request,
  traits: MetricTraits,
  filters: readonly LabelMatcher[],
  { catalogue, relatives, found, scrapeIntervalMs }: Scene,
  endedMs: number,
): Situation {
  const shortestMs = LEAST_SCRAPES * scrapeIntervalMs;
  const askedMs = request.range && Math.max(request.range.ms, shortestMs);
  const offset = endedMs === 0 ? '' : ` offset ${toDuration(endedMs)}`;
  const select = (name = traits.metric.name, matchers: readonly LabelMatcher[] = []): string => {
    const labels =
      (name === traits.metric.name ? traits.metric : catalogue.find(name))?.labels ?? traits.metric.labels;
    const isKnown = Object.keys(labels).length > 0;
    // What another metric is not told apart by cannot be asked of it; a later condition on a label takes the place of one before.
    const fitting = filters.filter((filter) => !isKnown || filter.name in labels);
    const replaced = new Set(matchers.map((matcher) => matcher.name));
    return selector(name, [...fitting.filter((filter) => !replaced.has(filter.name)), ...matchers]);
  };
  // Over hours, a rate of minutes is looked at in its course.
  const isLong = request.range !== undefined && request.range.ms > HOUR_MS && request.range.endedMs === 0;
  const isCourse = isLong && !SUMMED.some((signal) => request.signals.has(signal));
  const rateMs = askedMs === undefined || isCourse ? Math.max(USUAL_RATE_RANGE_MS, shortestMs) : askedMs;
  return {
    request,
    traits,
    relatives,
    found,
    by: matchGroups(request, traits.metric),
    shortestRange: toDuration(shortestMs),
    rateRange: toDuration(rateMs),
    askedRange: askedMs === undefined ? undefined : toDuration(askedMs),
    series: (name, matchers) => select(name, matchers) + offset,
    over: (range, name, matchers) => `${select(name, matchers)}[${range}]${offset}`,
  };
}

const indices = new WeakMap<
  MetricCatalogue,
  { readonly rarity: WordRarity; readonly relatives: Relatives }
>();

function indexOf(catalogue: MetricCatalogue): { readonly rarity: WordRarity; readonly relatives: Relatives } {
  const known = indices.get(catalogue);
  if (known !== undefined) return known;
  const index = { rarity: new WordRarity(catalogue), relatives: new Relatives(catalogue) };
  indices.set(catalogue, index);
  return index;
}
