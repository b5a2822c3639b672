import { wordRarity } from '@metrics-ai/embeddings';
import { splitWords, wordWeight } from '@metrics-ai/lexicon';
import type { MetricTraits } from './metric-traits.ts';
import type { Request } from './read-request.ts';

/** As search weighs the places where a word of a question is met. */
const MET = { name: 0.9, text: 0.7 };
/** A synonym further off than this is no answer. */
const LEAST_MET = 0.3;

/** How much of a question a choice answers. */
export interface Answered {
  /** 0 … 1: by words of the metric alone, as search counts them. */
  readonly byMetric: number;
  /** 0 … 1: also by what was made of the others: a label's value, a time, an operation. */
  readonly inAll: number;
  /** 0 … 1: by labels and their values. */
  readonly byLabels: number;
  /** Words that nothing answers, as stems. */
  readonly unmet: readonly string[];
}

/**
 * @param ofLabels stemmed words that name labels of the metric and their values
 * @param spent stemmed words that decided something else about the expression
 */
export function answeredShare(
  { words }: Request,
  traits: MetricTraits,
  ofLabels: ReadonlySet<string>,
  spent: ReadonlySet<string>,
): Answered {
  const inName = new Set(splitWords(traits.metric.name));
  const inLabels = new Set(Object.keys(traits.metric.labels).flatMap(splitWords));
  let [byMetric, inAll, byLabels, all] = [0, 0, 0, 0];
  const unmet: string[] = [];
  for (const { word, alternatives, weight: place } of words) {
    const weight = wordRarity(word) * wordWeight(word) * place;
    let met = ofLabels.has(word) ? MET.text : 0;
    for (const alternative of alternatives) {
      const field = inName.has(alternative.word)
        ? MET.name
        : traits.helpWords.has(alternative.word) || inLabels.has(alternative.word)
          ? MET.text
          : 0;
      met = Math.max(met, field * alternative.weight);
    }
    const used = ofLabels.has(word) || spent.has(word) ? 1 : met;
    all += weight;
    byMetric += weight * met;
    inAll += weight * used;
    if (ofLabels.has(word)) byLabels += weight;
    if (used < LEAST_MET && wordWeight(word) === 1) unmet.push(word);
  }
  return all === 0
    ? { byMetric: 0, inAll: 0, byLabels: 0, unmet }
    : { byMetric: byMetric / all, inAll: inAll / all, byLabels: byLabels / all, unmet };
}
