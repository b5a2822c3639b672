import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { formatTime } from '@metrics-ai/features';
import type { SeriesAnalysis } from './insight.ts';
import { linkToEarlier, linkToEquals, linkToSeries, memberLabels } from './series-links.ts';

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
  const promql = linkToSeries(analysis);
  return promql === undefined ? `Graph this series${when}.` : `Graph this${when}: ${promql}`;
}

function comparison(analysis: SeriesAnalysis): string | undefined {
  const earlier = linkToEarlier(analysis);
  return earlier && `Compare with the ${earlier.period} before: ${earlier.promql}`;
}

function others(analysis: SeriesAnalysis): string | undefined {
  const members = memberLabels(analysis);
  if (members.length === 0) return undefined;
  const all = linkToEquals(analysis) ?? `the same expression without the label ${members.join(', ')}.`;
  return `See whether it is this one alone: ${all}`;
}

function present(looks: readonly (string | undefined)[]): string[] {
  return looks.filter((look) => look !== undefined);
}
