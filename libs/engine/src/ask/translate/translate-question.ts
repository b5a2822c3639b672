import { selector, toDuration, type MetricCatalogue } from '@metrics-ai/promql';
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
  const scene = { relatives, found, scrapeIntervalMs: context.scrapeIntervalMs ?? SCRAPE_INTERVAL_MS };
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

/** As a search would find it that knew what it means. */
const UP_SCORE = 0.5;

/** What the search has found, and what Prometheus itself says of each target, which no help text tells of, where targets are asked about. */
function candidatesOf(
  { signals, spoken }: Request,
  { candidates, catalogue }: TranslationContext,
): readonly RetrievedMetric[] {
  const found = candidates.slice(0, MOST_CANDIDATES);
  const up = catalogue.find('up');
  const isAboutTargets =
    signals.has('down') || signals.has('up') || signals.has('lost') || spoken.includes('target');
  if (up === undefined || !isAboutTargets || found.some(({ metric }) => metric.name === 'up')) return found;
  return [...found, { metric: up, score: UP_SCORE }];
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
    score: metricScore + WEIGHTS.intent * proposal.fit,
  };
}

/** What is the same for all metrics of a question. */
interface Scene {
  readonly relatives: Relatives;
  readonly found: ReadonlyMap<string, number>;
  readonly scrapeIntervalMs: number;
}

function situationOf(
  request: Request,
  traits: MetricTraits,
  filters: Readonly<Record<string, string>>,
  { relatives, found, scrapeIntervalMs }: Scene,
  endedMs: number,
): Situation {
  const shortestMs = LEAST_SCRAPES * scrapeIntervalMs;
  const askedMs = request.range && Math.max(request.range.ms, shortestMs);
  const offset = endedMs === 0 ? '' : ` offset ${toDuration(endedMs)}`;
  const select = (name = traits.metric.name, matchers: Readonly<Record<string, string>> = {}): string =>
    selector(
      name,
      Object.entries({ ...filters, ...matchers }).map(([label, value]) => ({
        name: label,
        operator: '=',
        value,
      })),
    );
  return {
    request,
    traits,
    relatives,
    found,
    by: matchGroups(request, traits.metric),
    shortestRange: toDuration(shortestMs),
    rateRange: toDuration(askedMs ?? Math.max(USUAL_RATE_RANGE_MS, shortestMs)),
    askedRange: askedMs === undefined ? undefined : toDuration(askedMs),
    series: (name, matchers) => select(name, matchers) + offset,
    over: (range, name) => `${select(name)}[${range}]${offset}`,
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
