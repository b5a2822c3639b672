import { splitWords } from '@metrics-ai/lexicon';
import type { Intent } from '../intent.ts';

const LEAST_LIKENESS = 0.7;

/** How much comes on one of another thing that is counted: bytes per request. */
export const perThing: Intent = {
  name: 'per thing',
  propose({ request, traits, relatives, found, by, rateRange, over, together }) {
    if (traits.kind !== 'counter') return undefined;
    const labels = Object.keys(traits.metric.labels).flatMap((label) => splitWords(label));
    const [thing] = request.groups.filter(
      (word) =>
        / (?:per|for each) $/.test(request.plain.split(`${word} `)[0]) &&
        splitWords(word).every((stem) => !labels.includes(stem)),
    );
    if (thing === undefined || by.length === request.groups.length) return undefined;
    const [stem] = splitWords(thing);
    if (stem === undefined || traits.words.includes(stem)) return undefined;
    const counter = relatives.counterOf(stem, traits, found);
    if (counter === undefined) return undefined;
    const other = counter.traits;
    const name = other.kind === 'histogram' ? `${other.metric.name}_count` : other.metric.name;
    return {
      fit: 0.97,
      promql: `${together('sum', `rate(${over(rateRange)})`)} / ${together('sum', `rate(${over(rateRange, name)})`)}`,
      reading: `amount of ${traits.metric.name} for each of ${name} over ${rateRange}`,
      unit: traits.unit,
      range: rateRange,
      isAggregated: true,
      // Of what has little in common, it may be other things that are meant.
      isOfKind: counter.likeness < LEAST_LIKENESS,
      words: [thing, `per ${thing}`],
    };
  },
};
