import { labelName, selector, toDuration, type LabelMatcher, type MetricCatalogue } from '@metrics-ai/promql';
import type { Situation } from './intent.ts';
import { matchFilters, matchGroups, type LabelFilter, type LabelGroup } from './match-labels.ts';
import type { MetricTraits } from './metric-traits.ts';
import { matchOutcome } from './outcome-labels.ts';
import type { Request } from './read-request.ts';
import type { Relatives } from './relatives.ts';

/** `rate` over fewer scrapes is noise, or nothing after a missed one (Prometheus documentation, "rate()"). */
const LEAST_SCRAPES = 4;
const USUAL_RATE_RANGE_MS = 300_000;
const HOUR_MS = 3_600_000;
/** With these, one figure is asked for and not a course. */
const SUMMED = ['average', 'maximum', 'minimum', 'total', 'count'] as const;

/** What is the same for all metrics of a question. */
export interface Scene {
  readonly catalogue: MetricCatalogue;
  readonly relatives: Relatives;
  readonly found: ReadonlyMap<string, number>;
  readonly scrapeIntervalMs: number;
}

/** What the question says of a metric's labels. */
export interface LabelMatch {
  readonly filters: readonly LabelFilter[];
  /** How what is counted is to have ended; one of the filters. */
  readonly outcome?: LabelFilter;
  readonly groups: readonly LabelGroup[];
  /** What is to be counted by kind. */
  readonly counted?: LabelGroup;
}

/** Finds in a metric's labels the values, outcomes and kinds of things that a question names. */
export function matchLabels(request: Request, traits: MetricTraits): LabelMatch {
  const { metric } = traits;
  const named = matchFilters(request, metric, traits.words);
  const read = matchOutcome(request, traits);
  // Of a ratio, both values are named.
  const pair =
    request.signals.has('ratio') &&
    named.find(({ name, values }) => name === read?.name && values.length > 1);
  const outcome = pair || read;
  // What is asked for by kind is a label only where the metric is known to have it.
  const isKnown = ({ label, isExact }: LabelGroup): boolean => isExact && label in metric.labels;
  const kinds = matchGroups(request.topK?.of ?? [], metric).filter(isKnown);
  const asked = matchGroups(request.groups, metric);
  const counted = matchGroups(request.counted === undefined ? [] : [request.counted], metric).find(isKnown);
  return {
    filters: outcome === undefined ? named : [...named.filter(({ name }) => name !== outcome.name), outcome],
    outcome,
    counted,
    groups: [...asked, ...kinds.filter(({ label }) => !asked.some((other) => other.label === label))],
  };
}

/** Puts a question beside a metric. `endedMs`: how long ago the time ended that is looked over. */
export function situationOf(
  request: Request,
  traits: MetricTraits,
  { filters, outcome, groups, counted }: LabelMatch,
  { catalogue, relatives, found, scrapeIntervalMs }: Scene,
  endedMs: number,
): Situation {
  const { metric } = traits;
  const shortestMs = LEAST_SCRAPES * scrapeIntervalMs;
  const askedMs = request.range && Math.max(request.range.ms, shortestMs);
  const offset = endedMs === 0 ? '' : ` offset ${toDuration(endedMs)}`;
  const select = (
    name = metric.name,
    matchers: readonly LabelMatcher[] = [],
    conditions: readonly LabelMatcher[] = filters,
  ): string => {
    const labels = (name === metric.name ? metric : catalogue.find(name))?.labels ?? metric.labels;
    const isKnown = Object.keys(labels).length > 0;
    // What another metric is not told apart by cannot be asked of it; a later condition on a label takes the place of one before.
    const fitting = conditions.filter((condition) => !isKnown || condition.name in labels);
    const replaced = new Set(matchers.map((matcher) => matcher.name));
    return selector(name, [...fitting.filter((condition) => !replaced.has(condition.name)), ...matchers]);
  };
  // Over hours, a rate of minutes is looked at in its course.
  const isLong = request.range !== undefined && request.range.ms > HOUR_MS && request.range.endedMs === 0;
  const isCourse = isLong && !SUMMED.some((signal) => request.signals.has(signal));
  const rateMs = askedMs === undefined || isCourse ? Math.max(USUAL_RATE_RANGE_MS, shortestMs) : askedMs;
  const by = groups.map(({ label }) => label);
  const grouping = by.length === 0 ? '' : ` by (${by.map(labelName).join(', ')}) `;
  const however = filters.filter((filter) => filter !== outcome);
  return {
    request,
    traits,
    relatives,
    found,
    filters,
    outcome,
    by,
    counted,
    varying: Object.keys(metric.labels).filter(
      (label) =>
        metric.labels[label].length > 1 &&
        !['le', 'quantile'].includes(label) &&
        !filters.some(({ name, operator }) => name === label && operator === '='),
    ),
    shortestRange: toDuration(shortestMs),
    rateRange: toDuration(rateMs),
    askedRange: askedMs === undefined ? undefined : toDuration(askedMs),
    series: (name, matchers) => select(name, matchers) + offset,
    over: (range, name, matchers) => `${select(name, matchers)}[${range}]${offset}`,
    overAll: (range, name) => `${select(name, [], however)}[${range}]${offset}`,
    but: (filter, name, range = '') =>
      select(
        name,
        [],
        filters.filter((each) => each !== filter),
      ) +
      (range === '' ? '' : `[${range}]`) +
      offset,
    together: (operator, promql) => `${operator}${grouping}(${promql})`,
  };
}
