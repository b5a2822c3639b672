/**
 * - `maintenance`: its samples are neither judged nor learnt;
 * - `incident`: judged, and forgotten when it is over: a confirmed incident teaches nothing about ordinary behaviour;
 * - `normal`: not an anomaly, whatever it looks like, and learnt like anything else.
 */
export const PERIOD_MARKS = ['maintenance', 'incident', 'normal'] as const;

/** A period of which somebody knows more than the series shows. */
export interface MarkedPeriod {
  readonly fromMs: number;
  /** The last moment of it. */
  readonly toMs: number;
  readonly as: (typeof PERIOD_MARKS)[number];
}

/** @throws RangeError when a period ends before it starts, overlaps the one before, or is marked as something else. */
export function requirePeriods(periods: readonly MarkedPeriod[]): readonly MarkedPeriod[] {
  const sorted = [...periods].sort((a, b) => a.fromMs - b.fromMs);
  for (const [i, { fromMs, toMs, as }] of sorted.entries()) {
    if (!PERIOD_MARKS.includes(as)) {
      throw new RangeError(`marked: as must be one of ${PERIOD_MARKS.join(', ')}, not ${JSON.stringify(as)}`);
    }
    if (!(fromMs <= toMs))
      throw new RangeError(`marked: a period from ${fromMs} to ${toMs} ends before it starts`);
    if (i > 0 && fromMs <= sorted[i - 1].toMs) {
      throw new RangeError(
        `marked: the period from ${fromMs} overlaps the one that ends at ${sorted[i - 1].toMs}`,
      );
    }
  }
  return sorted;
}

/** How a moment is marked. O(log n) in the number of periods, which must be in order and apart. */
export function markAt(
  periods: readonly MarkedPeriod[],
  timestampMs: number,
): MarkedPeriod['as'] | undefined {
  let low = 0;
  let high = periods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (periods[middle].toMs < timestampMs) low = middle + 1;
    else high = middle;
  }
  return low < periods.length && periods[low].fromMs <= timestampMs ? periods[low].as : undefined;
}
