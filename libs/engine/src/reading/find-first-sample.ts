import type { PrometheusClient } from '@metrics-ai/prometheus-client';

/** Points of each look: three of them narrow two weeks down to a second. */
const POINTS = 100;
const LOOKS = 3;

/**
 * About when the selected series begin within a time, in milliseconds since the epoch and never too late: Prometheus is
 * asked for a coarse count over the whole time, then for a finer one around the first place where there is any.
 * Rejects with a PrometheusError.
 */
export async function findFirstSampleMs(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  selector: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  signal: AbortSignal | undefined,
): Promise<number> {
  let [fromMs, toMs] = [startMs, endMs];
  for (let look = 0; look < LOOKS; look++) {
    const stepMs = Math.max(1_000, Math.ceil((toMs - fromMs) / POINTS));
    const range = { startMs: fromMs, endMs: toMs, stepMs, signal };
    const { data } = await prometheus.queryRange(`count(${selector})`, range);
    // What begins after the last point of this look begins within its last step.
    const firstMs = data[0]?.timestamps[0] ?? toMs;
    if (firstMs === startMs) return startMs;
    [fromMs, toMs] = [Math.max(startMs, firstMs - stepMs), firstMs];
  }
  return fromMs;
}
