import { toDuration } from '@metrics-ai/promql';
import type { Intent } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';

const DAY_S = 86_400;

/** How long ago something was. */
export const age: Intent = {
  name: 'age',
  propose({ request, traits, series }) {
    const happened = request.range && HAPPENED.exec(request.plain)?.[0];
    const asked = request.signals.get('age') ?? request.signals.get('lost') ?? happened;
    if (asked === undefined || !traits.isTimestamp) return undefined;
    const isNot = / (?:not|never|t) /.test(request.plain);
    return {
      fit: 0.9,
      promql: `time() - ${series()}`,
      reading: `time since ${traits.metric.name}`,
      unit: 'seconds',
      bound:
        happened === undefined || request.range === undefined
          ? undefined
          : { comparison: isNot ? '>' : '<', value: request.range.ms / 1_000 },
      range: happened === undefined ? undefined : request.range && toDuration(request.range.ms),
      words: [asked, happened ?? '', request.signals.get('change') ?? ''],
    };
  },
};

/** Whether it has happened within a span of time. */
const HAPPENED =
  /\b(?:did|has|have|had|not) .*\b(?:run|ran|succeed(?:ed)?|completed?|finished?|happened|updated?|synced|backed)\b/;

/** How long until something ends, such as a certificate. */
export const expiry: Intent = {
  name: 'expiry',
  propose({ request, traits, series }) {
    const asked = request.signals.get('expiry');
    if (asked === undefined || !traits.isTimestamp) return undefined;
    return {
      fit: 0.95,
      promql: `${series()} - time()`,
      reading: `time until ${traits.metric.name}`,
      unit: 'seconds',
      bound: /expired/.test(asked)
        ? { comparison: '<=', value: 0 }
        : request.horizon && { comparison: '<', value: request.horizon.ms / 1_000 },
      words: [asked, request.signals.get('forecast') ?? ''],
    };
  },
};

/** How often a value has changed: restarts, flapping. */
export const changes: Intent = {
  name: 'changes',
  propose({ request, traits, askedRange, over }) {
    const asked = request.signals.get('change');
    if (asked === undefined || (traits.kind !== 'gauge' && traits.kind !== 'unknown')) return undefined;
    // What always grows changes all the time.
    if (isUptime(traits)) return undefined;
    const range = askedRange ?? '15m';
    return {
      fit: traits.isTimestamp ? 0.9 : traits.isState || traits.isInfo ? 0.7 : 0.4,
      promql: `changes(${over(range)})`,
      reading: `number of changes of ${traits.metric.name} over ${range}`,
      unit: '',
      range,
      bound: { comparison: '>', value: 0 },
      words: [asked],
    };
  },
};

const isUptime = ({ metric }: MetricTraits): boolean => /uptime/i.test(metric.name);
/** What has started within so much time has just restarted. */
const JUST_S = 900;

/** That something has restarted, where its time since the start is known. */
export const restarted: Intent = {
  name: 'restarted',
  propose({ request, traits, series }) {
    const asked = request.signals.get('change');
    const isTime = traits.unit === 'seconds' || traits.unit === '';
    if (asked === undefined || !isUptime(traits) || traits.kind === 'histogram' || !isTime) return undefined;
    return {
      fit: 0.85,
      promql: series(),
      reading: `value of ${traits.metric.name}`,
      unit: 'seconds',
      bound: { comparison: '<', value: request.range === undefined ? JUST_S : request.range.ms / 1_000 },
      words: [asked, request.range?.words ?? ''],
    };
  },
};

/** How fast a gauge grows. */
export const trend: Intent = {
  name: 'trend',
  propose({ request, traits, askedRange, over }) {
    const asked = request.signals.get('trend');
    if (
      asked === undefined ||
      (traits.kind !== 'gauge' && traits.kind !== 'unknown') ||
      request.threshold?.of === 'percent'
    )
      return undefined;
    const range = askedRange ?? '10m';
    return {
      fit: 0.8,
      promql: `deriv(${over(range)})`,
      reading: `growth of ${traits.metric.name} per second over ${range}`,
      unit: `${traits.unit}/s`,
      range,
      words: [asked],
    };
  },
};

