import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import type { Unit } from '@metrics-ai/features';
import type { Anomaly } from './anomaly.ts';

export interface ReasonContext {
  /** What the series is called at the start of the sentence. */
  subject: string;
  unit: Unit;
  /** How long the anomaly was, its last step included; 0 for a single sample. */
  durationMs: number;
  /** It lasts until the end of the series. */
  isOngoing: boolean;
  /** How many detectors were asked. */
  memberCount: number;
}

/** Says in one sentence what happened, what was expected, for how long, and how many detectors agree. */
export function anomalyReason(anomaly: Omit<Anomaly, 'reason'>, context: ReasonContext): string {
  const { subject, unit, durationMs, isOngoing } = context;
  const value = formatQuantity(anomaly.value, unit);
  const expected = formatQuantity(anomaly.expected, unit);
  const lower = formatQuantity(anomaly.lower, unit);
  const upper = formatQuantity(anomaly.upper, unit);
  const time = formatTime(anomaly.peakMs);
  const duration =
    durationMs === 0 ? '' : `, for ${formatDuration(durationMs / 1_000)}${isOngoing ? ' so far' : ''}`;
  const agreement = agreementOf(anomaly.detectors.length, context.memberCount);
  if (anomaly.value >= anomaly.lower && anomaly.value <= anomaly.upper) {
    const band = `${value} is near the expected ${expected} (usual ${lower}…${upper})`;
    return `${subject} moved unusually at ${time}: ${band}, but the way there is rare${duration}${agreement}.`;
  }
  // A band without width says nothing that the expected value does not.
  const band = lower === upper ? '' : ` (usual ${lower}…${upper})`;
  return `${subject} ${movement(anomaly)} ${value} at ${time}, expected ${expected}${band}${duration}${agreement}.`;
}

function movement({ type, value, expected }: Omit<Anomaly, 'reason'>): string {
  const isUp = value > expected;
  switch (type) {
    case 'spike':
    case 'drop':
      return isUp ? 'rose to' : 'fell to';
    case 'level_shift':
      return isUp ? 'moved to a higher level, reaching' : 'moved to a lower level, reaching';
    case 'trend_change':
      return isUp ? 'changed its trend and climbed to' : 'changed its trend and sank to';
  }
}

function agreementOf(votes: number, members: number): string {
  if (members < 2) return '';
  return votes === 1 ? `; 1 of ${members} detectors says so` : `; ${votes} of ${members} detectors agree`;
}
