import type { Embedder } from '@metrics-ai/embeddings';
import { encodeSketch } from '@metrics-ai/features';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { StoredRecord, VectorStore } from '@metrics-ai/vector-store';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import { optionsSince, type DetectionOptions } from '../detection/detection-options.ts';
import type { EngineLimits } from '../engine-limits.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { JobProgress } from '../jobs/jobs.ts';
import { planReading, type PrometheusReader } from '../reading/plan-reading.ts';
import { readSeries, type ReadSeries } from '../reading/read-series.ts';
import { ReadingNotes, type ReadingReport } from '../reading/reading-notes.ts';
import type { SampleWindows } from '../reading/sample-windows.ts';
import type { SeriesSource } from '../reading/series-source.ts';
import type { Shard } from '../reading/shard.ts';
import { seriesId } from '../series-id.ts';
import type { TimeRange, TimeRangeRequest } from '../time-range/time-range.ts';
import { recordText } from './record-text.ts';
import { whyNotStored } from './why-not-stored.ts';

export interface IngestRequest {
  readonly source: SeriesSource;
  readonly range: TimeRangeRequest;
  /** Labels that do not tell series apart: what differs in nothing else becomes one series. */
  readonly dropLabels?: readonly string[];
  /** How anomalies are found; left out: by the default. */
  readonly detection?: DetectionOptions;
}

/** What a watch adds to a request that it makes again and again. */
export interface WatchedIngest {
  /** The watch that keeps the records up to date. */
  readonly watch: string;
  /** The part of the series to ingest. */
  readonly shard: Shard;
  /** Prometheus' clock, milliseconds since the epoch: the time that the records are of. */
  readonly nowMs: number;
  readonly maxSeries: number;
  /** Without a sample for so long, a series is not stored any more. */
  readonly expireAfterMs: number;
}

export interface IngestReport extends ReadingReport {
  readonly range: TimeRange;
  /** Series stored, samples in them (gaps not counted), anomalies found in them. */
  readonly series: number;
  readonly points: number;
  readonly anomalies: number;
  readonly durationMs: number;
}

export interface IngestOptions {
  readonly watched?: WatchedIngest;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

type Unembedded = Omit<StoredRecord, 'vector'>;

/** What ingesting needs. */
export interface IngestParts {
  readonly prometheus: PrometheusReader;
  readonly store: VectorStore;
  readonly embedder: Embedder;
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly limits: EngineLimits;
  readonly nowMs: () => number;
  /** Samples that watches have read before; without it, they read everything again. */
  readonly windows?: SampleWindows;
}

/** Reads series, characterizes them and remembers them: the only place where a series becomes a record. */
export class Ingest {
  private readonly parts: IngestParts & Required<Pick<IngestParts, 'characterizer'>>;

  constructor(parts: IngestParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /**
   * Ingesting the same series again replaces its record. What was stored before a failure or an abort stays.
   * Rejects with InvalidRequestError, PrometheusError (when nothing at all could be read), EmbeddingError or
   * VectorStoreError, or the reason of the signal.
   */
  async run(tenant: string, request: IngestRequest, options: IngestOptions = {}): Promise<IngestReport> {
    const { prometheus, limits } = this.parts;
    const { watched, signal, onProgress } = options;
    const startedMs = performance.now();
    const nowMs = watched?.nowMs ?? this.parts.nowMs();
    const windows = watched && this.parts.windows;
    const maxSeries = watched?.maxSeries ?? limits.maxSeries;
    const plan = await planReading(prometheus, request.source, request.range, {
      maxPoints: limits.maxPoints,
      maxSeries,
      dropLabels: request.dropLabels,
      shard: watched?.shard,
      windows,
      nowMs,
      signal,
    });
    const notes = new ReadingNotes(plan);
    const stored = { series: 0, points: 0, anomalies: 0 };
    let seriesFound = 0;
    let seriesDone = 0;
    onProgress?.({ seriesDone, seriesTotal: plan.seriesTotal });
    for await (const batch of readSeries(prometheus, plan, { nowMs, windows, signal })) {
      notes.add(batch);
      seriesFound += batch.series.length;
      if (seriesFound > maxSeries) throw tooManySeries(plan.field, seriesFound, maxSeries);
      const origin = { tenant, nowMs, watched, detection: request.detection };
      const records = await this.toRecords(origin, batch.series, { notes, signal });
      await this.store(tenant, records, signal);
      stored.series += records.length;
      for (const { profile, anomalies } of records) {
        stored.points += profile.statistics.count;
        stored.anomalies += anomalies.length;
      }
      seriesDone += Math.max(1, batch.query.expected.length, batch.series.length);
      onProgress?.({ seriesDone, seriesTotal: Math.max(plan.seriesTotal, seriesDone) });
    }
    return { range: plan.range, ...stored, ...notes.finish(), durationMs: performance.now() - startedMs };
  }

  private async toRecords(
    origin: RecordOrigin,
    series: readonly ReadSeries[],
    { notes, signal }: { notes: ReadingNotes; signal?: AbortSignal },
  ): Promise<Unembedded[]> {
    const { detection } = origin;
    const analyses = await this.parts.characterizer.characterize(series, { detection, signal });
    const records: Unembedded[] = [];
    analyses.forEach((analysis, i) => {
      const { statistics, staleSeconds } = analysis.profile;
      const samples = { samples: statistics.count, staleMs: 1_000 * staleSeconds };
      const reason = whyNotStored(samples, origin.watched?.expireAfterMs);
      if (reason === undefined) records.push(toRecord(origin, analysis, series[i]));
      else notes.skip(series[i], reason);
    });
    return records;
  }

  private async store(
    tenant: string,
    records: readonly Unembedded[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (records.length === 0) return;
    const texts = records.map(({ text }) => text);
    const vectors = await this.parts.embedder.embedDocuments(texts, { signal });
    signal?.throwIfAborted();
    await this.parts.store.upsert(
      tenant,
      records.map((record, i) => ({ ...record, vector: vectors[i] })),
    );
  }
}

/** What an expression gives is known only when it has been read. */
function tooManySeries(field: string, found: number, maxSeries: number): InvalidRequestError {
  const message = `gives ${found} series or more, at most ${maxSeries} are allowed: aggregate it, such as by sum`;
  return new InvalidRequestError(field, message);
}

/** What a record does not take from its series. */
interface RecordOrigin extends Pick<IngestRequest, 'detection'> {
  readonly tenant: string;
  readonly nowMs: number;
  readonly watched?: WatchedIngest;
}

function toRecord(
  { tenant, nowMs, watched, detection = {} }: RecordOrigin,
  analysis: SeriesAnalysis,
  { series }: ReadSeries,
): Unembedded {
  const { labels, description, tags, unit, profile, anomalies, promql } = analysis;
  const [startMs] = series.timestamps;
  return {
    id: seriesId(tenant, labels),
    metric: labels.__name__,
    labels,
    text: recordText(analysis),
    description,
    tags,
    unit,
    profile,
    anomalies,
    // As often as there are series: a list of all maintenance that there ever was would be most of a record.
    detection: optionsSince(startMs, detection),
    promql,
    startMs,
    endMs: series.timestamps[series.timestamps.length - 1],
    stepMs: profile.stepMs,
    ingestedAtMs: nowMs,
    watch: watched?.watch ?? '',
    sketch: encodeSketch(series.values, startMs, profile.stepMs),
  };
}
