import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import type { Unit } from '@metrics-ai/features';
import type { Anomaly } from './anomaly.ts';
import type { LastingDeath } from './dying-span.ts';
import type { Signal } from './online/signals.ts';

export interface ReasonContext {
  /** What the series is called at the start of the sentence. */
  subject: string;
  unit: Unit;
  /** How long the anomaly was, its last step included; 0 for a single sample. */
  durationMs: number;
  /** How many detectors were asked. */
  memberCount: number;
  /** Where it is known: between what it would be normal again, … */
  normal?: { readonly lower: number; readonly upper: number };
  /** … and whether nothing was strange any more although it had not come back. */
  isNewNormal?: boolean;
  /** When the signal died, if not at its start. */
  diedMs?: number;
  /** Of a storm of resets: how many. */
  resetCount?: number;
  /** The death by which it ended. */
  endedBy?: LastingDeath;
}

/**
 * Says in one sentence what happened, what was expected, for how long and since when, how rare that is and what made it so, what it
 * would take to be normal again, as far as these are known, and how many detectors agree.
 */
export function anomalyReason(anomaly: Omit<Anomaly, 'reason'>, context: ReasonContext): string {
  const happened = HAPPENINGS[anomaly.type](anomaly, wordsFor(anomaly, context));
  const agreement = agreementOf(anomaly.detectors.length, context.memberCount);
  return [
    `${context.subject} ${happened}${durationOf(anomaly, context)}`,
    ...[rarityOf(anomaly), returnOf(anomaly, context), agreement].filter((clause) => clause !== ''),
  ]
    .join('; ')
    .concat('.');
}

/** The numbers of an anomaly as they are written. */
interface Words {
  readonly value: string;
  readonly expected: string;
  /** In brackets, with a space before; empty for a band without width, which says nothing that the expected value does not. */
  readonly band: string;
  readonly startTime: string;
  readonly peakTime: string;
  readonly isNormalKnown: boolean;
  /** How often it was reset. */
  readonly times: string;
}

function wordsFor(
  anomaly: Omit<Anomaly, 'reason'>,
  { unit, normal, diedMs, resetCount }: ReasonContext,
): Words {
  const [value, expected, lower, upper] = [anomaly.value, anomaly.expected, anomaly.lower, anomaly.upper].map(
    (quantity) => formatQuantity(quantity, unit),
  );
  return {
    value,
    expected,
    band: lower === upper ? '' : ` (usual ${lower}…${upper})`,
    startTime: formatTime(diedMs ?? anomaly.startMs),
    peakTime: formatTime(anomaly.peakMs),
    isNormalKnown: normal !== undefined,
    times: resetCount === undefined ? 'again and again' : `${resetCount} times`,
  };
}

type Happening = (anomaly: Omit<Anomaly, 'reason'>, words: Words) => string;

const LASTS = true;

const HAPPENINGS: Readonly<Record<Anomaly['type'], Happening>> = {
  spike: moved('rose to', 'fell to'),
  drop: moved('rose to', 'fell to'),
  level_shift: moved('moved to a higher level, reaching', 'moved to a lower level, reaching', LASTS),
  trend_change: moved('changed its trend and climbed to', 'changed its trend and sank to', LASTS),
  // The value may well be a usual one: what is strange is how it comes about.
  variance_change: (_, { value, expected, band, peakTime }) =>
    `varied otherwise than usual: ${value} at ${peakTime}, expected ${expected}${band}`,
  seasonality_change: (_, { value, expected, band, peakTime }) =>
    `left its rhythm: ${value} at ${peakTime}, where that lets one expect ${expected}${band}`,
  stopped: ({ value }, { value: written, expected, band, startTime }) =>
    `stopped at ${startTime}: ${Number.isNaN(value) ? 'no samples' : written}, expected ${expected}${band}`,
  frozen: (_, { value, startTime }) => `froze at ${startTime}: it stays at ${value}, which otherwise moves`,
  reset_storm: (_, { value, expected, band, startTime, peakTime, times }) =>
    `was reset ${times} from ${startTime} on, as by a process that dies and starts again: ${value} at ${peakTime}, expected ${expected}${band}`,
};

