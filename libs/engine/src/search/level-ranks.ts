import type { SeriesRecord } from '@metrics-ai/vector-store';

/** Where nothing is there to compare with. */
export const MIDDLE = 0.5;

/** Where the level of each series stands now among the given ones of its metric: 0 the lowest, 1 the highest. O(n log n). */
export function levelRanks(records: readonly SeriesRecord[]): (record: SeriesRecord) => number {
  const ranks = new Map<SeriesRecord, number>();
  for (const ofMetric of Map.groupBy(records, ({ metric }) => metric).values()) {
    const known = ofMetric.filter(({ profile }) => !Number.isNaN(profile.level.current));
    known.sort((a, b) => a.profile.level.current - b.profile.level.current);
    if (known.length > 1) known.forEach((record, place) => ranks.set(record, place / (known.length - 1)));
  }
  return (record) => ranks.get(record) ?? MIDDLE;
}
