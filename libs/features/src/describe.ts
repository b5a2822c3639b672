import type { BehaviourTag } from './behaviour-tags.ts';
import { formatDuration } from './format-duration.ts';
import { formatQuantity } from './format-quantity.ts';
import { formatHour, formatTime } from './format-time.ts';
import { humaniseMetric } from './humanise-metric.ts';
import { oneLine } from './one-line.ts';
import type { LevelChange, Seasonality, SeriesProfile } from './series-profile.ts';
import type { Unit } from './unit-of.ts';

export interface DescribeInput {
  /** The full label set, `__name__` included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly profile: SeriesProfile;
  readonly tags: readonly BehaviourTag[];
  readonly unit: Unit;
  /** The quantile that was computed from a histogram; by default the label `quantile`. */
  readonly quantile?: number;
}

/** Labels that name what a series belongs to, the plainest first. */
const OWNER_LABELS = ['service', 'app', 'application', 'deployment', 'pod', 'container', 'job'];
const HIDDEN_LABELS = new Set(['__name__', 'le', 'quantile']);
const MAX_OTHER_LABELS = 4;
const MAX_LABEL_LENGTH = 40;
const CLEAR_STRENGTH = 0.5;
const TOLD_STRENGTH = 0.1;
const TOLD_RECENT_CHANGE = 0.25;
/** So few spikes make no series spiky, but are worth a word. */
const MAX_SINGLE_SPIKES = 2;
const DAY_SECONDS = 86_400;

/**
 * Describes a series as an engineer on call would: what it usually is and how it repeats, what has changed, where it
 * stands now. Two or three sentences, with no number that is not in the profile (but for rounding).
 */
export function describe(input: DescribeInput): string {
  const { labels, profile, tags, unit, quantile } = input;
  const { count, min, max } = profile.statistics;
  const subject = nameOf(labels, quantile);
  if (count === 0) {
    return Number.isNaN(profile.startMs)
      ? `${subject}: no samples.`
      : `${subject}: no usable sample from ${formatTime(profile.startMs)} to ${formatTime(profile.endMs)}.`;
  }
  const { lastValue, lastValueAtMs } = profile.level;
  if (count === 1) {
    const value = formatQuantity(lastValue, unit);
    return join(
      `${subject}: a single sample, ${value} at ${formatTime(lastValueAtMs)}`,
      stoppedPart(profile, tags),
    );
  }
  if (min === max) {
    const constant = `${subject}: constant at ${formatQuantity(max, unit)} over ${windowOf(profile)}`;
    return join(constant, missingPart(profile, tags), stoppedPart(profile, tags));
  }
  return join(
    `${subject}: ${usualPart(profile, unit)}${patternPart(profile, tags, unit)}`,
    changePart(profile, tags, unit),
    missingPart(profile, tags),
    stoppedPart(profile, tags) ?? nowPart(profile, tags, unit),
  );
}

function join(...sentences: readonly (string | undefined)[]): string {
  return sentences
    .filter((sentence) => sentence !== undefined)
    .map((sentence) => `${sentence}.`)
    .join(' ');
}

function nameOf(labels: Readonly<Record<string, string>>, quantile: number | undefined): string {
  const label = labels['quantile'];
  const asked = quantile ?? (label === undefined || label === '' ? undefined : Number(label));
  const name = humaniseMetric(labels['__name__'] ?? '', asked) || 'unnamed series';
  const owner = OWNER_LABELS.find((key) => (labels[key] ?? '') !== '');
  const others = Object.keys(labels)
    .filter((key) => key !== owner && !HIDDEN_LABELS.has(key) && labels[key] !== '')
    .sort();
  const listed = others
    .slice(0, MAX_OTHER_LABELS)
    .map((key) => `${oneLine(key, MAX_LABEL_LENGTH)} ${oneLine(labels[key], MAX_LABEL_LENGTH)}`);
  if (others.length > MAX_OTHER_LABELS) listed.push('…');
  const of = owner === undefined ? '' : ` of ${oneLine(labels[owner], MAX_LABEL_LENGTH)}`;
  return name + of + (listed.length > 0 ? ` (${listed.join(', ')})` : '');
}

function windowOf({ startMs, endMs }: SeriesProfile): string {
  return formatDuration((endMs - startMs) / 1_000);
}

function usualPart({ statistics: { p05, p50, p95 } }: SeriesProfile, unit: Unit): string {
  const [low, usual, high] = [p05, p50, p95].map((value) => formatQuantity(value, unit));
  return low === high ? `usually ${usual}` : `usually ${usual} (p05 ${low} … p95 ${high})`;
}

