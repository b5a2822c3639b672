import { formatDuration } from '@metrics-ai/features';

import { seriesName, type Comparison, type FoundAnomaly, type IncidentMatch } from './compare.ts';

/** Sooner than this is in time for whoever is on call. */
const soonMs = 15 * 60_000;

/** A comparison as Markdown: a row an incident, and a row a false alarm. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { incidents, confirmed, consequences, releases, falseAlarms } = comparison;
  return [
    summaryOf(incidents),
    '',
    ...table(
      ['incident', 'began (UTC)', 'said (UTC)', 'delay', 'series', 'type', 'score', 'reason'],
      incidents.map(incidentRow),
    ),
    '',
    `${count(confirmed, 'anomaly shows', 'anomalies show')} an incident; ` +
      `${consequences} more on other series followed soon after one began or ended, and ${releases} a release. ` +
      `${count(falseAlarms.length, 'is a false alarm', 'are false alarms')}${falseAlarms.length === 0 ? '.' : ':'}`,
    '',
    ...(falseAlarms.length === 0
      ? []
      : [...table(['said (UTC)', 'series', 'type', 'score', 'reason'], falseAlarms.map(falseAlarmRow)), '']),
  ].join('\n');
}

function summaryOf(incidents: readonly IncidentMatch[]): string {
  const found = incidents.filter(({ first }) => first !== undefined);
  const right = incidents.filter(({ isRightType }) => isRightType);
  const soon = found.filter(({ delayMs }) => delayMs <= soonMs);
  return (
    `${found.length} of ${incidents.length} scripted incidents were found, ${right.length} of them with the right type, ` +
    `${soon.length} within ${formatDuration(soonMs / 1_000)}.`
  );
}

function incidentRow({ incident, first, isRightType, delayMs }: IncidentMatch): string[] {
  const cells = [`${incident.title} (${incident.kind})`, clock(incident.start)];
  if (first === undefined) return [...cells, '**missed**', '', '', '', '', ''];
  const type = typeName(first.type);
  return [
    ...cells,
    clock(first.detected),
    delay(delayMs),
    series(first),
    isRightType ? type : `**${type}**`,
    first.score.toFixed(1),
    first.reason,
  ];
}

function falseAlarmRow(anomaly: FoundAnomaly): string[] {
  const { detected, type, score, reason } = anomaly;
  return [clock(detected), series(anomaly), typeName(type), score.toFixed(1), reason];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

const series = ({ metric, labels }: FoundAnomaly): string => `\`${seriesName(metric, labels)}\``;
const typeName = (type: string): string => type.replace('_', ' ');
const clock = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

function delay(ms: number): string {
  return `${ms < 0 ? '−' : ''}${formatDuration(Math.abs(ms) / 1_000)}`;
}
