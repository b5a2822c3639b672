import type { Intent } from '../intent.ts';

/** What it is now: the usual question to a gauge. */
export const value: Intent = {
  name: 'value',
  propose({ request, traits, series }) {
    if (traits.kind !== 'gauge' && traits.kind !== 'unknown') return undefined;
    const isShare = traits.unit === 'ratio' || traits.unit === 'percent';
    // A bound or an age that its values are not in makes no sense of it.
    const isOther =
      (request.threshold?.of === 'percent' && !isShare) ||
      (request.signals.has('age') && !['seconds', 'milliseconds'].includes(traits.unit));
    return {
      fit: traits.isInfo || isOther ? 0.3 : 0.6,
      promql: series(),
      reading: `value of ${traits.metric.name}`,
      unit: traits.unit,
      words: [],
    };
  },
};

/** Its average, highest or lowest value over a span of time. */
export const overTime: Intent = {
  name: 'over time',
  propose({ request, traits, askedRange, over }) {
    if ((traits.kind !== 'gauge' && traits.kind !== 'unknown') || askedRange === undefined) return undefined;
    const kind = request.signals.has('maximum') ? 'max' : request.signals.has('minimum') ? 'min' : 'avg';
    const asked =
      request.signals.get('average') ?? request.signals.get('maximum') ?? request.signals.get('minimum');
    return {
      fit: asked !== undefined || traits.isState ? 0.85 : 0.5,
      promql: `${kind}_over_time(${over(askedRange)})`,
      reading: `${kind === 'avg' ? 'average' : kind} of ${traits.metric.name} over ${askedRange}`,
      unit: traits.unit,
      range: askedRange,
      isAggregated: true,
      words: asked === undefined ? [] : [asked],
    };
  },
};
