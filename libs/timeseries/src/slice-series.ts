import type { Series } from './series.ts';

/** The samples from one place up to, not including, another; by default to the end. Views, not copies. */
export function sliceSeries(
  { labels, timestamps, values, resets }: Series,
  from: number,
  to?: number,
): Series {
  return {
    labels,
    timestamps: timestamps.subarray(from, to),
    values: values.subarray(from, to),
    ...(resets && { resets: resets.subarray(from, to) }),
  };
}
