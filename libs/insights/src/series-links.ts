import { checkPromql, dropMatchers, offsetBy } from '@metrics-ai/promql';
import type { SeriesAnalysis } from './insight.ts';
import { isQuotable } from './number-claims.ts';
import { oneLine } from './one-line.ts';

// PromQL that a reader is sent to. Each was checked: none is given that Prometheus would refuse.

/** Labels that tell one of many equals from the others. */
const MEMBER_LABELS = ['instance', 'pod', 'node', 'host', 'container'];
/** Nobody reads a longer expression in a sentence. */
const MAX_PROMQL_LENGTH = 500;

/** The series itself; undefined where its expression cannot stand in a sentence, or no graph can be drawn of it. */
export function linkToSeries({ promql }: SeriesAnalysis): string | undefined {
  return link(promql);
}

/** The series a period earlier, where it repeats every day or week. */
export function linkToEarlier(
  analysis: SeriesAnalysis,
): { readonly period: 'day' | 'week'; readonly promql: string } | undefined {
  const kind = analysis.profile.seasonality.find((found) => found.kind !== 'other')?.kind;
  const promql = linkToSeries(analysis);
  if (kind === undefined || promql === undefined) return undefined;
  const period = kind === 'daily' ? 'day' : 'week';
  const earlier = link(offsetBy(promql, period === 'day' ? '1d' : '1w'));
  return earlier === undefined ? undefined : { period, promql: earlier };
}

/** The series together with its equals: the same expression without the labels that tell it from them. */
export function linkToEquals(analysis: SeriesAnalysis): string | undefined {
  const promql = linkToSeries(analysis);
  if (promql === undefined) return undefined;
  const all = link(dropMatchers(promql, memberLabels(analysis)));
  return all === promql ? undefined : all;
}

/** Labels of the series that tell it from its equals. */
export function memberLabels({ labels }: SeriesAnalysis): string[] {
  return MEMBER_LABELS.filter((label) => (labels[label] ?? '') !== '');
}

/** All of the links. */
export function linksOf(analysis: SeriesAnalysis): string[] {
  const links = [linkToSeries(analysis), linkToEarlier(analysis)?.promql, linkToEquals(analysis)];
  return links.filter((each) => each !== undefined);
}

function link(promql: string | undefined): string | undefined {
  if (promql === undefined || promql.length > MAX_PROMQL_LENGTH || oneLine(promql) !== promql)
    return undefined;
  const { valid, type } = checkPromql(promql);
  return valid && type === 'vector' && isQuotable(promql) ? promql : undefined;
}
