export { Analyze } from './analyze/analyze.ts';
export { Anomalies } from './anomalies/anomalies.ts';
export { anomalyId } from './anomalies/anomaly-id.ts';
export { AnswerCharts } from './ask/answer-charts.ts';
export { Ask } from './ask/ask.ts';
export { translateQuestion } from './ask/translate/translate-question.ts';
export { Catalogue } from './catalogue/catalogue.ts';
export { KnownMetrics } from './catalogue/known-metrics.ts';
export { metricText } from './catalogue/metric-text.ts';
export { characterizeHere } from './characterizer/characterize-here.ts';
export { characterizePool } from './characterizer/characterize-pool.ts';
export { CharacterizerClosedError } from './characterizer/characterizer.ts';
export { Charts } from './charts/charts.ts';
export { NothingToDrawError } from './charts/nothing-to-draw-error.ts';
export { Detect } from './detect/detect.ts';
export { toDetector } from './detection/detection-options.ts';
export { Health } from './health/health.ts';
export { Ingest } from './ingest/ingest.ts';
export { InvalidRequestError } from './invalid-request-error.ts';
export { Jobs, TooManyJobsError } from './jobs/jobs.ts';
export { Preview } from './preview/preview.ts';
export { matchersOfSelector } from './reading/matchers-of-selector.ts';
export { SampleWindows } from './reading/sample-windows.ts';
export { findMetrics } from './search/find-metrics.ts';
export { MOST_HITS, Search } from './search/search.ts';
export { seriesId } from './series-id.ts';
export { Similar } from './similar/similar.ts';
export { readStats } from './stats/stats.ts';
export { resolveTimeRange } from './time-range/time-range.ts';
export { newAnomalies } from './watches/new-anomalies.ts';
export { Turns } from './watches/turns.ts';
export { WatchSchedule } from './watches/watch-schedule.ts';

export type {
  AnalysisType,
  AnalyzedSeries,
  AnalyzeParts,
  AnalyzeReport,
  AnalyzeRequest,
} from './analyze/analyze.ts';
export type { FoundAnomalies, FoundAnomaly } from './anomalies/anomalies.ts';
export type { AnswerChartRequest, AnswerChartsParts } from './ask/answer-charts.ts';
export type { AskParts } from './ask/ask.ts';
export type {
  AnswerPicture,
  AskAnswer,
  AskChoice,
  AskRequest,
  AskResult,
  Elsewhere,
} from './ask/ask-answer.ts';
export type {
  Choice,
  RetrievedMetric,
  Translation,
  TranslationContext,
} from './ask/translate/translation.ts';
export type {
  CataloguedMetric,
  CatalogueOptions,
  CataloguePage,
  CatalogueParts,
  CatalogueReport,
  RefreshOutcome,
} from './catalogue/catalogue.ts';
export type { CharacterizePoolOptions } from './characterizer/characterize-pool.ts';
export type { Characterizer } from './characterizer/characterizer.ts';
export type { AnalysisChartRequest, Chart, ChartsParts } from './charts/charts.ts';
export type { ChartLook } from './charts/draw-picture.ts';
export type { DetectParts, DetectReport } from './detect/detect.ts';
export type { JudgedSamples, SamplesToJudge } from './detect/judge-samples.ts';
export type { DetectionOptions } from './detection/detection-options.ts';
export type { EngineLimits } from './engine-limits.ts';
export type { ComponentHealth, HealthChecks, HealthReport } from './health/health.ts';
export type {
  IngestOptions,
  IngestParts,
  IngestReport,
  IngestRequest,
  WatchedIngest,
} from './ingest/ingest.ts';
export type { Job, JobProgress, JobsOptions, JobState } from './jobs/jobs.ts';
export type { ComparedAlarm, Difference } from './preview/compare-alarms.ts';
export type {
  PreviewedSeries,
  PreviewParts,
  PreviewReport,
  PreviewRequest,
  WatchPreview,
} from './preview/preview.ts';
export type { Alarm } from './preview/replay.ts';
export type { Behaviour, BehaviourName } from './question/behaviours.ts';
export type { ReadBehaviour } from './question/find-behaviours.ts';
export type { TimeWords } from './question/read-time-words.ts';
export type { PrometheusReader } from './reading/plan-reading.ts';
export type { ReadSeries } from './reading/read-series.ts';
export type { ReadingReport } from './reading/reading-notes.ts';
export type { SeriesSource } from './reading/series-source.ts';
export type { Shard } from './reading/shard.ts';
export type { FoundMetric } from './search/find-metrics.ts';
export type { SearchParts } from './search/search.ts';
export type {
  AskedBehaviour,
  ReadCondition,
  Interpretation,
  SearchHit,
  SearchReport,
  SearchRequest,
  SearchSort,
  SeriesHit,
  UnprofiledHit,
  Why,
} from './search/search-report.ts';
export type { ShapeWindow, ShapeWindowRequest } from './similar/shape-window.ts';
export type { SimilarHit, SimilarParts, SimilarReport, SimilarRequest } from './similar/similar.ts';
export type { Stats } from './stats/stats.ts';
export type { TimeRange, TimeRangeRequest } from './time-range/time-range.ts';
export type { TurnParts, TurnReport } from './watches/turns.ts';
export type { Recurring, Watch } from './watches/watch.ts';
export type { WatchScheduleOptions, WatchState } from './watches/watch-schedule.ts';
