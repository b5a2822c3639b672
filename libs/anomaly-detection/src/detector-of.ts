import { baselineDetector } from './baseline-detector.ts';
import type { BaselineOptions } from './baseline-detector.ts';
import type { Detector } from './detector.ts';
import { engineDetector } from './engine-detector.ts';
import { iqrDetector } from './iqr-detector.ts';
import { isolationForestDetector } from './isolation-forest-detector.ts';
import type { SeriesDetectorOptions } from './online/detector-options.ts';
import { zScoreDetector } from './z-score-detector.ts';

/** The detectors that have a name; the first is the default. */
export const DETECTOR_NAMES = ['engine', 'baseline', 'z-score', 'iqr', 'isolation-forest'] as const;

export type DetectorName = (typeof DETECTOR_NAMES)[number];

/** Everything of the engine's, and how many members of the baseline must agree. */
export type DetectorOptions = SeriesDetectorOptions & Pick<BaselineOptions, 'minVotes'>;

/** Which options a detector has, and what it becomes with them. */
const DETECTORS: Readonly<
  Record<
    DetectorName,
    { options: readonly (keyof DetectorOptions)[]; build: (options: DetectorOptions) => Detector }
  >
> = {
  engine: {
    options: ['falseAlarmsPerWeek', 'timeZone', 'minDeviation', 'counter', 'marked'],
    build: engineDetector,
  },
  baseline: { options: ['minVotes'], build: baselineDetector },
  'z-score': { options: [], build: () => zScoreDetector() },
  iqr: { options: [], build: () => iqrDetector() },
  'isolation-forest': { options: [], build: () => isolationForestDetector() },
};

/**
 * A detector by its name, for whoever is told one from outside; those but the engine with the defaults of their own functions.
 *
 * @throws RangeError when there is no detector of this name, or an option is out of range.
 * @throws TypeError for an option that this detector does not have: it would be without effect.
 */
export function detectorOf(name: DetectorName, options: DetectorOptions = {}): Detector {
  if (!DETECTOR_NAMES.includes(name)) {
    throw new RangeError(`detector must be one of ${DETECTOR_NAMES.join(', ')}, not ${JSON.stringify(name)}`);
  }
  const detector = DETECTORS[name];
  for (const option of Object.keys(options) as (keyof DetectorOptions)[]) {
    if (options[option] === undefined || detector.options.includes(option)) continue;
    const owner = DETECTOR_NAMES.find((other) => DETECTORS[other].options.includes(option));
    throw new TypeError(`${option} is an option of ${owner ?? 'no detector'}, not of ${name}`);
  }
  return detector.build(options);
}
