import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { formatTime } from '@metrics-ai/features';
import type { SeriesAnalysis } from './insight.ts';
import { isQuotable } from './known-numbers.ts';
import { oneLine } from './one-line.ts';

/** Labels that tell one of many equals from the others. */
const MEMBER_LABELS = ['instance', 'pod', 'node', 'host', 'container'];
/** Nobody reads a longer expression in a sentence. */
const MAX_PROMQL_LENGTH = 500;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** What to look at when something strange happened, most useful first. */
export function looksAtAnomaly({ type, startMs, peakMs }: Anomaly, analysis: SeriesAnalysis): string[] {
  const isDead = type === 'stopped' || type === 'frozen';
  return present([
    isDead || analysis.tags.includes('dropped-to-zero')
      ? 'See whether what it measures still runs, and is still scraped (up).'
      : undefined,
    graph(analysis, ` around ${formatTime(peakMs)}`),
    comparison(analysis),
    others(analysis),
    causeOf(type, formatTime(startMs)),
  ]);
}

function causeOf(type: Anomaly['type'], start: string): string {
  if (type === 'spike' || type === 'drop') {
    return `Look for a job, a restart or a burst of load at ${start}.`;
  }
  if (type === 'reset_storm') {
    return `Look for a process that is restarted again and again since ${start}: killed for its memory, or by a failing probe.`;
  }
  return `Look for a deployment, a changed configuration or a failover shortly before ${start}.`;
}

/** What to look at when samples are missing altogether. */
export function looksAtSilence(analysis: SeriesAnalysis): string[] {
  return present([
    'See whether its target is still there and scraped: the metric up of the same job and instance.',
    'Look for the same metric under other labels, as a redeployment leaves behind.',
    graph(analysis, ''),
  ]);
}

/** What is worth an eye although nothing is out of the ordinary; empty when nothing is. */
export function looksAtCalm({ tags }: SeriesAnalysis): string[] {
  const limited = tags.includes('near-limit') || tags.includes('saturated');
  const moves = tags.includes('rising') || tags.includes('falling');
  const holey = tags.includes('gappy') || tags.includes('sparse');
  return present([
    limited ? 'It is at or close to its limit: see how much more load what it measures can take.' : undefined,
    moves ? 'See when it meets its limit if it goes on like this.' : undefined,
    holey
      ? 'Samples are few or missing: see whether its target is scraped without failures (up).'
      : undefined,
  ]);
}

function graph(analysis: SeriesAnalysis, when: string): string {
  const promql = promqlOf(analysis);
  return promql === undefined ? `Graph this series${when}.` : `Graph this${when}: ${promql}`;
}

/**
 * The same expression a period earlier. A subquery takes an offset whatever the expression is, which must be an instant
 * vector, as that of a metric is; in a free expression nobody knows.
 */
function comparison(analysis: SeriesAnalysis): string | undefined {
  const { labels, profile } = analysis;
  const period = profile.seasonality.find(({ kind }) => kind !== 'other')?.kind;
  const promql = promqlOf(analysis);
  const name = labels['__name__'] ?? '';
  const stepMs = Math.round(profile.stepMs);
  if (period === undefined || promql === undefined || !(stepMs > 0)) return undefined;
  // A comment would swallow the closing bracket.
  if (!METRIC_NAME.test(name) || !promql.includes(name) || promql.includes('#')) return undefined;
  const step = stepMs % 1_000 === 0 ? `${stepMs / 1_000}s` : `${stepMs}ms`;
  const [before, offset] = period === 'daily' ? ['the day', '1d'] : ['the week', '1w'];
  return `Compare with ${before} before: last_over_time((${promql})[${step}:${step}] offset ${offset})`;
}

function others({ labels }: SeriesAnalysis): string | undefined {
  const members = MEMBER_LABELS.filter((label) => (labels[label] ?? '') !== '');
  if (members.length === 0) return undefined;
  return `See whether it is this one alone: the same expression without the label ${members.join(', ')}.`;
}

function promqlOf({ promql }: SeriesAnalysis): string | undefined {
  const line = oneLine(promql);
  const canStand = line === promql && line.length <= MAX_PROMQL_LENGTH;
  return canStand && isQuotable(line) ? line : undefined;
}

function present(looks: readonly (string | undefined)[]): string[] {
  return looks.filter((look) => look !== undefined);
}
