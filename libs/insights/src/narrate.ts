import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import type { Insight, SeriesAnalysis } from './insight.ts';
import { isQuotable } from './number-claims.ts';
import { oneLine } from './one-line.ts';
import { looksAtAnomaly, looksAtCalm, looksAtSilence } from './next-looks.ts';
import { anomalySeconds, toldAnomalies } from './told-anomalies.ts';

type Words = Omit<Insight, 'writtenBy' | 'modelDiscarded'>;

/** A subject longer than this (a free PromQL expression, say) would be most of the sentence. */
const MAX_SUBJECT_LENGTH = 120;
const DAY_MS = 86_400_000;

/**
 * Writes an insight without a model: the same words for the same numbers, all of which are in the analysis. A series without
 * samples comes first, then one that has stopped, then the anomaly that still goes on or was the latest, then what is usual.
 *
 * @param nowMs what "ago" is counted from.
 * @throws RangeError when nowMs is not finite.
 */
export function narrate(analysis: SeriesAnalysis, nowMs: number): Insight {
  if (!Number.isFinite(nowMs)) throw new RangeError(`nowMs: must be a time, is ${nowMs}`);
  return { ...wordsFor(analysis, nowMs), writtenBy: 'narrator' };
}

function wordsFor(analysis: SeriesAnalysis, nowMs: number): Words {
  if (analysis.profile.statistics.count === 0) return narrateNothing(analysis);
  if (analysis.tags.includes('stopped')) return narrateSilence(analysis, nowMs);
  const [latest] = toldAnomalies(analysis);
  return latest === undefined ? narrateCalm(analysis) : narrateAnomaly(latest, analysis, nowMs);
}

function narrateNothing(analysis: SeriesAnalysis): Words {
  const { startMs, endMs } = analysis.profile;
  const window = Number.isNaN(startMs) ? '' : ` from ${formatTime(startMs)} to ${formatTime(endMs)}`;
  return {
    summary: `${subjectOf(analysis)} has no usable samples${window}.`,
    unusual: 'Without samples nothing can be said of what is usual.',
    next: looksAtSilence(analysis),
  };
}

function narrateSilence(analysis: SeriesAnalysis, nowMs: number): Words {
  const { lastValue, lastValueAtMs } = analysis.profile.level;
  // That it has stopped is an anomaly itself, and said already.
  const latest = toldAnomalies(analysis).find(({ endMs }) => endMs <= lastValueAtMs);
  const before =
    latest === undefined ? 'Before that nothing stood out.' : `Before that: ${reasonOf(latest, analysis)}`;
  return {
    summary: `${subjectOf(analysis)} has stopped: the last sample, ${formatQuantity(lastValue, analysis.unit)}, came at ${formatTime(lastValueAtMs)}.`,
    since: `Since ${formatTime(lastValueAtMs)}${ago(lastValueAtMs, nowMs)}.`,
    unusual: `A series ends when its target is gone or is no longer scraped. ${before}`,
    next: looksAtSilence(analysis),
  };
}

function narrateAnomaly(anomaly: Anomaly, analysis: SeriesAnalysis, nowMs: number): Words {
  return {
    summary: reasonOf(anomaly, analysis),
    since: sinceOf(anomaly, analysis, nowMs),
    unusual: `${rarityOf(anomaly, analysis)} ${standingOf(analysis)}`,
    next: looksAtAnomaly(anomaly, analysis),
  };
}

function narrateCalm(analysis: SeriesAnalysis): Words {
  const { profile } = analysis;
  return {
    summary: [usualOf(analysis), changeOf(analysis)].filter((sentence) => sentence !== undefined).join(' '),
    unusual: `Nothing out of the ordinary was found${within(profile.endMs - profile.startMs)}. ${standingOf(analysis)}`,
    next: looksAtCalm(analysis),
  };
}

function sinceOf(anomaly: Anomaly, analysis: SeriesAnalysis, nowMs: number): string {
  const { startMs, endMs, isOngoing } = anomaly;
  const start = formatTime(startMs);
  if (isOngoing) {
    return `Since ${start}${ago(startMs, nowMs)}; it still goes on at the last sample (${formatTime(endMs)}).`;
  }
  if (startMs === endMs) return `A single sample at ${start}${ago(startMs, nowMs)}.`;
  const duration = formatDuration(anomalySeconds(anomaly, analysis));
  return `From ${start} to ${formatTime(endMs)} (${duration})${ago(endMs, nowMs)}.`;
}

