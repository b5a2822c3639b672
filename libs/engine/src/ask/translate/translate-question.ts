import { splitWords } from '@metrics-ai/lexicon';
import type { MetricCatalogue } from '@metrics-ai/promql';
import { answeredShare, type Answered } from './answered-share.ts';
import { candidatesOf } from './candidates-of.ts';
import { correctTypos } from './correct-typos.ts';
import { finish } from './finish.ts';
import type { Intent, Proposal } from './intent.ts';
import { INTENTS } from './intents.ts';
import { leavesOut } from './leaves-out.ts';
import { isOfAnother, wordFit, WordRarity, type WordFit } from './metric-fit.ts';
import { traitsOf, type MetricTraits } from './metric-traits.ts';
import { readRequest, type Request } from './read-request.ts';
import { Relatives } from './relatives.ts';
import { matchLabels, situationOf, type Scene } from './situate.ts';
import type { Choice, RetrievedMetric, Translation, TranslationContext } from './translation.ts';

const SCRAPE_INTERVAL_MS = 15_000;

const MOST_CHOICES = 5;

/** What makes a metric and an operation the answer; they add up to 1. */
export const WEIGHTS = { search: 0.73, name: 0.17, intent: 0.1 };

/**
 * Writes PromQL for a question, without any model: the words choose among the metrics that the search has found, together
 * with the kind of question that they are asked with. Every expression names metrics and labels of the catalogue only.
 * Pure; O(candidates × intents), and once a catalogue O(its names).
 */
export function translateQuestion(question: string, context: TranslationContext): Translation {
  const { text, corrections } = correctTypos(question, context.catalogue);
  const request = readRequest(text, context.nowMs);
  const { rarity, relatives } = indexOf(context.catalogue);
  const found = new Map(context.candidates.map(({ metric, score }) => [metric.name, score]));
  const scene = {
    catalogue: context.catalogue,
    relatives,
    found,
    scrapeIntervalMs: context.scrapeIntervalMs ?? SCRAPE_INTERVAL_MS,
  };
  const ranked = candidatesOf(request, context).flatMap(({ metric, score }: RetrievedMetric) => {
    const traits = traitsOf(metric);
    const words = wordFit(request, traits, rarity);
    const metricScore = Math.max(0, WEIGHTS.search * score + WEIGHTS.name * words.ofName);
    return bestChoice(request, traits, words, metricScore, scene) ?? [];
  });
  const sorted = withoutLacking(ranked).sort((a, b) => b.choice.score - a.choice.score);
  // Both members of a pair lead to the same expression: that is no second opinion.
  const choices = sorted.filter(
    ({ choice }, i) => sorted.findIndex((other) => other.choice.promql === choice.promql) === i,
  );
  return {
    choices: choices.slice(0, MOST_CHOICES).map(({ choice }) => choice),
    isSure: corrections.length === 0 && !isVague(request) && isSure(choices),
    corrections,
  };
}

/** A choice, and what it makes of the question. */
interface Ranked {
  readonly choice: Choice;
  readonly answered: Answered;
  /** Stemmed words that name labels and values of its metric. */
  readonly ofLabels: ReadonlySet<string>;
  /** It leaves out something that the question names: a thing that no label is known to have, a quantile, a bound. */
  readonly isPartial: boolean;
}

/** How good a metric still is that has nothing of a value or label that is named and that another has. */
const LACKING = 0.8;

/** And one of another technology than is named. */
const OF_ANOTHER = 0.85;

/** Puts behind what does not have the labels that the question names: the memory of a service is not that of a machine. */
function withoutLacking(ranked: readonly Ranked[]): Ranked[] {
  const named = new Set(ranked.flatMap(({ ofLabels }) => [...ofLabels]));
  return ranked.map((each) => {
    if (!each.choice.unmet.some((word) => named.has(word))) return each;
    return { ...each, choice: { ...each.choice, score: each.choice.score * LACKING } };
  });
}

/**
 * How much likelier a choice is than another whose score is lower by 1, as a logarithm: fitted, like the weights, to which metric people
 * took for the questions of their alerts and dashboards.
 */
const LOG_ODDS = 26;

