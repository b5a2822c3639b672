import type { ShapeMatch } from '@metrics-ai/features';
import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { LinesPicture } from '../charts/draw-lines.ts';
import type { Picture } from '../charts/draw-picture.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { JudgedSamples, SamplesToJudge } from '../detect/judge-samples.ts';
import type { Replay, ReplayTask } from '../preview/replay.ts';
import type { ReadSeries } from '../reading/read-series.ts';
import type { RefineTask, ScannedPlace, ScanTask } from '../similar/search-sketches.ts';

export interface CharacterizeOptions {
  /** How anomalies are found; left out: by the default. */
  readonly detection?: DetectionOptions;
  readonly signal?: AbortSignal;
}

/** Finds out what series are doing, and draws it: the computation that most of the time goes into. */
export interface Characterizer {
  /**
   * One analysis a series, in the same order. The series stay as they are, and the event loop of the caller gets its turns.
   * Rejects with the reason of the signal as soon as that is aborted, and with whatever went wrong with a series.
   */
  characterize(series: readonly ReadSeries[], options?: CharacterizeOptions): Promise<SeriesAnalysis[]>;

  /**
   * An SVG document or a PNG file of one series, which stays as it is; the event loop of the caller gets its turns as far as
   * one series and one picture let it. Rejects as `characterize` does.
   */
  draw(picture: Picture, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array>;

  /** `drawLines` of series that stay as they are. Rejects as `characterize` does. */
  drawLines(picture: LinesPicture, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array>;

  /** `judgeSamples` of samples that stay as they are. Rejects as `characterize` does. */
  judge(samples: SamplesToJudge, options?: { readonly signal?: AbortSignal }): Promise<JudgedSamples>;

  /** `replay` of each task, in the same order. Rejects as `characterize` does. */
  replay(tasks: readonly ReplayTask[], options?: { readonly signal?: AbortSignal }): Promise<Replay[]>;

  /** `scanSketches` of each task, in the same order. Rejects as `characterize` does. */
  scanSketches(
    tasks: readonly ScanTask[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<ScannedPlace[][]>;

  /** `refineSketches` of each task, in the same order. Rejects as `characterize` does. */
  refineSketches(
    tasks: readonly RefineTask[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<(ShapeMatch | undefined)[][]>;

  /** Rejects what still goes on with a CharacterizerClosedError, and resolves when nothing runs any more. Nothing can be characterized after that. */
  close(): Promise<void>;
}

/** The characterizer was closed: whoever shuts down takes no more work. */
export class CharacterizerClosedError extends Error {
  override readonly name = 'CharacterizerClosedError';

  constructor() {
    super('no more series are analysed: the process is shutting down');
  }
}
