import { settledMs, type Anomaly, type EngineJudgements } from '@metrics-ai/anomaly-detection';
import { sliceSeries } from '@metrics-ai/timeseries';
import { detectorFor, explainSeries, findAnomalies } from '../characterizer/judge-series.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { MIN_SAMPLES, whyNotStored } from '../ingest/why-not-stored.ts';
import type { ReadSeries } from '../reading/read-series.ts';
import { newAnomalies, overlap } from '../watches/new-anomalies.ts';
import { goneBeforeMs } from '../watches/turns.ts';

/** Turns whose ranges begin at the same sample. */
export interface ReplayedTurns {
  readonly startMs: number;
  readonly stepMs: number;
  /** When each turn is, in order; its range ends at the last step until then. */
  readonly turnsMs: readonly number[];
}

export interface ReplayTask {
  /** Everything that any of the turns reads of the series, on their grid. */
  readonly read: ReadSeries;
  readonly turns: readonly ReplayedTurns[];
  readonly detection?: DetectionOptions;
  /** Of the watch. */
  readonly everyMs: number;
  /** Without a sample for so long, a turn makes no record of the series. */
  readonly expireAfterMs: number;
  /** Where an earlier replay of the series ended. Left out: the first turn is told nothing, it is there to know the past. */
  readonly from?: ReplayState;
}

/** What is known after a turn. */
export interface ReplayState {
  /** Those of the record of the series; none where there is no record. */
  readonly anomalies: readonly Anomaly[];
  /** The end of that record. */
  readonly recordEndMs: number;
  readonly readToMs: number;
}

/** An anomaly in the turn in which it is news. */
export interface Alarm {
  readonly turnMs: number;
  /** As that turn sees it: it may have only just begun. */
  readonly anomaly: Anomaly;
  /** How far it reached when a turn last saw it. */
  readonly untilMs: number;
}

export interface Replay {
  readonly alarms: readonly Alarm[];
  readonly end: ReplayState;
}

/**
 * What the turns of a watch would have told of a series, decision by decision: each judges the samples of its own range, and
 * tells what is news by `newAnomalies`. Assumes that no turn fails, and that each finds some series: where none is found at all,
 * a watch forgets nothing.
 * @throws as `findAnomalies`
 */
export function replay({ read, turns, detection, everyMs, expireAfterMs, from }: ReplayTask): Replay {
  const alarms: (Alarm & { untilMs: number })[] = [];
  let known = (): readonly Anomaly[] => from?.anomalies ?? [];
  let recordEndMs = from?.recordEndMs ?? -Infinity;
  let readToMs = from?.readToMs ?? Infinity;
  for (const { startMs, stepMs, turnsMs } of turns) {
    const range = readSince(read, startMs);
    const look = isCausal(detection)
      ? lookWithOnePass(range, detection, stepMs)
      : lookAgain(range, detection);
    for (const turnMs of turnsMs) {
      const endMs = Math.floor(turnMs / stepMs) * stepMs;
      const length = lengthUntil(range, endMs, stepMs);
      if (makesRecord(range, length, expireAfterMs)) {
        const found = once(() => look.anomaliesAt(length));
        if (look.mayTell(length)) {
          for (const anomaly of newAnomalies(known(), found(), readToMs)) {
            alarms.push({ turnMs, anomaly, untilMs: anomaly.endMs });
          }
        }
        known = found;
        recordEndMs = endMs;
      } else if (recordEndMs < goneBeforeMs({ everyMs }, { endMs, stepMs })) {
        known = () => [];
      }
      readToMs = endMs;
    }
    prolong(alarms, known);
  }
  return { alarms, end: { anomalies: known(), recordEndMs, readToMs } };
}

/** Whether replays need no more than one pass: what is said of a sample does not depend on what comes after it. */
export function isCausal({ detector = 'engine' }: DetectionOptions = {}): boolean {
  return detector === 'engine';
}

/** How the turns of one range look at its samples. */
interface Look {
  /** What the turn finds that has so many samples. */
  anomaliesAt(length: number): readonly Anomaly[];
  /** False where a turn with so many samples finds what the one before found, and nothing that reaches into what is new. */
  mayTell(length: number): boolean;
}

