import { unitOf } from '@metrics-ai/features';
import type { MetricEntry } from '@metrics-ai/vector-store';
import { isDeepStrictEqual } from 'node:util';
import { metricText } from './metric-text.ts';
import type { ReadMetric } from './read-metrics.ts';

export interface CatalogueChanges {
  readonly added: readonly MetricEntry[];
  /** Their text is another: to be embedded anew. */
  readonly rewritten: readonly MetricEntry[];
  /** Something else of them is, or it is long since it was written that they are there. */
  readonly renewed: readonly MetricEntry[];
}

/** A refresh says of so many, which are the longest unconfirmed ones, that they are there: all of them in as many refreshes. */
const REFRESHES_TO_CONFIRM_ALL = 50;

/** How much the number of series must change to be worth writing: nobody chooses a metric for the last of its series. */
const NOTICEABLE = 0.1;

/**
 * What to write so that the stored entries say what was read: as little as possible when little changed, and at least one entry, whose
 * time says when the catalogue was last found to be right.
 */
export function findChanges(
  stored: ReadonlyMap<string, MetricEntry>,
  metrics: readonly ReadMetric[],
  { nowMs, keepMs }: { readonly nowMs: number; readonly keepMs: number },
): CatalogueChanges {
  const added: MetricEntry[] = [];
  const rewritten: MetricEntry[] = [];
  const renewed: MetricEntry[] = [];
  const unchanged: { readonly entry: MetricEntry; readonly writtenAtMs: number }[] = [];
  for (const metric of metrics) {
    const entry = toEntry(metric, nowMs);
    const before = stored.get(entry.metric);
    if (before === undefined) added.push(entry);
    else if (before.text !== entry.text) rewritten.push(entry);
    else if (isChanged(before, entry) || before.seenAtMs < nowMs - keepMs / 2) renewed.push(entry);
    else unchanged.push({ entry, writtenAtMs: before.seenAtMs });
  }
  const confirmed = unchanged
    .toSorted((a, b) => a.writtenAtMs - b.writtenAtMs)
    .slice(0, Math.ceil(metrics.length / REFRESHES_TO_CONFIRM_ALL));
  return { added, rewritten, renewed: [...renewed, ...confirmed.map(({ entry }) => entry)] };
}

function toEntry(metric: ReadMetric, nowMs: number): MetricEntry {
  const { name, type, help, labels, series } = metric;
  // Of the metric itself: of a counter's rate it is another.
  const unit = unitOf(name, { type: type === 'counter' ? 'gauge' : type, unit: metric.unit, help });
  const described = { metric: name, help, labels, unit };
  return { ...described, type, series, text: metricText(described), seenAtMs: nowMs };
}

function isChanged(before: MetricEntry, now: MetricEntry): boolean {
  const isNoticeable =
    Math.abs(before.series - now.series) > NOTICEABLE * before.series ||
    Number.isNaN(before.series) !== Number.isNaN(now.series);
  return (
    isNoticeable ||
    before.type !== now.type ||
    before.help !== now.help ||
    before.unit !== now.unit ||
    !isDeepStrictEqual(before.labels, now.labels)
  );
}
