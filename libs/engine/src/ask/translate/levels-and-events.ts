import type { Request } from './read-request.ts';
import type { Signal } from './signals.ts';

/** Words that people speak of events with, which counters count. */
export const EVENTS: readonly Signal[] = ['rate', 'failure', 'occurrence', 'increase', 'change'];

/** Words that people speak of levels and states with, which gauges have. */
export const LEVELS: readonly Signal[] = ['usage', 'limit', 'left', 'down', 'slowness', 'age', 'maximum'];

const LEANING = 0.15;

/** A fit, better where the question speaks in the metric's favour and worse where it speaks against it. */
export function lean(
  fit: number,
  { signals }: Request,
  favour: readonly Signal[],
  against: readonly Signal[],
): number {
  const speaks = (signal: Signal): boolean => signals.has(signal);
  return fit + (favour.some(speaks) ? LEANING : 0) - (against.some(speaks) ? LEANING : 0);
}