/**
 * Of values beyond the band; one within it came about in a strange way, unless it is one of many: where what would be normal is
 * known, a level or a trend is told from all of them.
 */
function moved(up: string, down: string, lasts = false): Happening {
  return (anomaly, { value, expected, band, peakTime, isNormalKnown }) => {
    const isUsual = anomaly.value >= anomaly.lower && anomaly.value <= anomaly.upper;
    return isUsual && !(lasts && isNormalKnown)
      ? `moved unusually at ${peakTime}: ${value} is near the expected ${expected}${band}, but the way there is rare`
      : `${anomaly.value > anomaly.expected ? up : down} ${value} at ${peakTime}, expected ${expected}${band}`;
  };
}

/** Types whose sentence says already when they began. */
const SAY_THEIR_START: readonly Anomaly['type'][] = ['stopped', 'frozen', 'reset_storm'];

function durationOf(
  { type, startMs, peakMs, isOngoing }: Omit<Anomaly, 'reason'>,
  { durationMs, normal }: ReasonContext,
): string {
  if (durationMs === 0) return '';
  const since =
    normal === undefined || startMs === peakMs || SAY_THEIR_START.includes(type)
      ? ''
      : ` since ${formatTime(startMs)}`;
  return `, for ${formatDuration(durationMs / 1_000)}${isOngoing ? ' so far' : ''}${since}`;
}

/** What happens more rarely has not been watched for long enough to put a number to it: ten years. */
const RAREST_MS = 3_650 * 86_400_000;

function rarityOf({ onceInMs, signals }: Omit<Anomaly, 'reason'>): string {
  const rarity = !Number.isFinite(onceInMs)
    ? ''
    : onceInMs > RAREST_MS
      ? 'so strange less than once in 10 years'
      : `so strange once in ${formatDuration(onceInMs / 1_000)}`;
  const drivers = signals
    .slice(0, 2)
    .filter(({ share }) => share >= DRIVING_SHARE)
    .flatMap(({ name }) => (Object.hasOwn(SIGNAL_WORDS, name) ? [SIGNAL_WORDS[name as Signal]] : []));
  const mostly = drivers.length === 0 ? '' : `mostly for its ${drivers.join(' and its ')}`;
  return [rarity, mostly].filter((part) => part !== '').join(', ');
}

/** A signal that has less to do with it is not worth a word. */
const DRIVING_SHARE = 0.15;

const SIGNAL_WORDS: Readonly<Record<Signal, string>> = {
  residual: 'value',
  drift: 'course of the last hour',
  daily: 'value at this time of day',
  level: 'level',
  distribution: 'mix of values',
  pattern: 'pattern',
  trend: 'slope',
  variance: 'unrest',
  rhythm: 'rhythm',
};

const DEATH_WORDS: Readonly<Record<LastingDeath, string>> = {
  stopped: 'then it stopped',
  frozen: 'then it froze',
};

/** What it would take, or took, to be normal again. */
function returnOf(
  { type, value, endMs, isOngoing }: Omit<Anomaly, 'reason'>,
  { unit, durationMs, normal, isNewNormal = false, endedBy }: ReasonContext,
): string {
  if (endedBy !== undefined) return DEATH_WORDS[endedBy];
  if (normal === undefined) return '';
  if (isNewNormal) return 'it has not come back, and counts as normal by now';
  if (!isOngoing) return durationMs === 0 ? '' : `back to normal after ${formatTime(endMs)}`;
  if (type === 'stopped')
    return `normal again when ${Number.isNaN(value) ? 'samples come again' : 'it leaves 0'}`;
  if (type === 'frozen') return 'normal again when it moves again';
  if (type === 'reset_storm') return 'normal again when it counts for an hour without a reset';
  const [lower, upper] = [normal.lower, normal.upper].map((border) => formatQuantity(border, unit));
  return `normal again ${type === 'variance_change' ? 'while it keeps ' : ''}between ${lower} and ${upper}`;
}

function agreementOf(votes: number, members: number): string {
  if (members < 2) return '';
  return votes === 1 ? `1 of ${members} detectors says so` : `${votes} of ${members} detectors agree`;
}
