import { labelsKey } from '../series-id.ts';
import { overlap } from '../watches/new-anomalies.ts';
import type { PreviewedSeries, WatchPreview } from './preview.ts';
import type { Alarm } from './replay.ts';

export interface ComparedAlarm extends Alarm {
  /** The other configuration tells it as well: an alarm of the same series that has a moment in common with it. */
  readonly isInBoth: boolean;
}

/** Numbers of alarms. */
export interface Difference {
  /** Of the first configuration, those that the second tells as well. */
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** Marks of each alarm of two configurations whether the other has it as well. */
export function markAlike(
  first: WatchPreview,
  second: WatchPreview,
): {
  watch: WatchPreview<ComparedAlarm>;
  compared: { watch: WatchPreview<ComparedAlarm>; difference: Difference };
} {
  const watch = markedBy(first, second);
  const other = markedBy(second, first);
  const count = ({ series }: WatchPreview<ComparedAlarm>, isInBoth: boolean): number =>
    series.flatMap(({ alarms }) => alarms).filter((alarm) => alarm.isInBoth === isInBoth).length;
  const difference = {
    both: count(watch, true),
    onlyFirst: count(watch, false),
    onlySecond: count(other, false),
  };
  return { watch, compared: { watch: other, difference } };
}

function markedBy(preview: WatchPreview, other: WatchPreview): WatchPreview<ComparedAlarm> {
  const alarmsOf = new Map(other.series.map(({ labels, alarms }) => [labelsKey(labels), alarms]));
  const mark = ({ labels, promql, alarms }: PreviewedSeries): PreviewedSeries<ComparedAlarm> => {
    const others = alarmsOf.get(labelsKey(labels)) ?? [];
    const isInBoth = (alarm: Alarm): boolean => others.some((each) => overlap(timeOf(each), timeOf(alarm)));
    return { labels, promql, alarms: alarms.map((alarm) => ({ ...alarm, isInBoth: isInBoth(alarm) })) };
  };
  return { ...preview, series: preview.series.map(mark) };
}

const timeOf = ({ anomaly: { startMs }, untilMs }: Alarm): { startMs: number; endMs: number } => ({
  startMs,
  endMs: untilMs,
});
