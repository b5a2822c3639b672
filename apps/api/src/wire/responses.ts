import { z } from 'zod';
import { anomaly, storedAnomaly } from './anomaly.ts';
import { labels, number, time, window } from './values.ts';

const warnings = z
  .array(z.string())
  .meta({ description: 'What Prometheus warned of, and what the caller should know.', examples: [[]] });

const statistics = z
  .strictObject({
    count: z.number(),
    missing_share: number,
    mean: number,
    std: number,
    min: number,
    max: number,
    p01: number,
    p05: number,
    p25: number,
    p50: number,
    p75: number,
    p95: number,
    p99: number,
  })
  .meta({ id: 'Statistics' });

const trend = z
  .strictObject({
    direction: z.enum(['rising', 'falling', 'flat']),
    slope_per_hour: number,
    r2: number,
    p_value: number,
    robust_slope_per_hour: number,
    relative_change: number.meta({
      description: 'What the trend adds over the window, relative to the usual level.',
    }),
  })
  .meta({ id: 'Trend' });

const seasonality = z
  .strictObject({
    kind: z.enum(['daily', 'weekly', 'other']),
    period_seconds: z.number(),
    strength: number.meta({ description: 'Share of the variance that the period explains, 0…1.' }),
    swing: number.meta({ description: 'From the trough to the peak of the mean course.' }),
    peak_at: time.nullable().meta({ description: 'When the mean course was last at its peak.' }),
  })
  .meta({ id: 'Seasonality' });

const extrema = z
  .strictObject({
    count: z.number(),
    per_day: number,
    median_prominence: number,
    highest_at: time.nullable(),
    highest_value: number,
  })
  .meta({ id: 'Extrema' });

const levelChange = z.strictObject({ at: time, before: number, after: number }).meta({ id: 'LevelChange' });

const volatility = z
  .strictObject({
    coefficient_of_variation: number,
    step_scale: number,
    roughness: number,
    outlier_share: number,
  })
  .meta({ id: 'Volatility' });

const episodes = z
  .strictObject({ count: z.number(), share: number, median_seconds: number })
  .meta({ id: 'Episodes', description: 'Times of unusual height.' });

const sawtooth = z
  .strictObject({ sudden_falls: z.number(), sudden_rises: z.number(), ramp_share: number })
  .meta({ id: 'Sawtooth' });

const ceiling = z
  .strictObject({ share: number, longest_share: number, rest_varies: number })
  .meta({ id: 'Ceiling', description: 'How the series behaves at its maximum.' });

const zeros = z
  .strictObject({
    share: number,
    trailing_points: z.number(),
    trailing_seconds: number,
    share_before: number,
  })
  .meta({ id: 'Zeros' });

const level = z
  .strictObject({
    current: number,
    percentile_rank: number,
    robust_z: number,
    last_value: number,
    last_value_at: time.nullable(),
  })
  .meta({ id: 'Level', description: 'The level now, against the history of the series.' });

const recentChange = z
  .strictObject({ window_seconds: number, before: number, after: number, relative: number })
  .meta({ id: 'RecentChange' });

/** Everything of a profile but trend, periods and level changes, which an analysis can be asked for by name. */
const behaviour = z.strictObject({
  statistics,
  peaks: extrema,
  troughs: extrema,
  volatility,
  spikes: episodes,
  bursts: episodes,
  sawtooth,
  ceiling,
  zeros,
  level,
  recent_change: recentChange,
  stale_seconds: number.meta({ description: 'From the last sample to the end of the window.' }),
});

export const profile = behaviour
  .extend({ trend, seasonality: z.array(seasonality), change_points: z.array(levelChange) })
  .meta({ id: 'SeriesProfile' });

export const ingestReport = z
  .strictObject({
    series: z.number().meta({ description: 'Series that were read, profiled and stored.', examples: [1] }),
    points: z.number().meta({ description: 'Samples in them, gaps not counted.', examples: [4033] }),
    anomalies: z.number().meta({ description: 'Anomalies found in them.', examples: [3] }),
    skipped: z
      .array(z.strictObject({ series: z.string(), reason: z.string() }))
      .meta({ description: 'Series that were found and not stored, and why.', examples: [[]] }),
    failed: z
      .array(z.strictObject({ query: z.string(), reason: z.string() }))
      .meta({ description: 'Queries that failed; everything else was stored.', examples: [[]] }),
    warnings,
    infos: z.array(z.string()).meta({ examples: [[]] }),
    start_time: time,
    end_time: time,
    step: z.string().meta({ examples: ['5m'] }),
    duration_seconds: z.number().meta({ examples: [0.21] }),
  })
  .meta({ id: 'IngestReport' });

