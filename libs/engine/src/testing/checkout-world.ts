import { builtinEmbedder } from '@metrics-ai/embeddings';
import type { Series } from '@metrics-ai/timeseries';
import { openSqliteStore, type VectorStore } from '@metrics-ai/vector-store';
import { Analyze } from '../analyze/analyze.ts';
import { Anomalies } from '../anomalies/anomalies.ts';
import { Charts } from '../charts/charts.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { Ingest } from '../ingest/ingest.ts';
import { FakePrometheus } from './fake-prometheus.ts';

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const POINTS = (14 * DAY_MS) / STEP_MS;
export const NOW_MS = Date.UTC(2026, 1, 16, 12);

/** Two weeks of three services' latency, the same at every run: days, noise, and of the checkout 50 minutes that were slow. */
function latencies(): Series[] {
  const timestamps = Float64Array.from({ length: POINTS }, (_, i) => NOW_MS - (POINTS - 1 - i) * STEP_MS);
  const slowFromMs = NOW_MS - 2.5 * DAY_MS - 4 * STEP_MS;
  return ['cart', 'checkout', 'search'].map((service, s) => {
    let state = s + 1;
    const noise = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 31 - 1;
    };
    return {
      labels: { __name__: 'request_latency_seconds', job: 'shop', service, instance: `${service}-1:8080` },
      timestamps,
      values: timestamps.map((timestampMs) => {
        const isSlow =
          service === 'checkout' && timestampMs >= slowFromMs && timestampMs < slowFromMs + 10 * STEP_MS;
        const usual =
          0.12 + 0.03 * Math.sin((2 * Math.PI * timestampMs) / DAY_MS - 1.5) + 0.012 * (noise() + noise());
        return isSlow ? usual + 0.55 + 0.1 * noise() : usual;
      }),
    };
  });
}

export interface CheckoutWorld {
  readonly prometheus: FakePrometheus;
  readonly store: VectorStore;
  readonly charts: Charts;
  /** Of the checkout that was slow. */
  readonly slowId: string;
}

/** A store into which the latencies were ingested, and the pictures of it. */
export async function checkoutWorld(
  options: {
    readonly nowMs?: () => number;
    readonly characterizer?: Characterizer;
    readonly detection?: DetectionOptions;
  } = {},
): Promise<CheckoutWorld> {
  // The pictures of it must not depend on how the engine is tuned.
  const { nowMs = () => NOW_MS, characterizer, detection = { detector: 'baseline' } } = options;
  const embedder = builtinEmbedder();
  const store = await openSqliteStore({ path: ':memory:', embedder });
  const prometheus = new FakePrometheus(latencies());
  const limits = { maxSeries: 10, maxAnalyzedSeries: 10, maxPoints: 11_000 };
  await new Ingest({ prometheus, store, embedder, limits, nowMs: () => NOW_MS }).run('default', {
    source: { kind: 'metric', metricName: 'request_latency_seconds' },
    range: { startMs: NOW_MS - 14 * DAY_MS, stepMs: STEP_MS },
    detection,
  });
  const { anomalies } = await new Anomalies(store).list('default', { order: 'score', limit: 1 });
  const analyze = new Analyze({ prometheus, limits, nowMs });
  return {
    prometheus,
    store,
    charts: new Charts({ prometheus, store, analyze, characterizer, nowMs }),
    slowId: anomalies[0].id,
  };
}
