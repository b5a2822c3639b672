import type { Series } from '@metrics-ai/timeseries';
import { DEFAULT_WINDOW_POINTS, requireWindowPoints } from './band-detector.ts';
import type { Detector, Judgements, OnlineDetector } from './detector.ts';
import { NOT_JUDGED, setJudgement, unknownColumns } from './judgement-columns.ts';
import { SAMPLE_FEATURES, SampleFeatures } from './sample-features.ts';
import { UsualSamples } from './usual-samples.ts';

export interface IsolationForestDetectorOptions {
  /** Default 100. */
  trees?: number;
  /** Samples that each tree sees, and that `online` needs before it judges. Default 256. */
  sampleSize?: number;
  /** At most this share of the samples is strange, above 0 and below 0.5. Default 0.1. */
  contamination?: number;
  /** Any integer. Default 0. */
  seed?: number;
  /** Finite samples that `online` judges by. Default 2,016. */
  windowPoints?: number;
}

const NAME = 'isolation-forest';

/**
 * Strange is what an isolation forest over the {@link SampleFeatures} sets apart from the rest with few cuts. A sample
 * counts as strange when its isolation score is among the highest `contamination` share *and* above 0.6 (above 0.5 where
 * most samples are exactly alike, because then few trees have seen the exception): the share is a ceiling and not a quota,
 * so that a series without anomalies has none. The score is the isolation score divided by that limit, so at most 2.
 *
 * Expected is the median of the 25 samples before, or of all where that is itself unusual. The band is what lies within
 * the central 1 − contamination of all values and of all deviations from the expected. A sample inside it can be strange,
 * by its jump or by the roughness around it.
 *
 * `online` grows a new forest on the last `windowPoints` samples after every `sampleSize` of them, and keeps about 0.6 MB a series.
 *
 * Cost: `detect` O(n · trees · log sampleSize); `online` the same for each new forest, O(trees · log sampleSize) a sample.
 *
 * @throws RangeError for sizes out of bounds.
 */
export function isolationForestDetector({
  trees = 100,
  sampleSize = 256,
  contamination = 0.1,
  seed = 0,
  windowPoints = DEFAULT_WINDOW_POINTS,
}: IsolationForestDetectorOptions = {}): Detector {
  if (!(contamination > 0 && contamination < 0.5)) {
    throw new RangeError(`contamination must be above 0 and below 0.5, not ${contamination}`);
  }
  const learn = (rows: Float64Array) => new UsualSamples(rows, { trees, sampleSize, contamination, seed });
  learn(new Float64Array(0)); // Out-of-bounds sizes are refused now, not with the first series.
  requireWindowPoints(windowPoints, sampleSize);

  return {
    name: NAME,
    warmupPoints: sampleSize,

    detect({ values }: Series): Judgements {
      const rows = new Float64Array(values.length * SAMPLE_FEATURES);
      const features = new SampleFeatures();
      let length = 0;
      for (let i = 0; i < values.length; i++) {
        if (!Number.isFinite(values[i])) continue;
        features.describe(values[i], rows, length);
        length += SAMPLE_FEATURES;
      }
      const columns = unknownColumns(NAME, values.length);
      if (length < 2 * SAMPLE_FEATURES) return columns;
      const usual = learn(rows.subarray(0, length));
      for (let i = 0, at = 0; i < values.length; i++) {
        if (!Number.isFinite(values[i])) continue;
        const row = at * SAMPLE_FEATURES;
        setJudgement(columns, i, usual.learntScores[at++], usual.band(rows[row], rows[row + 2]));
      }
      return columns;
    },

    online(): OnlineDetector {
      const features = new SampleFeatures();
      const row = new Float64Array(SAMPLE_FEATURES);
      // A ring: the order of rows means nothing to a forest.
      const recent = new Float64Array(windowPoints * SAMPLE_FEATURES);
      let seen = 0;
      let usual: UsualSamples | undefined;
      return {
        update(_timestampMs, value) {
          if (!Number.isFinite(value)) return NOT_JUDGED;
          features.describe(value, row, 0);
          const score = usual === undefined ? NaN : usual.score(row);
          const judgement =
            usual === undefined
              ? NOT_JUDGED
              : { ...usual.band(row[0], row[2]), score, votes: score > 1 ? [NAME] : [] };
          recent.set(row, (seen % windowPoints) * SAMPLE_FEATURES);
          seen++;
          if (seen % sampleSize === 0) {
            usual = learn(recent.subarray(0, Math.min(seen, windowPoints) * SAMPLE_FEATURES));
          }
          return judgement;
        },
      };
    },
  };
}