export const problem = z
  .strictObject({
    type: z.string().meta({ examples: ['about:blank'] }),
    title: z.string().meta({ examples: ['Bad Request'] }),
    status: z.number().meta({ examples: [400] }),
    detail: z.string().meta({ examples: ['step: "5x" is not a duration'] }),
    instance: z
      .string()
      .optional()
      .meta({ examples: ['/metrics/ingest'] }),
    errors: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each field that is wrong, and what it should be.' }),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });

export const job = z
  .strictObject({
    id: z.string().meta({ examples: ['5f3c8a4e-0d0c-4b7e-9f61-2b8c1d0e7a11'] }),
    state: z.enum(['queued', 'running', 'succeeded', 'failed', 'stopped']),
    progress: z.strictObject({ series_done: z.number(), series_total: z.number() }),
    created_at: time,
    started_at: time.optional(),
    finished_at: time.optional(),
    result: ingestReport.optional(),
    error: problem.optional(),
  })
  .meta({ id: 'Job' });

const watchState = z
  .strictObject({
    name: z.string(),
    state: z.enum(['waiting', 'due', 'running']),
    failures: z.number().meta({ description: 'Since the last success.' }),
    due_in_seconds: z.number().meta({ description: 'Until the next turn, of a watch that waits.' }),
  })
  .meta({ id: 'WatchState' });

const queuedTurn = z
  .strictObject({
    watch: z.string(),
    shard: z.number(),
    shards: z.number(),
    slot: time.meta({ description: 'When its time slot began.' }),
    state: z.enum(['active', 'waiting', 'delayed', 'dead']).meta({
      description:
        'delayed: failed, and waiting to be tried again. dead: given up, for the reason that stands here.',
    }),
    failures: z.number(),
    reason: z.string().optional(),
    added_at: time,
    started_at: time.optional(),
    retry_at: time.optional(),
    failed_at: time.optional(),
  })
  .meta({ id: 'QueuedTurn' });

export const jobList = z
  .strictObject({
    jobs: z.array(job),
    watches: z
      .array(watchState)
      .meta({ description: "This tenant's watches, where this process runs them." }),
    queue: z
      .strictObject({
        status: z.enum(['up', 'down']),
        reason: z.string().optional(),
        turns: z.array(queuedTurn),
      })
      .optional()
      .meta({
        description:
          "This tenant's turns that workers share through Redis: under way, waiting, and dead letters.",
      }),
  })
  .meta({ id: 'JobList' });

export const insight = z
  .strictObject({
    summary: z.string(),
    since: z.string().optional(),
    unusual: z.string(),
    next: z.array(z.string()).meta({ description: 'What to look at next, most useful first.' }),
    written_by: z
      .string()
      .meta({ description: '`narrator`, or the language model.', examples: ['narrator'] }),
    model_discarded: z
      .string()
      .optional()
      .meta({ description: "Why a language model's answer was not used." }),
  })
  .meta({ id: 'Insight' });

export const analyzeResponse = z
  .strictObject({
    series: z.array(
      z
        .strictObject({
          metric: z.string(),
          labels,
          unit: z.string(),
          promql: z.string(),
          window,
          points: z.number(),
          description: z.string(),
          tags: z.array(z.string()),
          ...behaviour.partial().shape,
          change_points: z.array(levelChange).optional(),
          trend: trend.optional(),
          seasonality: z.array(seasonality).optional(),
          anomalies: z.array(anomaly).optional(),
          insight: insight.optional(),
        })
        .meta({ id: 'AnalyzedSeries' }),
    ),
    skipped: z.array(z.strictObject({ series: z.string(), reason: z.string() })),
    failed: z.array(z.strictObject({ query: z.string(), reason: z.string() })),
    warnings,
    infos: z.array(z.string()),
    duration_seconds: z.number(),
  })
  .meta({ id: 'AnalyzeResponse' });

export const statsResponse = z
  .strictObject({
    tenant: z.string().meta({ examples: ['default'] }),
    records: z.number(),
    by_metric: z.array(z.strictObject({ metric: z.string(), records: z.number() })),
    embedder: z.strictObject({ identity: z.string(), dimensions: z.number() }),
    store: z.strictObject({ kind: z.string(), size_bytes: number }),
    last_ingest: time.nullable(),
    anomalies: z.strictObject({
      total: z.number(),
      strangest: z
        .array(z.strictObject({ metric: z.string(), labels, promql: z.string(), anomaly: storedAnomaly }))
        .meta({ description: 'The strangest anomaly of each of the strangest series, strangest first.' }),
    }),
  })
  .meta({ id: 'StatsResponse' });

const component = z
  .strictObject({
    status: z.enum(['up', 'down', 'off']),
    latency_ms: number,
    version: z.string().optional(),
    reason: z.string().optional().meta({ description: 'Why it is down.' }),
  })
  .meta({ id: 'ComponentHealth' });

export const healthResponse = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'down']),
    components: z.strictObject({
      prometheus: component,
      vector_store: component,
      embedder: component,
      language_model: component,
      queue: component,
    }),
  })
  .meta({ id: 'HealthResponse' });

export const aboutResponse = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'AboutResponse' });
