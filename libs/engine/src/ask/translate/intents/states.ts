import { splitWords } from '@metrics-ai/lexicon';
import { labelName } from '@metrics-ai/promql';
import type { Intent } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';
import type { Relatives } from '../relatives.ts';

/** Whether something is down: a state of 0. */
export const down: Intent = {
  name: 'down',
  propose({ request, traits, relatives, found, filters, series }) {
    const asked = request.signals.get('down') ?? request.signals.get('lost');
    if (
      asked === undefined ||
      !traits.isState ||
      request.signals.has('count') ||
      request.signals.has('change') ||
      isCounted(relatives, traits, found)
    )
      return undefined;
    // Of a series for each state, the one that is named is 1.
    const isNamed = filters.some(({ words }) => splitWords(asked).some((word) => words.includes(word)));
    const isBad = traits.metric.name
      .toLowerCase()
      .split('_')
      .some((word) => BAD.test(word));
    const value = isNamed || isBad ? 1 : 0;
    return {
      fit: 0.9,
      promql: series(),
      reading:
        traits.metric.name === 'up'
          ? 'targets that are down'
          : `series of ${traits.metric.name} that are ${value}`,
      isBoundSaid: true,
      unit: '',
      bound: { comparison: '==', value },
      words: [asked],
    };
  },
};

/** Words of names whose 1 is no good news. */
const BAD =
  /^(?:un(?!i|der)\w{4,}|disabled|readonly|fail(?:ed|ing|ures?)?|errors?|blocked|stuck|stale|degraded|paused|missing|down)$/;

/** Whether a metric that is named like a state tells how many there are: something says how many there are in all. */
function isCounted(relatives: Relatives, traits: MetricTraits, found: ReadonlyMap<string, number>): boolean {
  return relatives.find(traits, 'whole', found)?.likeness === 1;
}

/** How many are up, or down. */
export const countOfState: Intent = {
  name: 'count of state',
  propose({ request, traits, relatives, found, series, together }) {
    const counted = request.signals.get('count');
    const state = request.signals.has('down') ? 0 : request.signals.has('up') ? 1 : undefined;
    if (counted === undefined || state === undefined || !traits.isState) return undefined;
    // How many there are in all says that it counts them.
    if (isCounted(relatives, traits, found)) return undefined;
    return {
      fit: 0.95,
      promql: together('count', `${series()} == ${state}`),
      reading: `number of series of ${traits.metric.name} that are ${state}`,
      unit: '',
      isAggregated: true,
      words: [counted, request.signals.get('down') ?? request.signals.get('up') ?? ''],
    };
  },
};

/** How many things an info metric or a state tells of. */
export const countOfSeries: Intent = {
  name: 'count of series',
  propose({ request, traits, series, together }) {
    const counted = request.signals.get('count') ?? request.signals.get('total');
    if (counted === undefined || !(traits.isInfo || traits.isState)) return undefined;
    return {
      fit: traits.isInfo ? 0.8 : 0.65,
      promql: together('count', series()),
      reading: `number of series of ${traits.metric.name}`,
      unit: '',
      isAggregated: true,
      words: [counted],
    };
  },
};

/** Labels of what every machine has of its own: two machines with a core 0 have two cores. */
const PARTS: ReadonlySet<string> = new Set([
  'cpu',
  'core',
  'device',
  'mountpoint',
  'disk',
  'interface',
  'chip',
  'sensor',
]);

/** How many things of a kind there are that a label names: services, queues. */
export const countOfKind: Intent = {
  name: 'count of kind',
  propose({ traits, counted, by, series, together }) {
    const { metric, kind } = traits;
    if (counted === undefined) return undefined;
    const name = kind === 'histogram' || kind === 'summary' ? `${metric.name}_count` : metric.name;
    if (by.includes(counted.label)) return undefined;
    const parts = PARTS.has(counted.label) && !by.includes('instance') ? ['instance'] : [];
    const each = [...by, ...parts, counted.label].map(labelName).join(', ');
    return {
      fit: traits.isInfo ? 1 : 0.98,
      promql: together('count', `count by (${each}) (${series(name)})`),
      reading: `number of values of ${counted.label} in ${name}`,
      unit: '',
      isAggregated: true,
      isOfKind: true,
      words: [counted.word],
    };
  },
};

/** That nothing reports the metric any more. */
export const absence: Intent = {
  name: 'absence',
  propose({ request, traits, series }) {
    const asked = request.signals.get('absence');
    if (asked === undefined || traits.kind === 'histogram' || traits.kind === 'summary') return undefined;
    return {
      fit: 0.8,
      promql: `absent(${series()})`,
      reading: `absence of ${traits.metric.name}`,
      unit: '',
      isAggregated: true,
      isBounded: true,
      words: [asked],
    };
  },
};

/** Two figures that should be the same and are not, such as wanted and ready replicas. */
export const mismatch: Intent = {
  name: 'mismatch',
  propose({ request, traits, relatives, found, series }) {
    const asked = request.signals.get('mismatch');
    if (asked === undefined || traits.kind === 'counter') return undefined;
    const other = (relatives.find(traits, 'whole', found) ?? relatives.find(traits, 'part', found))?.traits;
    if (other === undefined) return undefined;
    return {
      fit: 0.7,
      promql: `${series()} != ${series(other.metric.name)}`,
      reading: `series of ${traits.metric.name} that differ from ${other.metric.name}`,
      unit: traits.unit,
      isAggregated: true,
      isBounded: true,
      words: [asked],
    };
  },
};

/** Which share of things is up. */
export const shareOfState: Intent = {
  name: 'share of state',
  propose({ request, traits, relatives, found, series, together }) {
    const asked = request.signals.get('ratio');
    if (asked === undefined || !traits.isState || request.threshold !== undefined) return undefined;
    if (isCounted(relatives, traits, found)) return undefined;
    const count = together('count', series());
    const up = together('count', `${series()} == 1`);
    return {
      fit: 0.8,
      promql: `(${up} or 0 * ${count}) / ${count} * 100`,
      reading: `share of ${traits.metric.name} that is 1`,
      unit: 'percent',
      isAggregated: true,
      words: [asked],
    };
  },
};
