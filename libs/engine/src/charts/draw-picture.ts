import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { renderPng, seriesChart, type SeriesChartInput } from '@metrics-ai/charts';
import type { Series } from '@metrics-ai/timeseries';
import { judgeSeries } from '../characterizer/judge-series.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { chartSubtitle } from './chart-subtitle.ts';

/** How a picture is to look; what is left out is chosen. */
export interface ChartLook extends Pick<SeriesChartInput, 'width' | 'height' | 'theme' | 'timeZone'> {
  readonly format: 'svg' | 'png';
}

/** What to draw: plain data, which a worker thread can be given. */
export interface Picture {
  /** More than is shown, perhaps: all of it is judged. */
  readonly series: Series;
  readonly unit: string;
  /** How it is judged; left out: by the default. */
  readonly detection?: DetectionOptions;
  /** So long after its first sample nothing is said of the series. Default 0. */
  readonly learnMs?: number;
  /** What is shown of it, ends included. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The anomalies that are remembered of a series, and which of them the picture is about. Left out: those that are found in it. */
  readonly remembered?: RememberedAnomalies;
  readonly look: ChartLook;
}

export interface RememberedAnomalies {
  readonly anomalies: readonly Anomaly[];
  readonly shownStartMs: number;
  /** Nothing is remembered of what came later. */
  readonly knownToMs: number;
}

/**
 * Draws a series, how it was judged and its anomalies, as an SVG document or a PNG file. Takes some tens of milliseconds for some
 * thousands of samples, and the first PNG of a thread some tenths of a second.
 */
export async function drawPicture(picture: Picture): Promise<Uint8Array> {
  const { series, unit, detection, learnMs, fromMs, toMs, remembered, look } = picture;
  const { format, ...options } = look;
  const { judgements, anomalies: found } = judgeSeries({ series, learnMs }, detection);
  const anomalies = (remembered === undefined ? found : bringUpToDate(remembered, found)).filter(
    ({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs,
  );
  const highlight = anomalies.findIndex(({ startMs }) => startMs === remembered?.shownStartMs);
  const from = series.timestamps.findIndex((timestampMs) => timestampMs >= fromMs);
  const to = series.timestamps.findLastIndex((timestampMs) => timestampMs <= toMs) + 1;
  const shown = (column: Float64Array): Float64Array => column.subarray(from, to);
  const svg = seriesChart({
    ...options,
    title: series.labels['__name__'] ?? '',
    subtitle: chartSubtitle(series.labels),
    unit,
    timestamps: shown(series.timestamps),
    values: shown(series.values),
    band: {
      expected: shown(judgements.expected),
      lower: shown(judgements.lower),
      upper: shown(judgements.upper),
    },
    score: shown(judgements.score),
    anomalies,
    highlight: highlight === -1 ? undefined : highlight,
  });
  return format === 'svg' ? new TextEncoder().encode(svg) : renderPng(svg);
}

/** What is remembered, as it is listed everywhere else; one that went on has the end of today, and those that came later are new. */
function bringUpToDate(
  { anomalies, knownToMs }: RememberedAnomalies,
  found: readonly Anomaly[],
): readonly Anomaly[] {
  return [
    ...anomalies.map((anomaly) => {
      if (!anomaly.isOngoing) return anomaly;
      const goingOn = found.filter(({ startMs, endMs }) => startMs <= knownToMs && endMs > knownToMs);
      return { ...anomaly, endMs: Math.max(anomaly.endMs, ...goingOn.map(({ endMs }) => endMs)) };
    }),
    ...found.filter(({ startMs }) => startMs > knownToMs),
  ];
}
