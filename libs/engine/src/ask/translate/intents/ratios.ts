import { labelName, type LabelMatcher } from '@metrics-ai/promql';
import type { Intent, Situation } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';
import { errorFilter } from '../match-labels.ts';
import type { Role } from '../relatives.ts';

/** How much of a limit is used, or left. */
export const shareOfWhole: Intent = {
  name: 'share of whole',
  propose(situation) {
    const { request, traits, series } = situation;
    if (
      traits.kind === 'counter' ||
      traits.kind === 'histogram' ||
      traits.kind === 'summary' ||
      traits.isState
    )
      return undefined;
    const asked =
      request.signals.get('ratio') ??
      request.signals.get('limit') ??
      request.signals.get('usage') ??
      request.signals.get('left');
    const isBoundShare = request.threshold?.of === 'percent';
    if (asked === undefined || traits.unit === 'ratio' || traits.unit === 'percent') return undefined;
    const pair = pairOf(situation);
    if (pair === undefined) return undefined;
    const share = `${series(pair.part.metric.name)} / ${series(pair.whole.metric.name)}`;
    const asksLeft =
      request.threshold?.comparison === '<' || (request.signals.has('left') && !request.signals.has('usage'));
    const turned = pair.isFree && !asksLeft;
    const isPercent = request.signals.get('ratio') !== undefined;
    const ratio = turned ? `1 - ${share}` : share;
    return {
      fit:
        pair.likeness ** 2 *
        (isBoundShare ? 1 : request.signals.has('ratio') || request.signals.has('limit') ? 0.85 : 0.5),
      promql: isPercent ? (turned ? `(${ratio}) * 100` : `${ratio} * 100`) : ratio,
      reading: `share of ${pair.whole.metric.name} that is ${turned ? 'not ' : ''}${pair.part.metric.name}`,
      unit: isPercent ? 'percent' : 'ratio',
      isAggregated: true,
      words: [asked],
    };
  },
};

/** How many of all attempts fail. */
export const shareOfFailures: Intent = {
  name: 'share of failures',
  propose({ request, traits, relatives, found, rateRange, over }) {
    if (traits.kind !== 'counter') return undefined;
    const asked = request.signals.get('ratio') ?? request.signals.get('failingShare');
    const failure = request.signals.get('failure');
    if (failure === undefined || (asked === undefined && !request.signals.has('rate'))) return undefined;
    const role = relatives.roleOf(traits);
    const failed = role === 'failed' ? traits : relatives.find(traits, 'failed', found)?.traits;
    if (failed === undefined) return undefined;
    const rateOf = ({ metric }: MetricTraits): string => `rate(${over(rateRange, metric.name)})`;
    const done = role === 'done' ? traits : relatives.find(failed, 'done', found)?.traits;
    const all = failed === traits ? relatives.find(traits, 'plain', found)?.traits : traits;
    // Where successes and failures are counted apart, all is both together.
    const whole = done !== undefined ? `(${rateOf(failed)} + ${rateOf(done)})` : all && rateOf(all);
    if (whole === undefined) return undefined;
    const isPercent = request.signals.has('ratio');
    const ratio = `${rateOf(failed)} / ${whole}`;
    return {
      fit: asked === undefined ? 0.5 : 0.9,
      promql: isPercent ? `${ratio} * 100` : ratio,
      reading: `share of ${failed.metric.name} in ${done === undefined ? all?.metric.name : `all, with ${done.metric.name}`} over ${rateRange}`,
      unit: isPercent ? 'percent' : 'ratio',
      range: rateRange,
      isAggregated: true,
      words: [failure, asked ?? ''],
    };
  },
};