/** From here on, the first choice is more often right than not, whatever it is compared with. */
const SURE = { probability: 0.6, score: 0.5, answered: 0.35 };

/** Whether the first choice stands out among all that there are, and answers most of what was asked. */
function isSure(ranked: readonly Ranked[]): boolean {
  const [first] = ranked;
  if (first === undefined || first.choice.score < SURE.score || first.answered.inAll < SURE.answered)
    return false;
  if (first.isPartial) return false;
  const odds = ranked.reduce(
    (sum, { choice }) => sum + Math.exp(LOG_ODDS * (choice.score - first.choice.score)),
    0,
  );
  return 1 / odds >= SURE.probability;
}

/** Of a search's score, how much the share of the question that a metric answers makes out. */
const COVERAGE_SHARE = 0.4;
/** What naming labels and values speaks for the metric that has them, beyond the words that they answer. */
const LABELS_WEIGHT = 0.2;

/** Of `too hot`, nobody has said how hot that is; of `did anything crash` not what, where anything can be down. */
function isVague({ threshold, plain, signals }: Request): boolean {
  const isOfTargets = signals.has('down') || signals.has('up') || signals.has('lost');
  return (
    (threshold === undefined &&
      / too (?:hot|cold|warm|high|low|slow|large|big|small|long|old|many|few) /.test(plain)) ||
    (!isOfTargets && / (?:anything|something) /.test(plain))
  );
}

function bestChoice(
  request: Request,
  traits: MetricTraits,
  words: WordFit,
  metricScore: number,
  scene: Scene,
): Ranked | undefined {
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
  const ofLabels = new Set([
    ...match.filters.flatMap((filter) => filter.words),
    ...[...match.groups, match.counted]
      .filter((group) => group?.isExact)
      .flatMap((group) => splitWords(group?.word ?? '')),
  ]);
  const answered = answeredShare(request, traits, ofLabels, spentWords(request, proposal));
  // A search does not know that a word is a value, a time or an operation.
  const byOthers =
    WEIGHTS.search * COVERAGE_SHARE * (answered.inAll - answered.byMetric) +
    LABELS_WEIGHT * answered.byLabels;
  const likeness = isOfAnother(request, traits) ? OF_ANOTHER : 1;
  const score = likeness * Math.min(1, metricScore + WEIGHTS.intent * proposal.fit + byOthers);
  const finished = finish({ intent, proposal, before, situation, words });
  const isPartial =
    namesOther(request, traits, answered.unmet) ||
    (request.quantile !== undefined && !proposal.words.includes(request.quantile.words)) ||
    (request.threshold !== undefined && finished.threshold === undefined && proposal.isBounded !== true) ||
    leavesOut(situation, proposal, { ...finished, unmet: answered.unmet }) ||
    // Metrics of different parts of a system tell of the same kind of thing.
    proposal.isOfKind === true;
  return { choice: { ...finished, unmet: answered.unmet, score }, answered, ofLabels, isPartial };
}

/** Whether something is named (`of inventory`) that the metric is not known to have. */
function namesOther({ plain }: Request, { metric }: MetricTraits, unmet: readonly string[]): boolean {
  if (Object.keys(metric.labels).length === 0 || unmet.length === 0) return false;
  return [...plain.matchAll(/ (?:of|from|for|to|by|vs|versus|and) (?:the )?(?=(\S+))/g)].some(([, word]) =>
    splitWords(word).some((stem) => unmet.includes(stem)),
  );
}

/** Superlatives that say by what, and not only that the highest is meant: the intents spend them. */
const TELLING = /\b(?:slowest|fastest|busiest|hottest|warmest|coldest|fullest|emptiest)\b/;

/** Whoever asks for anything has not said what. */
const SAYING_NOTHING = 'anything something everything anyone anybody anywhere somewhere currently now';

/** Stemmed words that have decided something about the expression other than its metric. */
function spentWords(
  { range, offset, threshold, topK, horizon }: Request,
  { words }: Proposal,
): ReadonlySet<string> {
  const spent = [range, offset, threshold, horizon].map((named) => named?.words ?? '');
  const order = topK?.words.replace(TELLING, '') ?? '';
  return new Set([...spent, order, ...words, SAYING_NOTHING].flatMap((each) => splitWords(each)));
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
