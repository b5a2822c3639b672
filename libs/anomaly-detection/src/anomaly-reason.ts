import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import type { Unit } from '@metrics-ai/features';
import type { Anomaly } from './anomaly.ts';

export interface ReasonContext {
  /** What the series is called at the start of the sentence. */
  subject: string;
  unit: Unit;
  /** How long the anomaly was, its last step included; 0 for a single sample. */
  durationMs: number;
  /** How many detectors were asked. */
  memberCount: number;
}

/**
 * Says in one sentence what happened, what was expected, for how long, how rare that is where it is known, and how many
 * detectors agree.
 */
export function anomalyReason(anomaly: Omit<Anomaly, 'reason'>, context: ReasonContext): string {
  const happened = HAPPENINGS[anomaly.type](anomaly, wordsFor(anomaly, context));
  const agreement = agreementOf(anomaly.detectors.length, context.memberCount);
  return `${context.subject} ${happened}${durationOf(anomaly, context)}${rarityOf(anomaly)}${agreement}.`;
}

/** The numbers of an anomaly as they are written. */
interface Words {
  readonly value: string;
  readonly expected: string;
  /** In brackets, with a space before; empty for a band without width, which says nothing that the expected value does not. */
  readonly band: string;
  readonly startTime: string;
  readonly peakTime: string;
}

function wordsFor(anomaly: Omit<Anomaly, 'reason'>, { unit }: ReasonContext): Words {
  const [value, expected, lower, upper] = [anomaly.value, anomaly.expected, anomaly.lower, anomaly.upper].map(
    (quantity) => formatQuantity(quantity, unit),
  );
  return {
    value,
    expected,
    band: lower === upper ? '' : ` (usual ${lower}…${upper})`,
    startTime: formatTime(anomaly.startMs),
    peakTime: formatTime(anomaly.peakMs),
  };
}

type Happening = (anomaly: Omit<Anomaly, 'reason'>, words: Words) => string;

const HAPPENINGS: Readonly<Record<Anomaly['type'], Happening>> = {
  spike: moved('rose to', 'fell to'),
  drop: moved('rose to', 'fell to'),
  level_shift: moved('moved to a higher level, reaching', 'moved to a lower level, reaching'),
  trend_change: moved('changed its trend and climbed to', 'changed its trend and sank to'),
  // The value may well be a usual one: what is strange is how it comes about.
  variance_change: (_, { value, expected, band, peakTime }) =>
    `varied otherwise than usual: ${value} at ${peakTime}, expected ${expected}${band}`,
  seasonality_change: (_, { value, expected, band, peakTime }) =>
    `left its rhythm: ${value} at ${peakTime}, where that lets one expect ${expected}${band}`,
  stopped: ({ value }, { value: written, expected, band, startTime }) =>
    `stopped at ${startTime}: ${Number.isNaN(value) ? 'no samples' : written}, expected ${expected}${band}`,
  frozen: (_, { value, startTime }) => `froze at ${startTime}: it stays at ${value}, which otherwise moves`,
  reset_storm: (_, { value, expected, band, startTime, peakTime }) =>
    `was reset again and again from ${startTime} on: ${value} at ${peakTime}, expected ${expected}${band}`,
};

/** Of values beyond the band; one within it came about in a strange way. */
function moved(up: string, down: string): Happening {
  return (anomaly, { value, expected, band, peakTime }) => {
    const isUsual = anomaly.value >= anomaly.lower && anomaly.value <= anomaly.upper;
    return isUsual
      ? `moved unusually at ${peakTime}: ${value} is near the expected ${expected}${band}, but the way there is rare`
      : `${anomaly.value > anomaly.expected ? up : down} ${value} at ${peakTime}, expected ${expected}${band}`;
  };
}

function durationOf({ isOngoing }: Omit<Anomaly, 'reason'>, { durationMs }: ReasonContext): string {
  if (durationMs === 0) return '';
  return `, for ${formatDuration(durationMs / 1_000)}${isOngoing ? ' so far' : ''}`;
}

function rarityOf({ onceInMs }: Omit<Anomaly, 'reason'>): string {
  return Number.isFinite(onceInMs) ? `; so strange once in ${formatDuration(onceInMs / 1_000)}` : '';
}

function agreementOf(votes: number, members: number): string {
  if (members < 2) return '';
  return votes === 1 ? `; 1 of ${members} detectors says so` : `; ${votes} of ${members} detectors agree`;
}