/** How much goes wrong, told by a label such as `code`. */
export const errorsByLabel: Intent = {
  name: 'errors by label',
  propose({ request, traits, rateRange, askedRange, over, by }) {
    const failure = request.signals.get('failure');
    if (failure === undefined || failure.startsWith('success') || traits.kind !== 'counter') return undefined;
    const error = errorFilter(traits.metric);
    // Where the question itself names the status, it is a condition already.
    if (error === undefined || /[1-5]xx|\b[45]\d\ds?\b/.test(request.plain)) return undefined;
    const asked = request.signals.get('ratio') ?? request.signals.get('rate');
    const isShare = asked !== undefined && !/^(?:per |\/)/.test(asked);
    const isPercent = request.signals.has('ratio');
    const grouping = by.length > 0 ? ` by (${by.map(labelName).join(', ')}) ` : '';
    const sumOf = (calls: 'rate' | 'increase', range: string, matchers: readonly LabelMatcher[]): string =>
      `sum${grouping}(${calls}(${over(range, undefined, matchers)}))`;
    const where = `${error.name} ${error.operator} ${error.value}`;
    if (!isShare) {
      const range = askedRange ?? rateRange;
      const calls = askedRange === undefined ? 'rate' : 'increase';
      return {
        fit: 0.9,
        promql: sumOf(calls, range, [error]),
        reading: `${calls} of ${traits.metric.name} with ${where} over ${range}`,
        unit: calls === 'rate' ? '/s' : '',
        range,
        isAggregated: true,
        words: [failure],
      };
    }
    const ratio = `${sumOf('rate', rateRange, [error])} / ${sumOf('rate', rateRange, [])}`;
    return {
      fit: 1,
      promql: isPercent ? `${ratio} * 100` : ratio,
      reading: `share of ${traits.metric.name} with ${where} over ${rateRange}`,
      unit: isPercent ? 'percent' : 'ratio',
      range: rateRange,
      isAggregated: true,
      words: [failure, asked],
    };
  },
};

/** How busy something is whose time is counted by what it was spent on: all of it but the idle part. */
export const busyShare: Intent = {
  name: 'busy share',
  propose({ request, traits, rateRange, over, by }) {
    const asked = request.signals.get('usage') ?? request.signals.get('ratio') ?? request.signals.get('busy');
    if (asked === undefined || traits.kind !== 'counter') return undefined;
    const idle = Object.entries(traits.metric.labels).find(([, values]) => values.includes('idle'));
    if (idle === undefined || request.spoken.some((word) => idle[1].includes(word))) return undefined;
    const labels = by.length > 0 ? by : ['instance'].filter((label) => label in traits.metric.labels);
    const grouping = labels.length > 0 ? ` by (${labels.map(labelName).join(', ')}) ` : '';
    const isPercent = request.signals.has('ratio');
    const busy = `1 - avg${grouping}(rate(${over(rateRange, undefined, [{ name: idle[0], operator: '=', value: 'idle' }])}))`;
    return {
      fit: 1,
      promql: isPercent ? `(${busy}) * 100` : busy,
      reading: `share of ${traits.metric.name} that is not idle over ${rateRange}`,
      unit: isPercent ? 'percent' : 'ratio',
      range: rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};

/** How many look-ups a cache answers. */
export const hitRatio: Intent = {
  name: 'hit ratio',
  propose({ request, traits, relatives, found, rateRange, over, series }) {
    const asked = request.signals.get('hits');
    const role = relatives.roleOf(traits);
    if (asked === undefined || (role !== 'hit' && role !== 'miss') || traits.kind === 'histogram')
      return undefined;
    const other = relatives.find(traits, role === 'hit' ? 'miss' : 'hit', found)?.traits;
    if (other === undefined) return undefined;
    const [hit, miss] = (role === 'hit' ? [traits, other] : [other, traits]).map(({ metric }) =>
      traits.kind === 'gauge' ? series(metric.name) : `rate(${over(rateRange, metric.name)})`,
    );
    const ratio = `${asked.startsWith('miss') ? miss : hit} / (${hit} + ${miss})`;
    const isPercent = request.signals.has('ratio');
    return {
      fit: 1,
      promql: isPercent ? `${ratio} * 100` : ratio,
      reading: `share of ${asked.startsWith('miss') ? 'misses' : 'hits'} in all look-ups, from ${traits.metric.name} and ${other.metric.name}`,
      unit: isPercent ? 'percent' : 'ratio',
      range: rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};

interface Pair {
  readonly part: MetricTraits;
  readonly whole: MetricTraits;
  /** The part is what is left, not what is used. */
  readonly isFree: boolean;
  readonly likeness: number;
}

/** What says of itself neither that it is a part nor that it is left is a part less often. */
const PRESUMED_PART = 0.8;

function pairOf({ traits, relatives, found, request }: Situation): Pair | undefined {
  const role = relatives.roleOf(traits);
  if (role === 'whole') {
    const order: readonly Role[] = request.signals.has('left') ? ['free', 'part'] : ['part', 'free'];
    for (const wanted of order) {
      const part = relatives.find(traits, wanted, found);
      if (part !== undefined)
        return { part: part.traits, whole: traits, isFree: wanted === 'free', likeness: part.likeness };
    }
    return undefined;
  }
  const whole = relatives.find(traits, 'whole', found);
  if (whole === undefined) return undefined;
  const likeness = whole.likeness * (role === 'part' || role === 'free' ? 1 : PRESUMED_PART);
  return { part: traits, whole: whole.traits, isFree: role === 'free', likeness };
}
