import type { Embedder } from '@metrics-ai/embeddings';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { StoredRecord, VectorStore } from '@metrics-ai/vector-store';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { EngineLimits } from '../engine-limits.ts';
import type { JobProgress } from '../jobs/jobs.ts';
import { planReading, type PrometheusReader } from '../reading/plan-reading.ts';
import { readSeries, type ReadSeries } from '../reading/read-series.ts';
import { ReadingNotes, type ReadingReport } from '../reading/reading-notes.ts';
import type { SeriesSource } from '../reading/series-source.ts';
import { seriesId } from '../series-id.ts';
import type { TimeRange, TimeRangeRequest } from '../time-range/time-range.ts';
import { recordText } from './record-text.ts';

export interface IngestRequest {
  readonly source: SeriesSource;
  readonly range: TimeRangeRequest;
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
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

type Unembedded = Omit<StoredRecord, 'vector'>;

/** Fewer samples say nothing about how a series behaves. */
const MIN_SAMPLES = 3;

/** What ingesting needs. */
export interface IngestParts {
  readonly prometheus: PrometheusReader;
  readonly store: VectorStore;
  readonly embedder: Embedder;
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly limits: EngineLimits;
  readonly nowMs: () => number;
}

/** Reads series, characterizes them and remembers them: the only place where a series becomes a record. */
export class Ingest {
  private readonly parts: Required<IngestParts>;

  constructor(parts: IngestParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /**
   * Ingesting the same series again replaces its record. What was stored before a failure or an abort stays.
   * Rejects with InvalidRequestError, PrometheusError (when nothing at all could be read), EmbeddingError or
   * VectorStoreError, or the reason of the signal.
   */
  async run(tenant: string, request: IngestRequest, options: IngestOptions = {}): Promise<IngestReport> {
    const { prometheus, limits, nowMs } = this.parts;
    const { signal, onProgress } = options;
    const startedMs = performance.now();
    const plan = await planReading(prometheus, request.source, request.range, {
      ...limits,
      nowMs: nowMs(),
      signal,
    });
    const notes = new ReadingNotes(plan);
    const stored = { series: 0, points: 0, anomalies: 0 };
    let seriesDone = 0;
    onProgress?.({ seriesDone, seriesTotal: plan.seriesTotal });
    for await (const batch of readSeries(prometheus, plan, { nowMs: nowMs(), signal })) {
      notes.add(batch);
      const records = await this.toRecords(tenant, batch.series, notes, signal);
      await this.store(tenant, records, signal);
      stored.series += records.length;
      for (const { profile, anomalies } of records) {
        stored.points += profile.statistics.count;
        stored.anomalies += anomalies.length;
      }
      seriesDone += Math.max(batch.query.expectedSeries, batch.series.length);
      onProgress?.({ seriesDone, seriesTotal: Math.max(plan.seriesTotal, seriesDone) });
    }
    return { range: plan.range, ...stored, ...notes.finish(), durationMs: performance.now() - startedMs };
  }

  private async toRecords(
    tenant: string,
    series: readonly ReadSeries[],
    notes: ReadingNotes,
    signal: AbortSignal | undefined,
  ): Promise<Unembedded[]> {
    const { characterizer, nowMs } = this.parts;
    const analyses = await characterizer.characterize(series, { signal });
    const records: Unembedded[] = [];
    analyses.forEach((analysis, i) => {
      const { count } = analysis.profile.statistics;
      if (count >= MIN_SAMPLES) records.push(toRecord(tenant, analysis, series[i], nowMs()));
      else notes.skip(series[i], tooFew(count));
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

function tooFew(count: number): string {
  const samples = count === 1 ? '1 usable sample' : `${count} usable samples`;
  return `${samples} in this time, at least ${MIN_SAMPLES} are needed: a shorter step may have more`;
}

function toRecord(
  tenant: string,
  analysis: SeriesAnalysis,
  { series }: ReadSeries,
  nowMs: number,
): Unembedded {
  const { labels, description, tags, unit, profile, anomalies, promql } = analysis;
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
    promql,
    startMs: series.timestamps[0],
    endMs: series.timestamps[series.timestamps.length - 1],
    stepMs: profile.stepMs,
    ingestedAtMs: nowMs,
    watch: '',
  };
}
