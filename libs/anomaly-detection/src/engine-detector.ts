import { counterRate } from '@metrics-ai/timeseries';
import type { Series } from '@metrics-ai/timeseries';
import type { AnomalySignal } from './anomaly.ts';
import type { Detector, Judgements } from './detector.ts';
import { setJudgement, unknownColumns } from './judgement-columns.ts';
import { ENGINE_CONSTANTS } from './online/engine-constants.ts';
import type { SeriesDetectorOptions } from './online/detector-options.ts';
import { SeriesDetector } from './online/series-detector.ts';
import { isDyingSignal } from './online/signals.ts';

/** What the engine knows of a strange sample beyond its score. */
export interface Evidence {
  /** What made it strange, the largest share first. */
  readonly signals: readonly AnomalySignal[];
  /** Ordinary behaviour is as strange once in so many milliseconds. */
  readonly onceInMs: number;
}

/** What {@link EngineDetector.detect} returns: judgements, and with them when to say something, and why. */
export interface EngineJudgements extends Judgements {
  /** Above 1 where something new has to be said; 0 in between. */
  readonly onset: Float64Array;
  /** Of each sample with a score above 1, by its place. */
  readonly evidence: ReadonlyMap<number, Evidence>;
  /** Of a counter: its rates, which are what was judged. */
  readonly rates?: Float64Array;
  /** Of a counter, or a rate whose resets are known: how often it was reset since the sample before. */
  readonly resets?: Float64Array;
}

/** The online engine as a detector of whole series. */
export interface EngineDetector extends Detector {
  detect(series: Series): EngineJudgements;
}

/**
 * The engine, the default detector: a {@link SeriesDetector} that replays the series. What it says of a sample depends only on
 * what came before, so that a replay says what was, or would have been, said live.
 *
 * @throws RangeError when an option is out of range, see {@link SeriesDetectorOptions}.
 */
export function engineDetector(options: SeriesDetectorOptions = {}): EngineDetector {
  const name = 'engine';
  new SeriesDetector(options); // Options out of range are refused now, not with the first series.
  return {
    name,
    warmupPoints: ENGINE_CONSTANTS.warmupPoints,
    detect(series) {
      const { timestamps, values, resets } = series;
      const detector = new SeriesDetector(options);
      const columns = unknownColumns(name, values.length);
      const onset = new Float64Array(values.length).fill(NaN);
      const evidence = new Map<number, Evidence>();
      for (let i = 0; i < values.length; i++) {
        const verdict = detector.update(timestamps[i], values[i], resets?.[i]);
        setJudgement(columns, i, verdict.state, verdict);
        onset[i] = verdict.onset;
        if (!(verdict.state > 1)) continue;
        const { signals } = detector;
        // A silence is as long as it is: how strange the values were says nothing of it.
        evidence.set(i, { signals, onceInMs: isDyingSignal(signals[0]?.name) ? NaN : detector.onceInMs });
      }
      const judged =
        options.counter === true
          ? { rates: counterRate(series).values, resets: resetsOf(values) }
          : { resets };
      return { ...columns, onset, evidence, ...judged };
    },
    online() {
      const detector = new SeriesDetector(options);
      return {
        update(timestampMs, value) {
          const { state, expected, lower, upper } = detector.update(timestampMs, value);
          return { score: state, expected, lower, upper, votes: state > 1 ? [name] : [] };
        },
      };
    },
  };
}

function resetsOf(counter: Float64Array): Float64Array {
  const resets = new Float64Array(counter.length);
  let last = NaN;
  for (let i = 0; i < counter.length; i++) {
    if (counter[i] < last) resets[i] = 1;
    if (Number.isFinite(counter[i])) last = counter[i];
  }
  return resets;
}
