import type {
  Alarm,
  ComparedAlarm,
  Difference,
  PreviewedSeries,
  PreviewReport,
  WatchPreview,
} from '@metrics-ai/engine';
import type { z } from 'zod';
import { iso } from './present-values.ts';
import type { previewResponse } from './preview.ts';

type Answer = z.output<typeof previewResponse>;

const WEEK_MS = 7 * 86_400_000;

/** An answer lists no more alarms of one series, … */
const MAX_ALARMS_PER_SERIES = 100;

/** … nor series; what is counted is all. */
const MAX_SERIES = 1_000;

type Told = Alarm | ComparedAlarm;

export function presentPreview({ startMs, endMs, watch, compared, durationMs }: PreviewReport): Answer {
  const weeks = (endMs - startMs) / WEEK_MS;
  return {
    start: iso(startMs),
    end: iso(endMs),
    watch: presentWatchPreview(watch, weeks),
    ...(compared && {
      compare_with: presentWatchPreview(compared.watch, weeks),
      difference: presentDifference(compared.difference),
    }),
    duration_ms: Math.round(durationMs),
  };
}

function presentDifference({ both, onlyFirst, onlySecond }: Difference): Answer['difference'] {
  return { both, only_watch: onlyFirst, only_compare_with: onlySecond };
}

function presentWatchPreview(
  { turns, series, failed, warnings, infos }: WatchPreview<Told>,
  weeks: number,
): Answer['watch'] {
  const total = series.reduce((sum, { alarms }) => sum + alarms.length, 0);
  return {
    turns,
    alarms_total: total,
    alarms_per_week: total / weeks,
    series_total: series.length,
    series: series
      .toSorted((a, b) => b.alarms.length - a.alarms.length)
      .slice(0, MAX_SERIES)
      .map((each) => presentSeries(each, weeks)),
    failed: [...failed],
    warnings: [...warnings],
    infos: [...infos],
  };
}

function presentSeries(
  { labels, promql, alarms }: PreviewedSeries<Told>,
  weeks: number,
): Answer['watch']['series'][number] {
  return {
    labels,
    promql,
    alarms_total: alarms.length,
    alarms_per_week: alarms.length / weeks,
    alarms: alarms.slice(-MAX_ALARMS_PER_SERIES).map((alarm) => {
      const { type, startMs, score, reason } = alarm.anomaly;
      return {
        told_at: iso(alarm.turnMs),
        type,
        start: iso(startMs),
        until: iso(alarm.untilMs),
        score,
        reason,
        in_both: 'isInBoth' in alarm ? alarm.isInBoth : undefined,
      };
    }),
  };
}
