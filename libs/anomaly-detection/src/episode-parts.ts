import { deathAt, dyingSpan } from './dying-span.ts';
import type { DyingSamples, DyingSpan, LastingDeath } from './dying-span.ts';
import type { EngineJudgements } from './engine-detector.ts';
import type { Stretch } from './strange-stretches.ts';

/** What is told of an episode as one anomaly: first and last sample. */
export interface EpisodePart extends Stretch {
  readonly startMs: number;
  /** The sample at which it was said. */
  readonly alarm: number;
  /** Where the signal was dead in it for long enough. */
  readonly dying?: DyingSpan;
  /** The death by which it ended; that is the next part. */
  readonly endedBy?: LastingDeath;
}

/**
 * The parts of an episode: one, or several where the signal died while it was alive in something strange, such as a disk that fills
 * until it is full. A death begins a part of its own where it was said after the part before, so that there are no more parts than
 * alarms; it does not where the part before is itself a death, as of a process that dies again and again. A storm of resets has no
 * part of its own: that the rate falls before its process is back for the first time is how it begins.
 *
 * Where a part begins is told by what came until it was said: it does not change while the episode goes on.
 *
 * @param samples of which `least` is the first one that belongs to no earlier episode
 */
export function episodeParts(
  samples: DyingSamples,
  { onset }: Pick<EngineJudgements, 'onset'>,
  episode: Stretch,
  firstAlarm: number,
): EpisodePart[] {
  const { timestamps } = samples;
  const parts: EpisodePart[] = [];
  const death = deathAt(samples, firstAlarm);
  let begun = {
    from: death?.from ?? episode.from,
    startMs: death?.startMs ?? timestamps[episode.from],
    alarm: firstAlarm,
    least: samples.least,
  };
  for (let place = firstAlarm + 1; place <= episode.to; place++) {
    if (!(onset[place] > 1)) continue;
    const { least, ...part } = begun;
    const death = deathAt({ ...samples, least: part.from }, place);
    if (death === undefined || death.type === 'reset_storm' || death.since <= part.alarm) continue;
    const { since, from, startMs } = death;
    const lead = { from: part.from, to: from - 1 };
    if (dyingSpan(firstOf({ ...samples, least }, from), lead) !== undefined) continue;
    parts.push({ ...part, to: lead.to, endedBy: death.type });
    begun = { from, startMs, alarm: place, least: since };
  }
  const { least, ...part } = begun;
  const rest = { from: part.from, to: Math.max(part.from, episode.to) };
  parts.push({ ...part, ...rest, dying: dyingSpan({ ...samples, least }, rest) });
  return parts;
}

function firstOf({ timestamps, values, ...samples }: DyingSamples, length: number): DyingSamples {
  return { ...samples, timestamps: timestamps.subarray(0, length), values: values.subarray(0, length) };
}
