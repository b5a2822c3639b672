import { decodeSketch, readSketchHeader, type ShapeMatch } from '@metrics-ai/features';
import type { SeriesRecord } from '@metrics-ai/vector-store';
import { chartSubtitle } from '../charts/chart-subtitle.ts';
import type { LinesPicture } from '../charts/draw-lines.ts';
import type { ShapeWindow } from './shape-window.ts';

const LOOK = { format: 'svg', width: 640, height: 280 } as const;

/** A match, and the window that it looks like laid over it: at the scale, level and length of the match. */
export function matchPicture(
  window: ShapeWindow,
  record: SeriesRecord,
  match: ShapeMatch,
  sketch: Uint8Array,
): LinesPicture {
  const { startMs, stepMs, offset, scale } = readSketchHeader(sketch);
  const decoded = decodeSketch(sketch);
  const from = Math.max(0, Math.floor((match.startMs - startMs) / stepMs));
  const to = Math.min(decoded.length, Math.ceil((match.endMs - startMs) / stepMs) + 1);
  const found = Float64Array.from(decoded.subarray(from, to), (value) => offset + scale * value);
  return {
    title: record.metric,
    subtitle: chartSubtitle(record.labels),
    unit: record.unit,
    lines: [
      {
        label: 'match',
        timestamps: found.map((_, i) => startMs + (from + i) * stepMs),
        values: found,
      },
      {
        label: `${window.metric}, laid over it`,
        timestamps: window.values.map((_, i) => match.originMs + i * window.stepMs * match.stretch),
        values: window.values.map((value) => match.offset + match.scale * value),
      },
    ],
    look: LOOK,
  };
}