/**
 * The engine's judgements of all samples, of which a turn sees the first ones: what comes after a sample changes nothing in what
 * is said of it. Anomalies begin with an onset above 1, and what they are may change until they are settled: where neither is near,
 * there is nothing to look at.
 */
function lookWithOnePass(range: ReadSeries, detection: DetectionOptions | undefined, stepMs: number): Look {
  const judgements = detectorFor(range, detection).detect(range.series) as EngineJudgements;
  const { timestamps } = range.series;
  const openMs = settledMs(stepMs);
  let lastOnsetMs = -Infinity;
  // The first turn of a range has the whole of it before it.
  let lastEndMs = Infinity;
  let looked = 0;
  return {
    anomaliesAt: (length) => {
      const anomalies = explainSeries(firstOf(range, length), firstJudgements(judgements, length));
      lastEndMs = Math.max(-Infinity, ...anomalies.map(({ endMs }) => endMs));
      return anomalies;
    },
    mayTell: (length) => {
      for (; looked < length; looked++) if (judgements.onset[looked] > 1) lastOnsetMs = timestamps[looked];
      return timestamps[length - 1] <= Math.max(lastOnsetMs, lastEndMs) + openMs;
    },
  };
}

function lookAgain(range: ReadSeries, detection: DetectionOptions | undefined): Look {
  return {
    anomaliesAt: (length) => findAnomalies(firstOf(range, length), detection),
    mayTell: () => true,
  };
}

/** As a reading that starts then gives it: from the first sample that is not NaN. */
function readSince(read: ReadSeries, startMs: number): ReadSeries {
  const { timestamps, values } = read.series;
  const first = values.findIndex((value, i) => timestamps[i] >= startMs && !Number.isNaN(value));
  return { ...read, series: sliceSeries(read.series, first === -1 ? values.length : first) };
}

function firstOf(read: ReadSeries, length: number): ReadSeries {
  return { ...read, series: sliceSeries(read.series, 0, length) };
}

function firstJudgements(all: EngineJudgements, length: number): EngineJudgements {
  return {
    score: all.score.subarray(0, length),
    expected: all.expected.subarray(0, length),
    lower: all.lower.subarray(0, length),
    upper: all.upper.subarray(0, length),
    onset: all.onset.subarray(0, length),
    members: all.members.map(({ name, score }) => ({ name, score: score.subarray(0, length) })),
    evidence: all.evidence,
    resets: all.resets?.subarray(0, length),
  };
}

/** How many samples there are up to a time; they are on the grid. */
function lengthUntil({ series: { timestamps } }: ReadSeries, timeMs: number, stepMs: number): number {
  if (timestamps.length === 0) return 0;
  const length = Math.floor((timeMs - timestamps[0]) / stepMs) + 1;
  return Math.min(Math.max(length, 0), timestamps.length);
}

/** Whether a turn that reads so many samples remembers the series. */
function makesRecord(
  { series: { timestamps, values } }: ReadSeries,
  length: number,
  expireAfterMs: number,
): boolean {
  let samples = 0;
  for (let i = 0; i < length && samples < MIN_SAMPLES; i++) if (Number.isFinite(values[i])) samples++;
  if (samples < MIN_SAMPLES) return false;
  let last = length - 1;
  while (!Number.isFinite(values[last])) last--;
  const staleMs = timestamps[length - 1] - timestamps[last];
  return whyNotStored({ samples, staleMs }, expireAfterMs) === undefined;
}

/** What the last turn of a range sees of what was told before. */
function prolong(alarms: readonly (Alarm & { untilMs: number })[], known: () => readonly Anomaly[]): void {
  for (const alarm of alarms) {
    const told = { startMs: alarm.anomaly.startMs, endMs: alarm.untilMs };
    const seen = known().find((anomaly) => overlap(anomaly, told));
    if (seen !== undefined) alarm.untilMs = Math.max(alarm.untilMs, seen.endMs);
  }
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => (computed ??= { value: compute() }).value;
}
