import type { Intent } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';
import { plainText } from '../read-request.ts';

/** How many of all that is counted ended so: errors, by a label that tells them apart. */
export const shareOfOutcome: Intent = {
  name: 'share of outcome',
  propose({ request, traits, outcome, rateRange, over, overAll, together }) {
    const asked =
      request.signals.get('ratio') ??
      request.signals.get('failingShare') ??
      request.signals.get('rate') ??
      / availability /.exec(request.plain)?.[0];
    if (outcome === undefined || asked === undefined || request.signals.has('count')) return undefined;
    // Of requests per second, errors per second are asked for.
    if (!request.signals.has('ratio') && /\bper\b|\//.test(asked)) return undefined;
    const name = traits.kind === 'histogram' ? `${traits.metric.name}_count` : traits.metric.name;
    const isPercent = request.signals.has('ratio') || request.threshold?.of === 'percent';
    const ratio = `${together('sum', `rate(${over(rateRange, name)})`)} / ${together('sum', `rate(${overAll(rateRange, name)})`)}`;
    return {
      fit: traits.kind === 'histogram' ? 0.85 : 1,
      promql: isPercent ? `${ratio} * 100` : ratio,
      reading: `share of ${outcome.says} in ${name} over ${rateRange}`,
      unit: isPercent ? 'percent' : 'ratio',
      range: rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};

/** Which part of all has a value of a label: the share of card payments. */
export const shareOfValue: Intent = {
  name: 'share of value',
  propose({ request, traits, filters, outcome, rateRange, over, series, but, together }) {
    const asked = request.signals.get('ratio');
    const own = filters.filter(({ name }) => name !== 'job' && name !== 'instance');
    const [filter] = own;
    const said = SHARE_OF.exec(request.plain)?.[0];
    if (asked === undefined || said === undefined || filter === undefined || outcome !== undefined)
      return undefined;
    // Of a state or a share there is no part.
    if (
      traits.kind === 'summary' ||
      traits.unit === 'ratio' ||
      traits.unit === 'percent' ||
      traits.isState ||
      traits.isTimestamp
    )
      return undefined;
    const { name: metric } = traits.metric;
    const name = traits.kind === 'histogram' ? `${metric}_count` : metric;
    const isLevel = traits.kind === 'gauge' || traits.kind === 'unknown';
    const [part, all] = isLevel
      ? [series(), but(filter)]
      : [over(rateRange, name), but(filter, name, rateRange)].map((range) => `rate(${range})`);
    return {
      // What has a whole of its own is a part of that sooner.
      fit: 0.8,
      promql: `${together('sum', part)} / ${together('sum', all)} * 100`,
      reading: `share of ${filter.says} in all of ${name}${isLevel ? '' : ` over ${rateRange}`}`,
      unit: 'percent',
      range: isLevel ? undefined : rateRange,
      isAggregated: true,
      // Of several, it may be another one that makes out the part.
      isOfKind: own.length > 1,
      words: [asked, said],
    };
  },
};

const SHARE_OF =
  / (?:share|fraction|proportion|part|percentage) of | (?<!in )(?:percent|ratio) of (?!.*(?:limit|max|capacity|quota))| (?:what|which) (?:share|fraction|proportion|percentage) /;

/** How many of one kind come on one of another, both values of a label: `ratio of POST to GET`. */
export const ratioOfValues: Intent = {
  name: 'ratio of values',
  propose({ request, traits, filters, rateRange, over, series, together }) {
    const asked = request.signals.get('ratio');
    const pair = filters.find(({ values }) => values.length === 2);
    if (asked === undefined || pair === undefined || traits.kind === 'summary') return undefined;
    const { name: label, values } = pair;
    const place = (value: string): number => request.plain.indexOf(` ${plainText(value)} `);
    const { name } = traits.metric;
    const [first, second] = [...values]
      .sort((a, b) => place(a) - place(b))
      .map((value) => {
        const of = [{ name: label, operator: '=', value } as const];
        if (traits.kind === 'gauge') return together('sum', series(name, of));
        return together(
          'sum',
          `rate(${over(rateRange, traits.kind === 'histogram' ? `${name}_count` : name, of)})`,
        );
      });
    return {
      fit: traits.kind === 'histogram' ? 0.8 : 0.95,
      promql: `${first} / ${second}`,
      reading: `ratio in ${name} of one ${label} to the other`,
      unit: 'ratio',
      range: traits.kind === 'gauge' ? undefined : rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};

/** How many of all attempts fail. */
export const shareOfFailures: Intent = {
  name: 'share of failures',
  propose({ request, traits, relatives, found, rateRange, by, over, together }) {
    if (traits.kind !== 'counter') return undefined;
    const asked = request.signals.get('ratio') ?? request.signals.get('failingShare');
    const failure = request.signals.get('failure');
    if (failure === undefined || (asked === undefined && !request.signals.has('rate'))) return undefined;
    const role = relatives.roleOf(traits);
    const failed = role === 'failed' ? traits : relatives.find(traits, 'failed', found)?.traits;
    if (failed === undefined) return undefined;
    const rateOf = ({ metric }: MetricTraits): string => {
      const rate = `rate(${over(rateRange, metric.name)})`;
      return by.length > 0 ? together('sum', rate) : rate;
    };
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

/** How many look-ups a cache answers. */
export const hitRatio: Intent = {
  name: 'hit ratio',
  propose({ request, traits, relatives, found, rateRange, by, over, series, together }) {
    const asked = request.signals.get('hits');
    const role = relatives.roleOf(traits);
    if (asked === undefined || (role !== 'hit' && role !== 'miss') || traits.kind === 'histogram')
      return undefined;
    const other = relatives.find(traits, role === 'hit' ? 'miss' : 'hit', found)?.traits;
    if (other === undefined) return undefined;
    const [hit, miss] = (role === 'hit' ? [traits, other] : [other, traits])
      .map(({ metric }) =>
        traits.kind === 'gauge' ? series(metric.name) : `rate(${over(rateRange, metric.name)})`,
      )
      .map((part) => (by.length > 0 ? together('sum', part) : part));
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
