import type { SeriesAnalysis } from '@metrics-ai/insights';
import type { DetectionOptions } from '../detection/detection-options.ts';
import type { ReadSeries } from '../reading/read-series.ts';
import { characterize as characterizeSeries } from './characterize.ts';

// What the worker threads of the pool run, by name.

export { drawLines } from '../charts/draw-lines.ts';
export { drawPicture as draw } from '../charts/draw-picture.ts';
export { judgeSamples as judge } from '../detect/judge-samples.ts';
export { replay } from '../preview/replay.ts';
export { refineSketches, scanSketches } from '../similar/search-sketches.ts';

export interface CharacterizeTask {
  readonly read: ReadSeries;
  readonly detection?: DetectionOptions;
}

export function characterize({ read, detection }: CharacterizeTask): SeriesAnalysis {
  return characterizeSeries(read, detection);
}
