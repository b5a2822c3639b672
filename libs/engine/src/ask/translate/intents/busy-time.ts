import type { Intent } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';

/** How busy something is that counts the time it spends idle beside the time it spends on other things, as a processor does. */
export const busyShare: Intent = {
  name: 'busy share',
  propose({ request, traits, filters, by, varying, rateRange, over, together }) {
    const idle = idleLabelOf(traits);
    if (idle === undefined) return undefined;
    const isPercent = /percent|%/.test(request.plain) || request.threshold?.of === 'percent';
    const of = { unit: isPercent ? 'percent' : 'ratio', range: rateRange, isAggregated: true };
    const factor = isPercent ? ' * 100' : '';
    const words = (['usage', 'ratio', 'busy'] as const).map((signal) => request.signals.get(signal) ?? '');
    const rate = `rate(${over(rateRange)})`;
    // Of several machines, each is as busy as it is.
    const average = (promql: string): string =>
      by.length === 0 && varying.includes('instance')
        ? `avg by (instance) (${promql})`
        : together('avg', promql);
    // What it is busy with has been named, or is to be told apart.
    if (by.includes(idle.label) || filters.some(({ name }) => name === idle.label)) {
      return {
        ...of,
        fit: 0.97,
        promql: `${average(rate)}${factor}`,
        reading: `average share of time of ${traits.metric.name} over ${rateRange}`,
        words,
      };
    }
    const idleRate = `rate(${over(rateRange, undefined, [
      { name: idle.label, operator: '=', value: idle.value },
    ])})`;
    const busy = `1 - ${average(idleRate)}`;
    return {
      ...of,
      fit: request.signals.has('rate') ? 0.8 : 0.97,
      promql: isPercent ? `(${busy}) * 100` : busy,
      reading: `share of time of ${traits.metric.name} that is not ${idle.value} over ${rateRange}`,
      words,
    };
  },
};

function idleLabelOf({ metric, kind, unit }: MetricTraits): { label: string; value: string } | undefined {
  if (kind !== 'counter' || unit !== 'seconds') return undefined;
  for (const [label, values] of Object.entries(metric.labels)) {
    const value = values.find((each) => each.toLowerCase() === 'idle');
    if (value !== undefined && values.length > 1) return { label, value };
  }
  return undefined;
}
