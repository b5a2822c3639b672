import type { Intent } from '../intent.ts';
import type { Request } from '../read-request.ts';
import { EVENTS, LEVELS, lean } from '../levels-and-events.ts';

const PERIODS = [
  { says: 'per minute', seconds: 60, unit: '/min' },
  { says: 'per hour', seconds: 3_600, unit: '/h' },
];

/** How often something happens, or how fast something is used up: the usual question to a counter. */
export const rate: Intent = {
  name: 'rate',
  propose({ request, traits, rateRange, over }) {
    const asked = request.signals.get('rate');
    const isCounter = traits.kind === 'counter';
    if (!isCounter && !(traits.kind === 'unknown' && asked !== undefined && !traits.isInfo)) return undefined;
    const per = PERIODS.find(({ says }) => asked?.includes(says));
    // What is measured in seconds or bytes and not said to be a counter is a gauge, more often than not.
    const isOfTime = traits.unit === 'seconds' && /per|\//.test(asked ?? '');
    // Of things per second, a counter of seconds says nothing.
    const askedFit = isOfTime || isOfSpan(request) ? 0.5 : isCounter ? 0.95 : traits.unit === '' ? 0.8 : 0.4;
    return {
      fit: asked === undefined ? lean(0.6, request, EVENTS, LEVELS) : askedFit,
      promql: per === undefined ? `rate(${over(rateRange)})` : `rate(${over(rateRange)}) * ${per.seconds}`,
      reading: `rate of ${traits.metric.name} ${per === undefined ? '' : `${per.says} `}over ${rateRange}`,
      unit:
        per !== undefined
          ? `${traits.unit}${per.unit}`
          : traits.unit === 'seconds'
            ? 'ratio'
            : `${traits.unit}/s`,
      range: rateRange,
      words: [asked ?? '', /\bbusiest\b/.exec(request.plain)?.[0] ?? ''],
    };
  },
};

/** `How often … in the last day` asks for a number, not for a course of rates. */
function isOfSpan({ signals, range }: Request): boolean {
  return range !== undefined && /^how (?:often|frequently)/.test(signals.get('rate') ?? '');
}

/** How often something has happened in a span of time, or that it has happened at all. */
export const increase: Intent = {
  name: 'increase',
  propose({ request, traits, askedRange, shortestRange, over }) {
    if (traits.kind !== 'counter' && (traits.kind !== 'unknown' || traits.isState || traits.isInfo))
      return undefined;
    const asked = request.signals.get('increase') ?? request.range?.words;
    const happened = request.signals.get('occurrence');
    if (asked === undefined && happened === undefined) return undefined;
    // That something has happened is to be seen at once and to be over soon: the shortest range says it.
    const range = askedRange ?? shortestRange;
    const isRate = request.signals.has('rate') && !isOfSpan(request);
    return {
      fit: isRate ? 0.5 : traits.kind === 'unknown' ? 0.65 : asked !== undefined ? 0.9 : 0.75,
      promql: `increase(${over(range)})`,
      reading: `increase of ${traits.metric.name} over ${range}`,
      unit: traits.unit,
      range,
      // Of a span of time that is named, that nothing has happened is an answer.
      bound: asked === undefined ? { comparison: '>', value: 0 } : undefined,
      words: [asked ?? '', happened ?? ''],
    };
  },
};

/** How long something takes on average, where the time that it takes and how often it happens are counted apart. */
export const meanTime: Intent = {
  name: 'mean time',
  propose({ request, traits, relatives, found, rateRange, by, over, together }) {
    const asked = request.signals.get('slowness') ?? request.signals.get('average');
    if (asked === undefined || traits.kind !== 'counter' || traits.unit !== 'seconds') return undefined;
    const number = relatives.numberOf(traits, found);
    if (number === undefined) return undefined;
    const [time, times] = [traits, number]
      .map(({ metric }) => `rate(${over(rateRange, metric.name)})`)
      .map((rate) => (by.length > 0 ? together('sum', rate) : rate));
    return {
      fit: 0.85,
      promql: `${time} / ${times}`,
      reading: `amount of ${traits.metric.name} for each of ${number.metric.name} over ${rateRange}`,
      unit: traits.unit,
      range: rateRange,
      isAggregated: true,
      words: [asked],
    };
  },
};