function patternPart(profile: SeriesProfile, tags: readonly BehaviourTag[], unit: Unit): string {
  const { seasonality, sawtooth, spikes, bursts, statistics, ceiling } = profile;
  const parts = seasonality.filter(({ strength }) => strength >= TOLD_STRENGTH).map(describePeriod);
  if (tags.includes('sawtooth')) {
    const { suddenFalls: falls, suddenRises: rises } = sawtooth;
    parts.push(
      falls > rises ? `slow climbs and ${falls} sudden falls` : `slow falls and ${rises} sudden rises`,
    );
  }
  if (tags.includes('spiky') || (spikes.count > 0 && spikes.count <= MAX_SINGLE_SPIKES)) {
    parts.push(describeSpikes(profile, unit));
  }
  if (tags.includes('bursty')) {
    parts.push(`${bursts.count} bursts of about ${formatDuration(bursts.medianSeconds)}`);
  }
  if (tags.includes('saturated')) {
    const share = formatQuantity(ceiling.share, 'ratio');
    parts.push(`${share} of the time stuck at its maximum of ${formatQuantity(statistics.max, unit)}`);
  }
  if (tags.includes('noisy')) parts.push('strong noise from sample to sample');
  return parts.length > 0 ? `, with ${list(parts)}` : '';
}

/** The highest one is told where it is known to be a spike: the series' maximum and its most prominent peak in one. */
function describeSpikes({ spikes, peaks, statistics }: SeriesProfile, unit: Unit): string {
  const spikesInWords = spikes.count === 1 ? 'one short spike' : `${spikes.count} short spikes`;
  if (peaks.highestValue !== statistics.max) return spikesInWords;
  return `${spikesInWords} (highest ${formatQuantity(statistics.max, unit)} at ${formatTime(peaks.highestAtMs)})`;
}

function describePeriod({ kind, strength, periodSeconds, peakAtMs }: Seasonality): string {
  const clear = strength >= CLEAR_STRENGTH ? 'a clear ' : 'a ';
  if (kind === 'daily') return `${clear}daily pattern (peaks around ${formatHour(peakAtMs, 'day')})`;
  if (kind === 'weekly') return `${clear}weekly pattern (peaks around ${formatHour(peakAtMs, 'week')})`;
  return `${clear}pattern that repeats every ${formatDuration(periodSeconds)}`;
}

function changePart(profile: SeriesProfile, tags: readonly BehaviourTag[], unit: Unit): string | undefined {
  const { zeros, level, changePoints, trend, recentChange } = profile;
  if (tags.includes('dropped-to-zero')) {
    return `Zero since ${formatTime(level.lastValueAtMs - zeros.trailingSeconds * 1_000)}`;
  }
  if (changePoints.length > 0) return describeLevelChanges(changePoints.slice(-2), unit);
  if (trend.direction !== 'flat') {
    const verb = trend.direction === 'rising' ? 'Rising' : 'Falling';
    return `${verb} ${slopeOf(profile, unit)} over ${windowOf(profile)}`;
  }
  if (recentChange.before > 0 && Math.abs(recentChange.relative) >= TOLD_RECENT_CHANGE) {
    const { windowSeconds, relative } = recentChange;
    const window = windowSeconds === DAY_SECONDS ? '24 h' : formatDuration(windowSeconds);
    const change = formatQuantity(Math.abs(relative), 'ratio');
    return `The last ${window} are ${change} ${relative > 0 ? 'above' : 'below'} the ${window} before`;
  }
  return undefined;
}

function describeLevelChanges(changes: readonly LevelChange[], unit: Unit): string {
  const parts = changes.map(({ atMs, before, after }, k) => {
    const verb = after > before ? 'rose' : 'fell';
    const from = k === 0 ? `from ${formatQuantity(before, unit)} ` : '';
    return `${verb} ${from}to ${formatQuantity(after, unit)} at ${formatTime(atMs)}`;
  });
  return capital(parts.join(', then '));
}

/** Of a percentage, points are meant and said, so that nobody takes them for a share of the level. */
function slopeOf({ trend, startMs, endMs }: SeriesProfile, unit: Unit): string {
  const daily = endMs - startMs >= 2 * DAY_SECONDS * 1_000;
  const slope = Math.abs(trend.robustSlopePerHour) * (daily ? 24 : 1);
  const amount = formatQuantity(slope, unit === 'timestamp' ? 'seconds' : unit);
  const points = unit === 'ratio' || unit === 'percent' ? amount.replace(' %', ' percentage points') : amount;
  return `${points} ${daily ? 'a day' : 'an hour'}`;
}

function missingPart({ statistics }: SeriesProfile, tags: readonly BehaviourTag[]): string | undefined {
  if (!tags.includes('gappy') && !(tags.includes('sparse') && statistics.missingShare > 0)) return undefined;
  return `${formatQuantity(statistics.missingShare, 'ratio')} of the samples are missing`;
}

function stoppedPart({ level }: SeriesProfile, tags: readonly BehaviourTag[]): string | undefined {
  return tags.includes('stopped') ? `No samples since ${formatTime(level.lastValueAtMs)}` : undefined;
}

function nowPart({ level }: SeriesProfile, tags: readonly BehaviourTag[], unit: Unit): string | undefined {
  if (tags.includes('dropped-to-zero')) return undefined;
  const now = `Now ${formatQuantity(level.current, unit)}`;
  const { percentileRank: below } = level;
  if (tags.includes('high-now')) return `${now}, higher than ${wholePercent(below)} of its history`;
  if (tags.includes('low-now')) return `${now}, lower than ${wholePercent(1 - below)} of its history`;
  return tags.includes('near-limit') ? `${now}, close to its limit` : now;
}

function wholePercent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