function rarityOf({ confidence, onceInMs }: Anomaly, { anomalies, profile }: SeriesAnalysis): string {
  const window = within(profile.endMs - profile.startMs);
  const among =
    anomalies.length === 1
      ? `The only anomaly${window}`
      : `The latest of ${anomalies.length} anomalies${window}`;
  const rarity = Number.isFinite(onceInMs)
    ? `moments so strange come once in ${formatDuration(onceInMs / 1_000)}`
    : `the detectors are ${formatQuantity(confidence, 'ratio')} sure of it`;
  return `${among}; ${rarity}.`;
}

function standingOf({ profile, unit }: SeriesAnalysis): string {
  const { current, percentileRank } = profile.level;
  const now = formatQuantity(current, unit);
  if (profile.statistics.min === profile.statistics.max) return `All of its history is at ${now}.`;
  const isHigh = percentileRank >= 0.5;
  const share = formatQuantity(isHigh ? percentileRank : 1 - percentileRank, 'ratio');
  return `The median of its latest samples, ${now}, is ${isHigh ? 'at or above' : 'below'} ${share} of its history.`;
}

function usualOf(analysis: SeriesAnalysis): string {
  const { profile, unit } = analysis;
  const { count, p05, p50, p95, min, max } = profile.statistics;
  const { current, lastValueAtMs } = profile.level;
  const [now, low, usual, high] = [current, p05, p50, p95].map((value) => formatQuantity(value, unit));
  const subject = subjectOf(analysis);
  if (count === 1) return `${subject} has a single sample, ${now} at ${formatTime(lastValueAtMs)}.`;
  if (min === max) return `${subject} is constant at ${now}.`;
  if (current >= p05 && current <= p95)
    return `${subject} is at ${now}, as usual (${low}…${high}, in the middle ${usual}).`;
  return `${subject} is at ${now}, ${current > p95 ? 'above' : 'below'} its usual ${low}…${high}, yet not strangely so.`;
}

function changeOf({ profile, unit }: SeriesAnalysis): string | undefined {
  const { trend, changePoints, startMs, endMs } = profile;
  const shift = changePoints.at(-1);
  if (shift !== undefined) {
    const [before, after] = [shift.before, shift.after].map((value) => formatQuantity(value, unit));
    return `Its level moved from ${before} to ${after} at ${formatTime(shift.atMs)}.`;
  }
  if (trend.direction === 'flat' || unit === 'timestamp') return undefined;
  const isDaily = endMs - startMs >= 2 * DAY_MS;
  const slope = formatQuantity(Math.abs(trend.robustSlopePerHour) * (isDaily ? 24 : 1), unit);
  const direction = trend.direction === 'rising' ? 'rises' : 'falls';
  // Points, so that nobody takes them for a share of the level.
  return `It ${direction} by ${slope.replace(' %', ' percentage points')} ${isDaily ? 'a day' : 'an hour'}.`;
}

function subjectOf({ labels }: SeriesAnalysis): string {
  const name = oneLine(labels['__name__'] ?? '');
  const canStand = name.length <= MAX_SUBJECT_LENGTH && isQuotable(name);
  return canStand ? name : 'The series';
}

/** The anomaly's own sentence, which begins with the metric's name. */
function reasonOf({ reason }: Anomaly, analysis: SeriesAnalysis): string {
  const name = analysis.labels['__name__'] ?? '';
  return oneLine(
    name !== '' && reason.startsWith(name) ? subjectOf(analysis) + reason.slice(name.length) : reason,
  );
}

function within(windowMs: number): string {
  return windowMs > 0 ? ` in ${formatDuration(windowMs / 1_000)}` : '';
}

/** Empty when the time is now or lies ahead, as when an old now is given. */
function ago(ms: number, nowMs: number): string {
  return nowMs > ms ? `, ${formatDuration((nowMs - ms) / 1_000)} ago` : '';
}
