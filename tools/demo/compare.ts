import { formatDuration } from '@metrics-ai/features';
import { parseSelector } from '@metrics-ai/prometheus-client';

import type { TrueIncident } from './truth.ts';

/** An anomaly that the engine found. Times are ISO 8601. */
export interface FoundAnomaly {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type: string;
  readonly start: string;
  readonly end: string;
  readonly score: number;
}

export interface IncidentMatch {
  readonly incident: TrueIncident;
  /** Anomalies of affected series that overlap the incident, highest score first; empty: the incident was missed. */
  readonly anomalies: readonly FoundAnomaly[];
  /** From the start of the incident to that of its highest-scored anomaly; negative where that one began before. NaN when missed. */
  readonly delayMs: number;
}

export interface Comparison {
  readonly incidents: readonly IncidentMatch[];
  /** Anomalies of affected series that overlap their incident. */
  readonly confirmed: number;
  /** Anomalies of other series that overlap an incident: consequences of it, or chance. */
  readonly during: number;
  /** Anomalies that overlap no incident. */
  readonly falseAlarms: readonly FoundAnomaly[];
}

/** Anomalies may begin and end so long before or after the incident: the engine reads windows of several minutes. */
const toleranceMs = 15 * 60_000;

/** What is found later than this is of little use to whoever is on call. */
const soonMs = 60 * 60_000;

/** Says which incidents were found, by which anomalies, and how many anomalies belong to none. O(incidents × anomalies). */
export function compare(truth: readonly TrueIncident[], anomalies: readonly FoundAnomaly[]): Comparison {
  const incidents = truth.map((incident): IncidentMatch => {
    const shows = affectedBy(incident);
    const found = anomalies
      .filter((anomaly) => overlaps(anomaly, incident) && shows(anomaly))
      .sort((a, b) => b.score - a.score);
    const delayMs = found.length === 0 ? NaN : Date.parse(found[0].start) - Date.parse(incident.start);
    return { incident, anomalies: found, delayMs };
  });
  const confirmed = new Set(incidents.flatMap((match) => match.anomalies));
  const falseAlarms = anomalies.filter((anomaly) => !truth.some((incident) => overlaps(anomaly, incident)));
  return {
    incidents,
    confirmed: confirmed.size,
    during: anomalies.length - confirmed.size - falseAlarms.length,
    falseAlarms,
  };
}

function overlaps(anomaly: FoundAnomaly, incident: TrueIncident): boolean {
  return (
    Date.parse(anomaly.start) <= Date.parse(incident.end) + toleranceMs &&
    Date.parse(anomaly.end) >= Date.parse(incident.start) - toleranceMs
  );
}

/** Whether a series is one of those that show the incident. Quantiles and rates of a histogram belong to its family. */
function affectedBy(incident: TrueIncident): (series: Pick<FoundAnomaly, 'metric' | 'labels'>) => boolean {
  const selectors = incident.affected.map(parseSelector);
  return ({ metric, labels }) =>
    selectors.some(
      (selector) =>
        (selector.metric === undefined || family(selector.metric) === family(metric)) &&
        selector.matchers.every(({ name, value }) => labels[name] === value),
    );
}

function family(metric: string): string {
  return metric.replace(/_(bucket|sum|count)$/, '');
}

/** The comparison as a Markdown document: a row an incident, and what was found beside. */
export function comparisonMarkdown({ incidents, confirmed, during, falseAlarms }: Comparison): string {
  const found = incidents.filter(({ anomalies }) => anomalies.length > 0);
  const soon = found.filter(({ delayMs }) => delayMs <= soonMs);
  const rows = incidents.map(({ incident, anomalies, delayMs }) => {
    const cells = [`${incident.title} (${incident.kind})`, incident.start.slice(0, 16).replace('T', ' ')];
    if (anomalies.length === 0) return [...cells, '**missed**', '', '', ''];
    const { metric, labels, type, score } = anomalies[0];
    const series = `\`${seriesName(metric, labels)}\``;
    return [...cells, series, type.replace('_', ' '), score.toFixed(1), delay(delayMs)];
  });
  const table = [
    ['incident', 'began (UTC)', 'clearest series', 'type', 'score', 'delay'],
    Array(6).fill('---'),
    ...rows,
  ];
  return [
    `${soon.length} of ${incidents.length} scripted incidents were found within an hour, ${found.length - soon.length} later, ${incidents.length - found.length} not at all.`,
    '',
    ...table.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `${confirmed} anomalies show an incident, ${during} more fall into the time of one on other series, and ${falseAlarms.length} overlap none.`,
    '',
  ].join('\n');
}

/** A series as people write it, without the job that all of them share. */
export function seriesName(metric: string, labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels)
    .filter(([name]) => name !== '__name__' && name !== 'job')
    .map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${shown.join(',')}}`;
}

function delay(ms: number): string {
  return `${ms < 0 ? '−' : ''}${formatDuration(Math.abs(ms) / 1_000)}`;
}
