import { writeInsight, type Insight, type LanguageModel, type SeriesAnalysis } from '@metrics-ai/insights';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { EngineLimits } from '../engine-limits.ts';
import { planReading, type PrometheusReader } from '../reading/plan-reading.ts';
import { readSeries } from '../reading/read-series.ts';
import { ReadingNotes, type ReadingReport } from '../reading/reading-notes.ts';
import type { SeriesSource } from '../reading/series-source.ts';
import type { TimeRange, TimeRangeRequest } from '../time-range/time-range.ts';

export type AnalysisType = 'statistics' | 'trend' | 'seasonality' | 'anomaly' | 'insight';

export interface AnalyzeRequest {
  readonly source: SeriesSource;
  readonly range: TimeRangeRequest;
  /** What the answer is to hold. */
  readonly types: ReadonlySet<AnalysisType>;
  /** How anomalies are found; left out: by the default. */
  readonly detection?: DetectionOptions;
}

export interface AnalyzedSeries {
  readonly analysis: SeriesAnalysis;
  readonly range: TimeRange;
  /** What was read before it, to learn from. */
  readonly history?: TimeRange;
  /** So long after its first sample nothing was said of the series. */
  readonly learnMs: number;
  /** When it was asked for. */
  readonly insight?: Insight;
}

export interface AnalyzeReport extends ReadingReport {
  readonly types: ReadonlySet<AnalysisType>;
  readonly series: readonly AnalyzedSeries[];
  readonly durationMs: number;
}

/** What analysing needs. */
export interface AnalyzeParts {
  readonly prometheus: PrometheusReader;
  /** Left out: the deterministic narrator writes the insights. */
  readonly model?: LanguageModel;
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly limits: EngineLimits;
  readonly nowMs: () => number;
}

/**
 * Reads series and says what they are doing, without remembering them. What lies before the range is read as well, for the
 * detector to learn from; everything else is of the range alone.
 */
export class Analyze {
  private readonly parts: AnalyzeParts & { readonly characterizer: Characterizer };

  constructor(parts: AnalyzeParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /**
   * Rejects with InvalidRequestError, PrometheusError (when nothing at all could be read), or the reason of the signal;
   * a language model that fails is replaced by the narrator, and the insight says so.
   */
  async run(
    request: AnalyzeRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<AnalyzeReport> {
    const { prometheus, limits, nowMs, model, characterizer } = this.parts;
    const { signal } = options;
    const { types, detection } = request;
    const startedMs = performance.now();
    const plan = await planReading(prometheus, request.source, request.range, {
      maxPoints: limits.maxPoints,
      maxSeries: limits.maxAnalyzedSeries,
      withHistory: true,
      nowMs: nowMs(),
      signal,
    });
    const { range, history, learnMs } = plan;
    const notes = new ReadingNotes(plan);
    const series: AnalyzedSeries[] = [];
    for await (const batch of readSeries(prometheus, plan, { nowMs: nowMs(), signal })) {
      notes.add(batch);
      const room = limits.maxAnalyzedSeries - series.length;
      for (const read of batch.series.slice(room)) {
        notes.skip(read, `at most ${limits.maxAnalyzedSeries} series are analysed at once`);
      }
      for (const analysis of await characterizer.characterize(batch.series.slice(0, room), {
        detection,
        signal,
      })) {
        const insight = types.has('insight')
          ? await writeInsight(analysis, { nowMs: nowMs(), model, signal })
          : undefined;
        series.push({ analysis, range, history, learnMs, insight });
      }
    }
    return { types, series, ...notes.finish(), durationMs: performance.now() - startedMs };
  }
}
