import type { PrometheusClient } from './prometheus-client.ts';

/** Prometheus' own default, for series that nothing can be learned from. */
const DEFAULT_INTERVAL_MS = 60_000;

/**
 * A short window tells young series right, a long one those that are scraped every few minutes. Prometheus 2 counts a
 * sample at both ends of a window: a millisecond less keeps one of them out, as Prometheus 3 does.
 */
const WINDOWS = [
  { duration: '299999ms', ms: 300_000 },
  { duration: '3599999ms', ms: 3_600_000 },
];

/** What is nearly one of these is one: a scrape that came late must not make another interval of it from time to time. */
const USUAL_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];

/**
 * About how often the selected series are scraped: the length of a window before `timeMs`, divided by the median number
 * of samples that the series have in it; a usual interval or a whole number of seconds. 60 s where there are too few samples to tell.
 * Rejects with a PrometheusError.
 */
export async function estimateScrapeIntervalMs(
  client: Pick<PrometheusClient, 'query'>,
  selector: string,
  options: { readonly timeMs: number; readonly signal?: AbortSignal },
): Promise<number> {
  for (const { duration, ms } of WINDOWS) {
    const { data } = await client.query(`quantile(0.5, count_over_time(${selector}[${duration}]))`, options);
    const samples = data.type === 'vector' ? (data.samples[0]?.value ?? 0) : 0;
    if (samples >= 2) return 1_000 * likelySeconds(ms / samples / 1_000);
  }
  return DEFAULT_INTERVAL_MS;
}

function likelySeconds(seconds: number): number {
  const usual = USUAL_SECONDS.find((each) => Math.abs(seconds / each - 1) <= 0.1);
  return usual ?? Math.max(1, Math.round(seconds));
}
