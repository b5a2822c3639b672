import {
  baselineDetector,
  detectAnomalies,
  engineDetector,
  type Detector,
} from '@metrics-ai/anomaly-detection';
import { seriesChart } from '@metrics-ai/charts';
import type { Figure } from './detection-figures.ts';

const DAY_MS = 86_400_000;

/** What the engine, as shipped, makes of a figure's series: an SVG document. */
export function drawFigure(figure: Figure): string {
  const { title, truth, unit, series, shownDays, isCompared = false, timeZone = 'UTC' } = figure;
  const { labels, timestamps, values } = series;
  const detector = engineDetector({ timeZone });
  const { score, expected, lower, upper } = detector.detect(series);
  const from = timestamps.findIndex((ms) => ms >= timestamps[timestamps.length - 1] - shownDays * DAY_MS);
  const shown = (column: Float64Array): Float64Array => column.subarray(from);
  const found = (by: Detector) =>
    detectAnomalies(series, { detector: by }).filter(({ endMs }) => endMs >= timestamps[from]);
  const compared = isCompared
    ? `; the seed detectors find ${found(baselineDetector()).length} anomalies`
    : '';
  return seriesChart({
    title: `${title}: ${labels['__name__']}`,
    subtitle: truth + compared,
    unit,
    timestamps: shown(timestamps),
    values: shown(values),
    band: { expected: shown(expected), lower: shown(lower), upper: shown(upper) },
    score: shown(score),
    anomalies: found(detector),
    timeZone,
  });
}
