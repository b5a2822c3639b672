import { toDuration } from '@metrics-ai/prometheus-client';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import { toDetector } from '../detection/detection-options.ts';
import type { EngineLimits } from '../engine-limits.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { JudgedSamples, SamplesToJudge } from './judge-samples.ts';

export interface DetectReport extends JudgedSamples {
  readonly detector: string;
  /** Samples that have a score. */
  readonly judged: number;
  readonly warnings: readonly string[];
}

export interface DetectParts {
  /** Left out: everything is computed on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly limits: Pick<EngineLimits, 'maxPoints'>;
}

/** Judges samples that the caller brings: nothing is read, nothing is remembered. */
export class Detect {
  private readonly parts: Required<DetectParts>;

  constructor(parts: DetectParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /** Rejects with InvalidRequestError, or the reason of the signal. */
  async run(
    request: SamplesToJudge,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<DetectReport> {
    const { characterizer, limits } = this.parts;
    checkSamples(request, limits.maxPoints);
    const { name, warmupPoints } = toDetector(request.detection ?? {});
    const judged = await characterizer.judge(request, { signal });
    const count = judged.score.reduce((sum, score) => sum + (Number.isNaN(score) ? 0 : 1), 0);
    const warnings =
      count > 0
        ? []
        : [whyNoneIsJudged(request, `the detector ${name} learns from the first ${warmupPoints}`)];
    return { ...judged, detector: name, judged: count, warnings };
  }
}

function checkSamples({ series: { timestamps, values } }: SamplesToJudge, maxPoints: number): void {
  const refuse = (field: string, message: string): never => {
    throw new InvalidRequestError(field, message);
  };
  if (timestamps.length === 0) refuse('timestamps', 'must not be empty');
  if (timestamps.length > maxPoints) {
    refuse('timestamps', `has ${timestamps.length} entries, at most ${maxPoints} are allowed`);
  }
  if (values.length !== timestamps.length) {
    refuse(
      'values',
      `has ${values.length} entries, and timestamps has ${timestamps.length}: there must be one value a time`,
    );
  }
  for (let i = 1; i < timestamps.length; i++) {
    if (timestamps[i] > timestamps[i - 1]) continue;
    const laterMs = timestamps[i - 1] - timestamps[i];
    const by = laterMs === 0 ? 'is the same time as' : `is ${toDuration(laterMs)} earlier than`;
    refuse(`timestamps.${i}`, `${by} timestamps.${i - 1}: sort the samples by time, each time once`);
  }
}

function whyNoneIsJudged(
  { series: { timestamps, values }, judgeFromMs = -Infinity }: SamplesToJudge,
  warmup: string,
): string {
  if (timestamps[timestamps.length - 1] < judgeFromMs)
    return 'no sample is judged: all are before judge_from';
  const usable = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
  return `no sample is judged: ${usable} of them have a value, and ${warmup}`;
}
