import { formatQuantity } from '@metrics-ai/features';
import { splitWords } from '@metrics-ai/lexicon';
import { labelName, type CatalogueMetric } from '@metrics-ai/promql';
import type { Intent } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';
import type { Threshold } from '../read-quantities.ts';
import type { Request } from '../read-request.ts';

/** What an alert on slowness looks at when it names no quantile: the slowest one in a hundred. */
const USUAL_QUANTILE = 0.99;

/** A quantile of durations or sizes: p95, median, or simply `slow`. */
export const quantile: Intent = {
  name: 'quantile',
  propose({ request, traits, rateRange, by, over, series }) {
    const asked = request.quantile;
    const slow = request.signals.get('slowness');
    if (asked === undefined && slow === undefined) return undefined;
    const share = asked?.value ?? USUAL_QUANTILE;
    const words = [asked?.words ?? '', slow ?? ''];
    const unit = traits.unit;
    if (traits.kind === 'summary') {
      const known = quantileOf(traits.metric, share);
      if (known === undefined) return undefined;
      return {
        fit: asked === undefined ? 0.4 : 0.8,
        promql: series(undefined, [{ name: 'quantile', operator: '=', value: known }]),
        reading: `quantile ${known} of ${traits.metric.name}`,
        unit,
        words,
      };
    }
    if (traits.kind !== 'histogram') return undefined;
    return {
      fit: asked === undefined ? (request.signals.has('average') ? 0.4 : 0.75) : 1,
      promql: `histogram_quantile(${share}, sum by (${['le', ...by.map(labelName)].join(', ')}) (rate(${over(rateRange, `${traits.metric.name}_bucket`)})))`,
      reading: `quantile ${share} of ${traits.metric.name} over ${rateRange}`,
      unit,
      range: rateRange,
      isAggregated: true,
      words,
    };
  },
};

/** The longest or largest that a summary has seen: its last quantile. */
export const highestOfSummary: Intent = {
  name: 'highest of summary',
  propose({ request, traits, series }) {
    const asked = request.signals.get('maximum') ?? / max /.exec(request.plain)?.[0].trim();
    if (traits.kind !== 'summary' || asked === undefined || request.quantile !== undefined) return undefined;
    const last = quantileOf(traits.metric, 1);
    if (last === undefined) return undefined;
    return {
      fit: 0.95,
      promql: series(undefined, [{ name: 'quantile', operator: '=', value: last }]),
      reading: `quantile ${last} of ${traits.metric.name}`,
      unit: traits.unit,
      words: [asked],
    };
  },
};

/** The quantile of a summary that is nearest to the one asked for: it has no others. */
function quantileOf({ labels }: CatalogueMetric, share: number): string | undefined {
  if (Object.keys(labels).length === 0) return String(share);
  const distance = (value: string): number => Math.abs(Number(value) - share);
  return [...(labels['quantile'] ?? [])].sort((a, b) => distance(a) - distance(b))[0];
}

/** Sum of observations by their number: the average duration or size. */
export const meanOfObservations: Intent = {
  name: 'mean of observations',
  propose({ request, traits, rateRange, by, over, together }) {
    if (traits.kind !== 'histogram' && traits.kind !== 'summary') return undefined;
    const [sum, count] = ['sum', 'count']
      .map((part) => `rate(${over(rateRange, `${traits.metric.name}_${part}`)})`)
      .map((rate) => (by.length > 0 ? together('sum', rate) : rate));
    const asked = request.signals.get('average') ?? request.signals.get('slowness');
    return {
      fit: request.signals.has('average') ? 0.9 : asked === undefined ? 0.45 : 0.6,
      promql: `${sum} / ${count}`,
      reading: `average of ${traits.metric.name} over ${rateRange}`,
      unit: traits.unit,
      range: rateRange,
      isAggregated: true,
      words: asked === undefined ? [] : [asked],
    };
  },
};

/** Which share of time is spent on what takes the observed durations, such as pauses. */
export const timeSpent: Intent = {
  name: 'time spent',
  propose({ request, traits, rateRange, over }) {
    const { signals, threshold, quantile: asked } = request;
    const isObserved = traits.kind === 'histogram' || traits.kind === 'summary';
    if (!isObserved || traits.unit !== 'seconds' || asked !== undefined) return undefined;
    const isShare = threshold?.of === 'percent' || signals.has('ratio') || signals.has('busy');
    if (!isShare || signals.has('failure')) return undefined;
    return {
      fit: 0.8,
      promql: `rate(${over(rateRange, `${traits.metric.name}_sum`)})`,
      reading: `share of time that ${traits.metric.name} takes over ${rateRange}`,
      unit: 'ratio',
      range: rateRange,
      words: [signals.get('ratio') ?? '', signals.get('busy') ?? ''],
    };
  },
};

