import type { Series } from '@metrics-ai/timeseries';

import { shopIncidents, type Incident } from './incidents.ts';
import type { ShopSeries } from './metrics.ts';
import { Shop } from './shop.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface ShopHistory {
  /** One sample a minute up to the last whole minute before now; NaN where a series does not exist. */
  readonly series: readonly Series[];
  readonly incidents: readonly Incident[];
  /** Stands at the end of the history, ready to go on. */
  readonly shop: Shop;
}

export interface ShopHistoryOptions {
  readonly nowMs: number;
  /** Default 14. */
  readonly days?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default {@link shopIncidents}. */
  readonly incidents?: readonly Incident[];
}

/** Generates the shop's last days; the same options give the same series. About two seconds for two weeks. */
export function generateHistory(options: ShopHistoryOptions): ShopHistory {
  const { nowMs, days = 14, seed = 1, incidents = shopIncidents(nowMs) } = options;
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const points = (days * dayMs) / minuteMs;
  const startMs = endMs - points * minuteMs;
  // A day before the first sample, so that nothing begins at 0.
  const shop = new Shop({ startMs: startMs - dayMs, nowMs, incidents, seed });
  const timestamps = Float64Array.from({ length: points }, (_, i) => startMs + (i + 1) * minuteMs);
  const columns = shop.series.map(() => new Float64Array(points));
  for (let i = 0; i < points; i++) {
    shop.advanceTo(timestamps[i]);
    for (let k = 0; k < columns.length; k++) columns[k][i] = shop.series[k].value;
  }
  const series = shop.series.map((one, k) => ({ labels: labelsOf(one), timestamps, values: columns[k] }));
  return { series, incidents, shop };
}

function labelsOf({ metric, suffix, labels }: ShopSeries): Record<string, string> {
  return { __name__: metric + suffix, ...labels };
}
