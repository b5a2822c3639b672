import type { AnomalyType } from '@metrics-ai/anomaly-detection';
import { findChangePoints, mean } from '@metrics-ai/timeseries';
import { changePointCover, changePointF1 } from './change-point-score.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import type { DetectionBenchOptions } from './options.ts';
import { stopwatch, throughputLine } from './stopwatch.ts';
import { readAnnotatedSeries, type AnnotatedSeries } from './tcpd-data.ts';
import { alignColumns, counted, fixed } from './text-table.ts';

/** Mon 6 Jan 2025 00:00 UTC: that some series are of years, and some of no time at all, is not what is measured. */
const START_MS = Date.UTC(2025, 0, 6);

/** What lasts, which is what people have marked. */
const LASTING: readonly AnomalyType[] = ['level_shift', 'trend_change'];

/** @returns what is to be printed. */
export function runTcpd(options: DetectionBenchOptions, progress: (text: string) => void): string {
  const { data, detector, stepSeconds } = options;
  const { series, leftOut } = readAnnotatedSeries(data);
  const contestant = CONTESTANTS[detector]();
  const watch = stopwatch();
  const found = series.map(({ name, values }) => {
    progress(name);
    return changePointsOf(values, contestant, stepSeconds * 1_000);
  });
  const taken = watch();
  // Beside ours: what is found by looking at all of a series at once, and what finding nothing is worth.
  const columns = [
    ...columnsOf(series, found),
    ...columnsOf(
      series,
      series.map(({ values }) => findChangePoints(values).map(({ index }) => index)),
    ),
    ...columnsOf(
      series,
      series.map(() => []),
    ),
  ];
  const points = series.reduce((sum, { values }) => sum + values.length, 0);
  return [
    `${counted(series.length)} series at steps of ${stepSeconds} s; detector ${detector}; change points are where ${LASTING.join(' or ')} began`,
    alignColumns([
      ['', 'points', 'found', 'cover', 'F1', 'offline: cover', 'F1', 'none: cover', 'F1'],
      ...series.map(({ name, values }, s) => [
        name,
        counted(values.length),
        counted(found[s].length),
        ...columns.map((column) => fixed(column[s], 3)),
      ]),
      ['mean', '', '', ...columns.map((column) => fixed(mean(column), 3))],
    ]),
    'offline: findChangePoints of @metrics-ai/timeseries, which sees a whole series at once; none: no change points at all',
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
    throughputLine(points, taken),
  ].join('\n\n');
}

/** The places at which something began that lasts. */
function changePointsOf(values: Float64Array, contestant: Contestant, stepMs: number): number[] {
  const timestamps = Float64Array.from(values, (_, i) => START_MS + i * stepMs);
  return contestant
    .anomalies({ labels: {}, timestamps, values })
    .filter(({ type }) => LASTING.includes(type))
    .map(({ startMs }) => Math.round((startMs - START_MS) / stepMs));
}

/** Cover and F1, a number a series. */
function columnsOf(
  series: readonly AnnotatedSeries[],
  found: readonly (readonly number[])[],
): [cover: Float64Array, f1: Float64Array] {
  return [
    Float64Array.from(series, ({ annotations, values }, s) =>
      changePointCover(annotations, found[s], values.length),
    ),
    Float64Array.from(series, ({ annotations }, s) => changePointF1(annotations, found[s])),
  ];
}
