import { toDuration } from '@metrics-ai/promql';
import type { Intent } from '../intent.ts';
import { EVENTS, LEVELS, lean } from '../levels-and-events.ts';
import type { MetricTraits } from '../metric-traits.ts';
import type { Request } from '../read-request.ts';
import type { Signal } from '../signals.ts';

const STATES: readonly Signal[] = ['down', 'up', 'failure'];

/** What it is now: the usual question to a gauge. */
export const value: Intent = {
  name: 'value',
  propose({ request, traits, series }) {
    if (traits.kind !== 'gauge' && traits.kind !== 'unknown') return undefined;
    // How long something took is no point in time.
    if (traits.isTimestamp && /^(?:took|tak|how long)/.test(request.signals.get('slowness') ?? ''))
      return undefined;
    return {
      fit:
        traits.isInfo || isOutOfUnit(request, traits)
          ? 0.3
          : lean(0.65, request, traits.isState ? STATES : LEVELS, EVENTS),
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
  propose({ request, traits, by, askedRange, over }) {
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
      // Over a time, the average of each series is taken first.
      isAggregated: by.length === 0,
      words: asked === undefined ? [] : [asked],
    };
  },
};

/** That it has not been nothing all the time: what has piled up and is not worked off. */
export const lasting: Intent = {
  name: 'lasting',
  propose({ request, traits, over }) {
    if ((traits.kind !== 'gauge' && traits.kind !== 'unknown') || request.lasting === undefined)
      return undefined;
    const range = toDuration(request.lasting.ms);
    return {
      fit: 0.9,
      promql: `min_over_time(${over(range)})`,
      reading: `min of ${traits.metric.name} over ${range}`,
      unit: traits.unit,
      range,
      isAggregated: true,
      bound: { comparison: '>', value: 0 },
      words: [request.lasting.words],
    };
  },
};

/** A bound or an age that a metric's values are not in makes no sense of it. */
function isOutOfUnit({ threshold, signals }: Request, { unit, metric }: MetricTraits): boolean {
  const isTime = unit === 'seconds' || unit === 'milliseconds';
  return (
    ((threshold?.of === 'percent' || signals.has('ratio')) && unit !== 'ratio' && unit !== 'percent') ||
    (signals.has('age') && (!isTime || /duration|took|elapsed/.test(`${metric.name} ${metric.help}`)))
  );
}
