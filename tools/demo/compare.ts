import { parseSelector } from '@metrics-ai/promql';

import type { Release } from './shop/releases.ts';
import type { TrueIncident } from './truth.ts';

/** An anomaly that the engine found. Times are ISO 8601. */
export interface FoundAnomaly {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type: string;
  readonly start: string;
  readonly end: string;
  /** When it was said. */
  readonly detected: string;
  readonly score: number;
  readonly reason: string;
}

export interface IncidentMatch {
  readonly incident: TrueIncident;
  /** What showed it first with the right type, else what showed it first at all; undefined: it was missed. */
  readonly first?: FoundAnomaly;
  /** The type is one of those that the incident has on that series. */
  readonly isRightType: boolean;
  /** From the start of the incident until it was said; negative where something was said before. NaN when it was missed. */
  readonly delayMs: number;
}

export interface Comparison {
  readonly incidents: readonly IncidentMatch[];
  /** Anomalies of series that show an incident, in its time. */
  readonly confirmed: number;
  /** Anomalies of other series that were said soon after an incident began or ended, or in its time of a service that it disturbs. */
  readonly consequences: number;
  /** Anomalies of a service that were said soon after a release of it. */
  readonly releases: number;
  /** All others, the first said first. */
  readonly falseAlarms: readonly FoundAnomaly[];
}

/** The engine reads windows of several minutes: something may be said so long before it begins, or after it ends. */
const toleranceMs = 15 * 60_000;

/** What follows from an incident, or from its end, shows so long after; a process is warm again, too. */
const aftermathMs = 2 * 3_600_000;

/**
 * Says which incidents were found, by what and how soon, and which anomalies belong to nothing that happened.
 * O(anomalies × (incidents + releases)).
 */
export function compare(
  truth: readonly TrueIncident[],
  releases: readonly Release[],
  anomalies: readonly FoundAnomaly[],
): Comparison {
  const inOrder = anomalies.toSorted(
    (a, b) => Date.parse(a.detected) - Date.parse(b.detected) || b.score - a.score,
  );
  const incidents = truth.map((incident) => matchOf(incident, inOrder));
  const isConfirmed = (anomaly: FoundAnomaly) =>
    truth.some((incident) => overlaps(anomaly, incident) && typesOn(incident, anomaly) !== undefined);
  const followsSoon = ({ detected }: FoundAnomaly, timeMs: number) =>
    Date.parse(detected) >= timeMs - toleranceMs && Date.parse(detected) <= timeMs + aftermathMs;
  const isConsequence = (anomaly: FoundAnomaly) =>
    truth.some(
      (incident) =>
        [incident.start, incident.end].some((time) => followsSoon(anomaly, Date.parse(time))) ||
        (incident.disturbs.includes(anomaly.labels.service) && overlaps(anomaly, incident)),
    );
  const isRelease = (anomaly: FoundAnomaly) =>
    releases.some(
      ({ service, startMs }) => anomaly.labels.service === service && followsSoon(anomaly, startMs),
    );

  const sorted = Map.groupBy(inOrder, (anomaly) =>
    isConfirmed(anomaly)
      ? 'confirmed'
      : isConsequence(anomaly)
        ? 'consequence'
        : isRelease(anomaly)
          ? 'release'
          : 'false alarm',
  );
  return {
    incidents,
    confirmed: sorted.get('confirmed')?.length ?? 0,
    consequences: sorted.get('consequence')?.length ?? 0,
    releases: sorted.get('release')?.length ?? 0,
    falseAlarms: sorted.get('false alarm') ?? [],
  };
}

function matchOf(incident: TrueIncident, inOrder: readonly FoundAnomaly[]): IncidentMatch {
  const shown = inOrder.filter(
    (anomaly) =>
      overlaps(anomaly, incident) &&
      Date.parse(anomaly.detected) >= Date.parse(incident.start) - toleranceMs &&
      typesOn(incident, anomaly) !== undefined,
  );
  const right = shown.find((anomaly) => typesOn(incident, anomaly)?.includes(anomaly.type));
  const first = right ?? shown.at(0);
  const delayMs = first === undefined ? NaN : Date.parse(first.detected) - Date.parse(incident.start);
  return { incident, first, isRightType: right !== undefined, delayMs };
}

function overlaps(anomaly: FoundAnomaly, incident: TrueIncident): boolean {
  return (
    Date.parse(anomaly.start) <= Date.parse(incident.end) + toleranceMs &&
    Date.parse(anomaly.end) >= Date.parse(incident.start) - toleranceMs
  );
}

/**
 * The types that an incident has on a series; undefined where it does not show on it. Quantiles and rates of a histogram belong
 * to its family.
 */
function typesOn(
  { affected }: TrueIncident,
  { metric, labels }: Pick<FoundAnomaly, 'metric' | 'labels'>,
): readonly string[] | undefined {
  return affected.find(({ series }) => {
    const selector = parseSelector(series);
    return (
      (selector.metric === undefined || family(selector.metric) === family(metric)) &&
      selector.matchers.every(({ name, value }) => labels[name] === value)
    );
  })?.types;
}

function family(metric: string): string {
  return metric.replace(/_(bucket|sum|count)$/, '');
}

/** A series as people write it, without the job that all of them share. */
export function seriesName(metric: string, labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels)
    .filter(([name]) => name !== '__name__' && name !== 'job')
    .map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${shown.join(',')}}`;
}
