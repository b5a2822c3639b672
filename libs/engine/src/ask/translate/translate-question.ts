import { splitWords } from '@metrics-ai/lexicon';
import type { MetricCatalogue } from '@metrics-ai/promql';
import { answeredShare, type Answered } from './answered-share.ts';
import { finish } from './finish.ts';
import type { Intent, Proposal } from './intent.ts';
import { INTENTS } from './intents.ts';
import { wordFit, WordRarity, type WordFit } from './metric-fit.ts';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import { readRequest, type Request } from './read-request.ts';
import { Relatives } from './relatives.ts';
import { matchLabels, situationOf, type LabelMatch, type Scene } from './situate.ts';
import type { Choice, RetrievedMetric, Translation, TranslationContext } from './translation.ts';

const SCRAPE_INTERVAL_MS = 15_000;

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

/** Of a search's score, how much the share of the question that a metric answers makes out. */
const COVERAGE_SHARE = 0.4;

function bestChoice(
  request: Request,
  traits: MetricTraits,
  words: WordFit,
  metricScore: number,
  scene: Scene,
): Choice | undefined {
  const match = matchLabels(request, traits);
  const situation = situationOf(request, traits, match, scene, request.range?.endedMs ?? 0);
  let best: { intent: Intent; proposal: Proposal } | undefined;
  for (const intent of INTENTS) {
    const proposal = intent.propose(situation);
    if (proposal !== undefined && !(best !== undefined && best.proposal.fit >= proposal.fit))
      best = { intent, proposal };
  }
  if (best === undefined) return undefined;
  const { intent, proposal } = best;
  const before =
    request.offset && intent.propose(situationOf(request, traits, match, scene, request.offset.ms));
  const answered = answeredBy(request, traits, match, proposal);
  return {
    ...finish({ intent, proposal, before, situation, words }),
    unmet: answered.unmet,
    // A search does not know that a word is a value, a time or an operation.
    score: Math.min(
      1,
      metricScore +
        WEIGHTS.search * COVERAGE_SHARE * (answered.inAll - answered.byMetric) +
        WEIGHTS.intent * proposal.fit,
    ),
  };
}

function answeredBy(
  request: Request,
  traits: MetricTraits,
  { filters, groups }: LabelMatch,
  proposal: Proposal,
): Answered {
  const { range, offset, threshold, topK, quantile, horizon } = request;
  const spent = [
    ...[range, offset, threshold, topK, quantile, horizon].map((named) => named?.words ?? ''),
    ...groups.filter(({ isExact }) => isExact).map(({ word }) => word),
    ...proposal.words,
  ];
  return answeredShare(
    request,
    traits,
    new Set(filters.flatMap(({ words }) => words)),
    new Set(spent.flatMap((words) => splitWords(words))),
  );
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