/** By how much a gauge has grown in a span of time. */
export const growth: Intent = {
  name: 'growth',
  propose({ request, traits, askedRange, over }) {
    const asked = request.signals.get('growth');
    const isGauge = traits.kind === 'gauge' || traits.kind === 'unknown';
    if (asked === undefined || askedRange === undefined || !isGauge || traits.isTimestamp) return undefined;
    return {
      fit: 0.95,
      promql: `delta(${over(askedRange)})`,
      reading: `change of ${traits.metric.name} over ${askedRange}`,
      unit: traits.unit,
      range: askedRange,
      words: [GROWTH_WORDS.exec(asked)?.[0] ?? ''],
    };
  },
};

/** What is said of what grows is the metric's. */
const GROWTH_WORDS =
  /\b(?:grow\w*|grew|increased?|rise|rose|risen|changed?|shr[iau]nk|fall\w*|fell|drop\w*|decreased?)\b/;

/** When what is left will be used up, or what is used be all, at the pace of late. */
export const timeLeft: Intent = {
  name: 'time left',
  propose({ request, traits, relatives, askedRange, series, over }) {
    if (request.horizon !== undefined || traits.kind !== 'gauge') return undefined;
    const asked = request.signals.get('forecast');
    const end = /\b(?:full|fills? up|filled|runs? out|used up|exhausted|empty)\b/.exec(request.plain);
    if (asked === undefined || end === null) return undefined;
    const isFree = relatives.roleOf(traits) === 'free';
    const whole = WHOLES.get(traits.unit);
    // Of a share, the end of both is known.
    const isFilling = whole !== undefined && !isFree && /^f/.test(end[0]);
    if (!isFree && !isFilling && !(whole !== undefined && end[0] === 'empty')) return undefined;
    const range = askedRange ?? '6h';
    return {
      fit: 0.95,
      promql: isFilling
        ? `(${whole} - ${series()}) / deriv(${over(range)})`
        : `${series()} / -deriv(${over(range)})`,
      reading: `time until ${traits.metric.name} is ${isFilling ? 'full' : 'used up'}, at the pace of the last ${range}`,
      unit: 'seconds',
      range,
      // What goes the other way never ends.
      bound: { comparison: '>', value: 0 },
      isBoundSaid: true,
      isAggregated: true,
      words: [asked, end[0], / in how many \w+ /.exec(request.plain)?.[0].trim() ?? ''],
    };
  },
};

/** Of all there is, by the unit that a share is in. */
const WHOLES: ReadonlyMap<string, number> = new Map([
  ['ratio', 1],
  ['percent', 100],
]);

/** What a gauge will be if it goes on like this; an amount that is left runs out. */
export const forecast: Intent = {
  name: 'forecast',
  propose({ request, traits, relatives, askedRange, over }) {
    const asked = request.signals.get('forecast');
    if (
      asked === undefined ||
      request.horizon === undefined ||
      (traits.kind !== 'gauge' && traits.kind !== 'unknown')
    )
      return undefined;
    const seconds = request.horizon.ms / 1_000;
    const isFree = relatives.roleOf(traits) === 'free';
    const range = askedRange ?? (seconds >= DAY_S ? '6h' : '1h');
    return {
      fit: isFree ? 0.95 : 0.6,
      promql: `predict_linear(${over(range)}, ${seconds})`,
      reading: `forecast of ${traits.metric.name} for ${toDuration(request.horizon.ms)} from now`,
      unit: traits.unit,
      range,
      bound: isFree ? { comparison: '<=', value: 0 } : undefined,
      words: [asked, request.horizon.words],
    };
  },
};
