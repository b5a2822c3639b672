import { isSelector, type Labels } from '@metrics-ai/prometheus-client';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { EngineLimits } from '../engine-limits.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { findSeries, MIN_STEP_MS } from '../reading/find-series.ts';
import { namingField, planReading, type PrometheusReader } from '../reading/plan-reading.ts';
import { readSeries } from '../reading/read-series.ts';
import { ReadingNotes, type ReadingReport } from '../reading/reading-notes.ts';
import { labelsKey } from '../series-id.ts';
import { askedTime, isOpen, learnMsOf } from '../time-range/time-range.ts';
import { rangeOfTurn, readClockMs } from '../watches/turns.ts';
import type { Watch } from '../watches/watch.ts';
import { markAlike, type ComparedAlarm, type Difference } from './compare-alarms.ts';
import { isCausal, type Alarm, type ReplayedTurns, type ReplayState } from './replay.ts';
import { groupTurns, turnTimes, type RangeFacts } from './turns-of-watch.ts';

export interface PreviewRequest {
  readonly watch: Watch;
  /** How long before now the turns begin that are replayed. */
  readonly durationMs: number;
  /** Another configuration, to see the difference. */
  readonly compareWith?: Watch;
}

export interface PreviewedSeries<Told extends Alarm = Alarm> {
  readonly labels: Labels;
  readonly promql: string;
  readonly alarms: readonly Told[];
}

/** What a watch would have told. */
export interface WatchPreview<Told extends Alarm = Alarm> extends Omit<ReadingReport, 'skipped'> {
  readonly turns: number;
  readonly series: readonly PreviewedSeries<Told>[];
}

export interface PreviewReport {
  readonly startMs: number;
  readonly endMs: number;
  readonly watch: WatchPreview<Alarm | ComparedAlarm>;
  readonly compared?: { readonly watch: WatchPreview<ComparedAlarm>; readonly difference: Difference };
  readonly durationMs: number;
}

export interface PreviewParts {
  readonly prometheus: PrometheusReader;
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly limits: EngineLimits;
}

/** About a minute of one thread, either of them. While something goes on, each turn of a series is looked at. */
const MAX_JUDGED_SAMPLES = 50_000_000;
const MAX_LOOKS = 250_000;

/** Says what a watch would have told, had it run over the last days: what its turns would have found new, turn by turn. */
export class Preview {
  private readonly parts: Required<PreviewParts>;

