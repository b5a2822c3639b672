import {
  baselineDetector,
  detectAnomalies,
  ENGINE_CONSTANTS,
  engineDetector,
  iqrDetector,
  isolationForestDetector,
  SeriesDetector,
  zScoreDetector,
  type Anomaly,
  type Band,
  type Detector,
  type EngineConstants,
} from '@metrics-ai/anomaly-detection';
import type { Series } from '@metrics-ai/timeseries';

/** A detector as the benchmarks run it. */
export interface Contestant {
  /** The numbers it has been built with, by name, as shipped; empty where none can be turned. */
  readonly constants: Constants;
  /** A fresh one for a fresh series, with other constants where some are given. */
  start(constants?: Constants): OnlineContestant;
  /** Goes on where a snapshot was taken; there only where `save` is. */
  restore?(snapshot: Uint8Array): OnlineContestant;
  /** What it finds in a whole series. */
  anomalies(series: Series): Anomaly[];
}

/** Follows one series in order of time, seeing nothing that lies ahead. */
export interface OnlineContestant {
  update(timestampMs: number, value: number): Said;
  save?(): Uint8Array;
}

/** Above 1 is anomalous, NaN is "cannot judge"; with the band, where the detector has one. */
export interface Said extends Partial<Band> {
  /** How strange it is now. */
  readonly state: number;
  /** When to say something: one that does not tell says it as long as it is strange. */
  readonly onset: number;
}

export type Constants = Readonly<Record<string, number>>;

/** By the name that `--detector` has for it; the first is the default. */
export const CONTESTANTS = {
  engine: (): Contestant => ({
    constants: { ...ENGINE_CONSTANTS },
    start: (constants) => new SeriesDetector({}, constants as EngineConstants | undefined),
    restore: (snapshot) => SeriesDetector.restore(snapshot),
    anomalies: (series) => detectAnomalies(series, { detector: engineDetector() }),
  }),
  baseline: () => contestantOf(baselineDetector()),
  'z-score': () => contestantOf(zScoreDetector()),
  iqr: () => contestantOf(iqrDetector()),
  'isolation-forest': () => contestantOf(isolationForestDetector()),
} satisfies Record<string, () => Contestant>;

export type ContestantName = keyof typeof CONTESTANTS;

export const CONTESTANT_NAMES = Object.keys(CONTESTANTS) as ContestantName[];

function contestantOf(detector: Detector): Contestant {
  return {
    constants: {},
    start: () => {
      const online = detector.online();
      return {
        update: (timestampMs, value) => {
          const { score, expected, lower, upper } = online.update(timestampMs, value);
          return { state: score, onset: score, expected, lower, upper };
        },
      };
    },
    anomalies: (series) => detectAnomalies(series, { detector }),
  };
}
