import { DETECTOR_NAMES, type DetectorName } from '@metrics-ai/anomaly-detection';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { VectorStore } from '@metrics-ai/vector-store';
import type { Analyze, AnalyzeReport, AnalyzeRequest } from '../analyze/analyze.ts';
import { Anomalies } from '../anomalies/anomalies.ts';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { PrometheusReader } from '../reading/plan-reading.ts';
import { readAgain } from '../reading/read-again.ts';
import { learnMsOf } from '../time-range/time-range.ts';
import { chartWindow } from './chart-window.ts';
import type { ChartLook } from './draw-picture.ts';
import { NothingToDrawError } from './nothing-to-draw-error.ts';

export interface Chart {
  /** An SVG document or a PNG file, as the look asked for. */
  readonly bytes: Uint8Array;
  /** What is shown: the metric, and since when. */
  readonly metric: string;
  readonly fromMs: number;
}

export interface AnalysisChartRequest extends Pick<AnalyzeRequest, 'source' | 'range' | 'detection'> {
  /** Which of the analysed series, 0 the first. Left out: the one with the highest score of an anomaly, of equals the first. */
  readonly place?: number;
}

/** What drawing needs. */
export interface ChartsParts {
  readonly prometheus: Pick<PrometheusReader, 'queryRange'>;
  readonly store: VectorStore;
  readonly analyze: Analyze;
  /** Left out: everything is drawn on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly nowMs: () => number;
}

/** Pictures of what was found: a series, what was expected of it, its score and its anomalies. */
export class Charts {
  private readonly parts: ChartsParts & Required<Pick<ChartsParts, 'characterizer'>>;
  private readonly anomalies: Anomalies;

  constructor(parts: ChartsParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
    this.anomalies = new Anomalies(parts.store);
  }

  /**
   * A remembered anomaly and the time around it, its series read anew; undefined when there is none of this id. Judged by all
   * that it was found in, so that the picture says what is listed. Rejects with NothingToDrawError (Prometheus has forgotten),
   * PrometheusError, VectorStoreError, or the reason of the signal.
   */
  async ofAnomaly(
    tenant: string,
    id: string,
    look: ChartLook,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Chart | undefined> {
    const { prometheus, characterizer, nowMs } = this.parts;
    const found = await this.anomalies.get(tenant, id);
    if (found === undefined) return undefined;
    const { record, anomaly } = found;
    const { range, fromMs, toMs } = chartWindow(record, anomaly, nowMs());
    const series = await readAgain(prometheus, record, range, signal);
    if (series === undefined || series.timestamps[0] > anomaly.endMs) {
      throw new NothingToDrawError('Prometheus has no samples of this time any more');
    }
    const remembered = {
      anomalies: record.anomalies,
      shownStartMs: anomaly.startMs,
      knownToMs: record.endMs,
    };
    const { detection = { detector: detectorOfVoters(anomaly.detectors) } } = record;
    const picture = {
      series,
      unit: record.unit,
      detection,
      learnMs: learnMsOf(record),
      fromMs,
      toMs,
      remembered,
      look,
    };
    return {
      bytes: await characterizer.draw(picture, { signal }),
      metric: record.metric,
      fromMs: anomaly.startMs,
    };
  }

  /**
   * One of the series of an analysis. Rejects as the analysis does, with InvalidRequestError when there is no series at the
   * place, and with NothingToDrawError when there is none at all.
   */
  async ofAnalysis(
    { place, ...request }: AnalysisChartRequest,
    look: ChartLook,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Chart> {
    const { prometheus, characterizer, analyze } = this.parts;
    const report = await analyze.run({ ...request, types: new Set() }, { signal });
    const { analysis, range, history = range, learnMs } = choose(report, place);
    const whole = { ...range, startMs: history.startMs };
    const series = await readAgain(prometheus, analysis, whole, signal);
    if (series === undefined) throw new NothingToDrawError('there are no samples in this time');
    const { unit } = analysis;
    const { detection } = request;
    const shown = { fromMs: range.startMs, toMs: range.endMs };
    const picture = { series, unit, detection, learnMs, ...shown, look };
    return {
      bytes: await characterizer.draw(picture, { signal }),
      metric: analysis.labels['__name__'],
      fromMs: Math.max(series.timestamps[0], range.startMs),
    };
  }
}

function choose({ series, warnings }: AnalyzeReport, place: number | undefined) {
  if (series.length === 0) {
    throw new NothingToDrawError(warnings.join('; ') || 'there are no series in this time');
  }
  if (place === undefined) {
    return series.reduce((best, each) =>
      highestScore(each.analysis) > highestScore(best.analysis) ? each : best,
    );
  }
  if (place >= series.length) {
    const places = series.length === 1 ? 'the only one is 0' : `they are 0 to ${series.length - 1}`;
    throw new InvalidRequestError('series', `there is no series ${place}: ${places}`);
  }
  return series[place];
}

/** Which detector found an anomaly of an older record, by those that voted for it: several are a consensus. */
function detectorOfVoters(voters: readonly string[]): DetectorName | undefined {
  return voters.length > 1 ? 'baseline' : DETECTOR_NAMES.find((name) => name === voters[0]);
}

const highestScore = ({ anomalies }: SeriesAnalysis): number =>
  Math.max(0, ...anomalies.map(({ score }) => score));
