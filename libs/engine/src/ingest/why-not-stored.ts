import { toDuration } from '@metrics-ai/prometheus-client';

/** Fewer samples say nothing about how a series behaves. */
export const MIN_SAMPLES = 3;

/** Why a series becomes no record, of which there are so many samples and none for so long; undefined where it becomes one. */
export function whyNotStored(
  { samples, staleMs }: { readonly samples: number; readonly staleMs: number },
  expireAfterMs: number = Infinity,
): string | undefined {
  if (samples < MIN_SAMPLES) {
    const few = samples === 1 ? '1 usable sample' : `${samples} usable samples`;
    return `${few} in this time, at least ${MIN_SAMPLES} are needed: a shorter step may have more`;
  }
  if (staleMs > expireAfterMs) return `no sample for more than ${toDuration(expireAfterMs)}`;
  return undefined;
}