const EVENTS_SAID =
  / (?:requests?|calls?|quer(?:y|ies)|operations?|responses?|messages?|events?|transactions?|jobs?|orders?|errors?|failures?|connections?|sessions?|writes?|reads?|lookups?) /;

/** How many observations a second: the usual question to a histogram of which no figure is asked for. */
export const rateOfObservations: Intent = {
  name: 'rate of observations',
  propose({ request, traits, rateRange, over }) {
    if (traits.kind !== 'histogram' && traits.kind !== 'summary') return undefined;
    const asked = request.signals.get('rate');
    return {
      fit: asked === undefined ? 0.5 : 0.7,
      // What is observed may be asked for as well as how often.
      isOfKind: asked === undefined && !request.signals.has('count') && !EVENTS_SAID.test(request.plain),
      promql: `rate(${over(rateRange, `${traits.metric.name}_count`)})`,
      reading: `observations of ${traits.metric.name} per second over ${rateRange}`,
      unit: '/s',
      range: rateRange,
      words: asked === undefined ? [] : [asked],
    };
  },
};

/** How observations are spread: all buckets. */
export const distribution: Intent = {
  name: 'distribution',
  propose({ request, traits, rateRange, over }) {
    const asked = request.signals.get('distribution');
    if (traits.kind !== 'histogram' || asked === undefined || request.quantile !== undefined)
      return undefined;
    return {
      fit: 1,
      promql: `sum by (le) (rate(${over(rateRange, `${traits.metric.name}_bucket`)}))`,
      reading: `distribution of ${traits.metric.name} over ${rateRange}`,
      unit: '/s',
      range: rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};

/** How many observations are beyond a bound that buckets tell of: requests slower than a second. */
export const beyondBound: Intent = {
  name: 'beyond a bound',
  propose({ request, traits, rateRange, over, together }) {
    const { threshold, quantile: asked, signals } = request;
    if (traits.kind !== 'histogram' || threshold === undefined || asked !== undefined) return undefined;
    const isTime = threshold.of === 'seconds' && traits.unit === 'seconds';
    const isAmount = threshold.of === 'number' && isUnitOf(threshold, request, traits);
    const isLonger = threshold.comparison.startsWith('>');
    const bucket = traits.metric.labels['le']?.find((le) => Number(le) === threshold.value);
    const isOfThings = isAmount || signals.has('ratio') || signals.has('count') || THINGS.test(request.plain);
    if (!(isTime || isAmount) || bucket === undefined || !isOfThings || threshold.comparison === '==')
      return undefined;
    const { name } = traits.metric;
    const within = together(
      'sum',
      `rate(${over(rateRange, `${name}_bucket`, [{ name: 'le', operator: '=', value: bucket }])})`,
    );
    const all = together('sum', `rate(${over(rateRange, `${name}_count`)})`);
    const isShare = signals.has('ratio');
    const share = isLonger ? `(1 - ${within} / ${all}) * 100` : `${within} / ${all} * 100`;
    return {
      fit: 1,
      promql: isShare ? share : isLonger ? `${all} - ${within}` : within,
      reading: `${isShare ? 'share of ' : ''}observations of ${name} ${isLonger ? 'above' : 'up to'} ${isTime ? formatQuantity(Number(bucket), 'seconds') : bucket} ${isShare ? '' : 'per second '}over ${rateRange}`,
      unit: isShare ? 'percent' : '/s',
      range: rateRange,
      isAggregated: true,
      isBounded: true,
      words: [threshold.words],
    };
  },
};

/** Whether a number is followed by what the metric is measured in: `100 euros` of `order_value_euros`. */
function isUnitOf({ words }: Threshold, { plain }: Request, { metric }: MetricTraits): boolean {
  const number = /\d[\d.,]*$/.exec(words)?.[0];
  const unit = number && new RegExp(` ${number.replace(/[.,]/g, ' ')} (\\p{L}+) `, 'u').exec(plain)?.[1];
  return unit !== undefined && splitWords(unit).every((word) => splitWords(metric.name).includes(word));
}

/** It is the things that are slower, not their durations that are told. */
const THINGS =
  /\b(?:requests?|calls?|queries|operations?|responses?|jobs?|transactions?|messages?) (?:\w+ ){0,3}?(?:slower|longer|faster|shorter|takes?|took|taking|above|below|over|under|within)\b/;
