import type { Intent } from '../intent.ts';

/** How often something happens, or how fast something is used up: the usual question to a counter. */
export const rate: Intent = {
  name: 'rate',
  propose({ request, traits, rateRange, over }) {
    const asked = request.signals.get('rate');
    if (traits.kind !== 'counter' && !(traits.kind === 'unknown' && asked !== undefined)) return undefined;
    return {
      fit: asked !== undefined ? 0.9 : 0.6,
      promql: `rate(${over(rateRange)})`,
      reading: `rate of ${traits.metric.name} over ${rateRange}`,
      unit: traits.unit === 'seconds' ? 'ratio' : `${traits.unit}/s`,
      range: rateRange,
      words: asked === undefined ? [] : [asked],
    };
  },
};

/** How often something has happened in a span of time, or that it has happened at all. */
export const increase: Intent = {
  name: 'increase',
  propose({ request, traits, askedRange, shortestRange, over }) {
    if (traits.kind !== 'counter' && traits.kind !== 'unknown') return undefined;
    const asked =
      request.signals.get('increase') ??
      (askedRange === undefined ? undefined : request.signals.get('count'));
    const happened = request.signals.get('occurrence');
    if ((asked === undefined && happened === undefined) || (traits.kind === 'unknown' && traits.isState))
      return undefined;
    // That something has happened is to be seen at once and to be over soon: the shortest range says it.
    const range = askedRange ?? shortestRange;
    return {
      fit: request.signals.has('rate')
        ? 0.5
        : traits.kind === 'unknown'
          ? 0.65
          : asked !== undefined || askedRange !== undefined
            ? 0.9
            : 0.75,
      promql: `increase(${over(range)})`,
      reading: `increase of ${traits.metric.name} over ${range}`,
      unit: traits.unit,
      range,
      bound: asked === undefined ? { comparison: '>', value: 0 } : undefined,
      words: [asked ?? happened ?? ''],
    };
  },
};