  constructor(parts: PreviewParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /**
   * Rejects with InvalidRequestError (whose field begins with `watch` or `compareWith`), PrometheusError when nothing at all could
   * be read, or the reason of the signal.
   */
  async run(
    { watch, durationMs, compareWith }: PreviewRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<PreviewReport> {
    const startedMs = performance.now();
    const endMs = await readClockMs(this.parts.prometheus, signal);
    const time = { startMs: endMs - durationMs, endMs };
    const previewOf = (each: Watch, part: string): Promise<WatchPreview> =>
      this.previewWatch(each, time, signal).catch((error: unknown) => {
        throw error instanceof InvalidRequestError
          ? new InvalidRequestError([part, error.field].filter(Boolean).join('.'), error.message)
          : error;
      });
    const first = await previewOf(watch, 'watch');
    const second = compareWith && (await previewOf(compareWith, 'compareWith'));
    const report = second === undefined ? { watch: first } : markAlike(first, second);
    return { ...time, ...report, durationMs: performance.now() - startedMs };
  }

  private async previewWatch(
    watch: Watch,
    { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
    signal: AbortSignal | undefined,
  ): Promise<WatchPreview> {
    const turnsMs = turnTimes(watch, startMs, endMs);
    const facts = await this.readFacts(watch, turnsMs, signal);
    const groups = groupTurns(watch, turnsMs, facts);
    const found = new Map<string, PreviewedSeries & { readonly end: ReplayState }>();
    const notes: ReadingReport[] = [];
    let readToMs: number | undefined;
    // Turns of another step read other samples: a watch that leaves its lookback open, of a server that is some days old.
    for (const turns of partsOf(groups)) {
      notes.push(await this.replayPart(watch, turns, { found, readToMs, signal }));
      const { stepMs, turnsMs: lastMs } = turns[turns.length - 1];
      readToMs = Math.floor((lastMs.at(-1) ?? NaN) / stepMs) * stepMs;
    }
    return {
      // The first is there to know what was known.
      turns: turnsMs.length - 1,
      series: [...found.values()].map(({ labels, promql, alarms }) => ({ labels, promql, alarms })),
      failed: notes.flatMap(({ failed }) => failed),
      warnings: [...new Set(notes.flatMap(({ warnings }) => warnings))],
      infos: [...new Set(notes.flatMap(({ infos }) => infos))],
    };
  }

  private async readFacts(
    { source, ...watch }: Watch,
    turnsMs: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<RangeFacts> {
    const { prometheus, limits } = this.parts;
    const { maxPoints } = limits;
    const promql = source.kind === 'match' ? source.match : source.query;
    try {
      if (!isSelector(promql)) return { minStepMs: MIN_STEP_MS, maxPoints };
      const asked = rangeOfTurn({ source, ...watch }, turnsMs[0]);
      const { startMs } = askedTime(asked, turnsMs[0]);
      const endMs = turnsMs[turnsMs.length - 1];
      const found = await findSeries(prometheus, promql, { startMs, endMs }, signal);
      const needsFirst = isOpen(asked) && found.series.length > 0;
      return {
        minStepMs: found.intervalMs,
        maxPoints,
        firstSampleMs: needsFirst ? await found.firstSampleMs() : undefined,
      };
    } catch (error) {
      throw namingField(source.kind, error);
    }
  }

  /** Adds to what was found what turns of one and the same step tell. */
  private async replayPart(
    watch: Watch,
    turns: readonly ReplayedTurns[],
    given: {
      readonly found: Map<string, PreviewedSeries & { readonly end: ReplayState }>;
      readonly readToMs: number | undefined;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<ReadingReport> {
    const { prometheus, characterizer, limits } = this.parts;
    const { found, readToMs, signal } = given;
    const { source, dropLabels, detection, everyMs, expireAfterMs } = watch;
    const [{ startMs, stepMs }] = turns;
    const endMs = turns.at(-1)?.turnsMs.at(-1) ?? NaN;
    const maxSeries = Math.min(watch.maxSeries, limits.maxAnalyzedSeries);
    const plan = await planReading(
      prometheus,
      source,
      { startMs, endMs, stepMs },
      { nowMs: endMs, maxPoints: Infinity, maxSeries, dropLabels, signal },
    );
    checkEffort(watch, turns, plan.seriesTotal);
    const learnMs = learnMsOf(askedTime(rangeOfTurn(watch, endMs), endMs));
    const notes = new ReadingNotes(plan);
    let series = 0;
    for await (const batch of readSeries(prometheus, plan, { nowMs: endMs, signal })) {
      notes.add(batch);
      series += batch.series.length;
      if (series > maxSeries) {
        throw new InvalidRequestError(
          source.kind,
          `gives ${series} series or more, at most ${maxSeries} are replayed`,
        );
      }
      checkEffort(watch, turns, series);
      const tasks = batch.series.map((read) => {
        const earlier = found.get(labelsKey(read.series.labels))?.end;
        const from =
          earlier ??
          (readToMs === undefined ? undefined : { anomalies: [], recordEndMs: -Infinity, readToMs });
        return { read: { ...read, learnMs }, turns, detection, everyMs, expireAfterMs, from };
      });
      (await characterizer.replay(tasks, { signal })).forEach(({ alarms, end }, i) => {
        const {
          series: { labels },
          promql,
        } = batch.series[i];
        const key = labelsKey(labels);
        found.set(key, { labels, promql, alarms: [...(found.get(key)?.alarms ?? []), ...alarms], end });
      });
    }
    return notes.finish();
  }
}

/** Consecutive turns of the same step. */
function partsOf(groups: readonly ReplayedTurns[]): ReplayedTurns[][] {
  const parts: ReplayedTurns[][] = [];
  for (const group of groups) {
    const last = parts.at(-1);
    if (last?.[0].stepMs === group.stepMs) last.push(group);
    else parts.push([group]);
  }
  return parts;
}

/** Throws for more than a request may have computed. */
function checkEffort({ detection }: Watch, turns: readonly ReplayedTurns[], series: number): void {
  const samples = turns.reduce((sum, { startMs, stepMs, turnsMs }) => {
    const lengthMs = (turnsMs.at(-1) ?? startMs) - startMs;
    return sum + (lengthMs / stepMs) * (isCausal(detection) ? 1 : turnsMs.length);
  }, 0);
  const looks = turns.reduce((sum, { turnsMs }) => sum + turnsMs.length, 0) * series;
  if (isCausal(detection) && looks > MAX_LOOKS) {
    const looked = `${Math.round(looks / 1e3)} thousand turns of a series would have to be looked at`;
    throw new InvalidRequestError(
      '',
      `${looked}, at most ${MAX_LOOKS / 1e3} thousand are: fewer series or days, or a longer every, would do`,
    );
  }
  if (samples * series <= MAX_JUDGED_SAMPLES) return;
  const cure = isCausal(detection)
    ? 'fewer series or days, or a longer step, would do'
    : 'each turn is judged by itself with this detector: a longer every, or fewer series or days, would do';
  const judged = `${Math.round((samples * series) / 1e6)} million samples would have to be judged`;
  throw new InvalidRequestError('', `${judged}, at most ${MAX_JUDGED_SAMPLES / 1e6} million are: ${cure}`);
}
