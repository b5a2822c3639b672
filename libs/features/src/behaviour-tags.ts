import type { SeriesProfile } from './series-profile.ts';
import type { Unit } from './unit-of.ts';

export type BehaviourTag =
  | 'rising'
  | 'falling'
  | 'flat'
  | 'constant'
  | 'spiky'
  | 'isolated-spike'
  | 'bursty'
  | 'noisy'
  | 'daily-pattern'
  | 'weekly-pattern'
  | 'quiet-days'
  | 'periodic'
  | 'sawtooth'
  | 'saturated'
  | 'near-limit'
  | 'level-shift-up'
  | 'level-shift-down'
  | 'recovered'
  | 'dropped-to-zero'
  | 'stopped'
  | 'sparse'
  | 'gappy'
  | 'high-now'
  | 'low-now';

export interface BehaviourTagDefinition {
  readonly tag: BehaviourTag;
  /** What the tag says of a series, in plain words. */
  readonly meaning: string;
  /** When a series gets it, with the thresholds. */
  readonly rule: string;
  readonly applies: (profile: SeriesProfile, unit: Unit) => boolean;
}

const MIN_SAMPLES = 30;
const FLAT_RANGE = 0.1;
const MIN_SPIKES = 3;
const MAX_SPIKE_SHARE = 0.05;
const MAX_ISOLATED_SPIKES = 2;
const MIN_BURSTS = 3;
const MAX_BURST_SHARE = 0.25;
const MIN_ROUGHNESS = 0.5;
const NOISY_STEPS = 0.2;
const MIN_STRENGTH = 0.1;
const MIN_QUIET_HOURS = 18;
const MAX_QUIET_HOURS = 78;
const QUIET_LEVEL = 0.75;
const MIN_TEETH = 3;
const OTHER_STEPS = 0.25;
const MIN_RAMP_SHARE = 0.6;
const MIN_STUCK_POINTS = 6;
const MIN_STUCK_SHARE = 0.005;
const MIN_REST_VARIES = 0.5;
const WAY_BACK = 0.25;
const NEAR_LIMIT = 0.9;
const OVER_LIMIT = 1.02;
const MIN_ZEROS = 5;
const MAX_ZERO_SHARE_BEFORE = 0.1;
const LOOKBACK_SECONDS = 300;
const STALE_STEPS = 5;
const FEW_SAMPLES = 10;
const SPARSE_SHARE = 0.5;
const GAPPY_SHARE = 0.02;
const EXTREME_RANK = 0.98;
const EXTREME_DEVIATIONS = 2;
const EXTREME_CHANGE = 0.1;

const LIMITS: Readonly<Record<string, number>> = { ratio: 1, percent: 100 };

/** The closed vocabulary of behaviour, in the order in which tags are given. */
export const BEHAVIOUR_TAGS: readonly BehaviourTagDefinition[] = [
  {
    tag: 'rising',
    meaning: 'climbs over the whole window',
    rule: 'trend direction is rising',
    applies: ({ trend }) => trend.direction === 'rising',
  },
  {
    tag: 'falling',
    meaning: 'declines over the whole window',
    rule: 'trend direction is falling',
    applies: ({ trend }) => trend.direction === 'falling',
  },
  {
    tag: 'flat',
    meaning: 'stays level and hardly moves',
    rule: `no trend, level change, spike or burst, and p95 − p05 at most ${percent(FLAT_RANGE)} of |p50|`,
    applies: ({ trend, changePoints, spikes, bursts, statistics: { count, p05, p50, p95 } }) =>
      count > 1 &&
      trend.direction === 'flat' &&
      changePoints.length === 0 &&
      spikes.count === 0 &&
      bursts.count === 0 &&
      p95 - p05 <= FLAT_RANGE * Math.abs(p50),
  },
  {
    tag: 'constant',
    meaning: 'never changes its value',
    rule: 'at least 2 samples, minimum equal to maximum',
    applies: ({ statistics: { count, min, max } }) => count > 1 && min === max,
  },
  {
    tag: 'spiky',
    meaning: 'has short spikes again and again',
    rule: `at least ${MIN_SPIKES} spikes, together at most ${percent(MAX_SPIKE_SHARE)} of the samples, and no sawtooth`,
    applies: (profile) =>
      profile.spikes.count >= MIN_SPIKES && profile.spikes.share <= MAX_SPIKE_SHARE && !isSawtooth(profile),
  },
  {
    tag: 'isolated-spike',
    meaning: 'has one short spike or two, and is as usual otherwise',
    rule: `1 to ${MAX_ISOLATED_SPIKES} spikes, no sawtooth, and not dropped to zero`,
    applies: (profile) =>
      profile.spikes.count >= 1 &&
      profile.spikes.count <= MAX_ISOLATED_SPIKES &&
      !isSawtooth(profile) &&
      !hasDroppedToZero(profile),
  },
  {
    tag: 'bursty',
    meaning: 'is quiet, with repeated bursts of activity',
    rule: `at least ${MIN_BURSTS} bursts, together at most ${percent(MAX_BURST_SHARE)} of the samples`,
    applies: ({ bursts }) => bursts.count >= MIN_BURSTS && bursts.share <= MAX_BURST_SHARE,
  },
  {
    tag: 'noisy',
    meaning: 'jumps around from sample to sample',
    rule: `at least ${MIN_SAMPLES} samples, roughness at least ${MIN_ROUGHNESS} and step scale more than ${percent(NOISY_STEPS)} of |p50|`,
    applies: ({ volatility: { roughness, stepScale }, statistics: { count, p50 } }) =>
      count >= MIN_SAMPLES && roughness >= MIN_ROUGHNESS && stepScale > NOISY_STEPS * Math.abs(p50),
  },
  {
    tag: 'daily-pattern',
    meaning: 'repeats every day',
    rule: `a daily period with a strength of at least ${MIN_STRENGTH}`,
    applies: (profile) => repeats(profile, 'daily'),
  },
  {
    tag: 'weekly-pattern',
    meaning: 'repeats every week (weekends differ)',
    rule: `a weekly period with a strength of at least ${MIN_STRENGTH}`,
    applies: (profile) => repeats(profile, 'weekly'),
  },
  {
    tag: 'quiet-days',
    meaning: 'has a day or a few on end that are quieter than the others, such as a weekend',
    rule: `a daily pattern, and between two level changes (or one and an end of the window) ${MIN_QUIET_HOURS} to ${MAX_QUIET_HOURS} hours with a level of at most ${percent(QUIET_LEVEL)} of that beside them`,
    applies: hasQuietDays,
  },
  {
    tag: 'periodic',
    meaning: 'repeats at another period than a day or a week',
    rule: `another period with a strength of at least ${MIN_STRENGTH}`,
    applies: (profile) => repeats(profile, 'other'),
  },
  {
    tag: 'sawtooth',
    meaning: 'climbs slowly and falls suddenly, again and again (or the reverse)',
    rule: `at least ${MIN_TEETH} sudden steps one way, at most a quarter as many the other way, and straight ramps for at least ${percent(MIN_RAMP_SHARE)} of the variance in between`,
    applies: isSawtooth,
  },
  {
    tag: 'saturated',
    meaning: 'gets stuck at its ceiling',
    rule: `stays at its maximum for at least ${MIN_STUCK_POINTS} samples on end and ${percent(MIN_STUCK_SHARE)} of all, while at least ${percent(MIN_REST_VARIES)} of neighbouring samples elsewhere differ`,
    applies: ({ ceiling: { longestShare, restVaries }, statistics: { count } }) =>
      longestShare >= MIN_STUCK_SHARE &&
      Math.round(longestShare * count) >= MIN_STUCK_POINTS &&
      restVaries >= MIN_REST_VARIES,
  },
  {
    tag: 'near-limit',
    meaning: 'a ratio or percentage that is almost full now',
    rule: `unit ratio or percent, level now at least ${percent(NEAR_LIMIT)} of 1 or 100, never above ${percent(OVER_LIMIT)} of it`,
    applies: ({ level, statistics: { max } }, unit) =>
      Object.hasOwn(LIMITS, unit) &&
      level.current >= NEAR_LIMIT * LIMITS[unit] &&
      max <= OVER_LIMIT * LIMITS[unit],
  },
  {
    tag: 'level-shift-up',
    meaning: 'jumped to a higher level and stayed there',
    rule: 'a level change upwards, with all levels before it below the middle of the two and all after it above',
    applies: (profile) => shiftedForGood(profile, 1),
  },
  {
    tag: 'level-shift-down',
    meaning: 'dropped to a lower level and stayed there',
    rule: 'a level change downwards, with all levels before it above the middle of the two and all after it below',
    applies: (profile) => shiftedForGood(profile, -1),
  },
  {
    tag: 'recovered',
    meaning: 'left its level for a while and came back to it',
    rule: `a level change, and a later one that ends within ${percent(WAY_BACK)} of the first one's move from where that began; no level shift that stayed`,
    applies: hasRecovered,
  },
  {
    tag: 'dropped-to-zero',
    meaning: 'was seldom zero, and is zero now',
    rule: `the last ${MIN_ZEROS} samples or more are zero, and at most ${percent(MAX_ZERO_SHARE_BEFORE)} of those before`,
    applies: hasDroppedToZero,
  },
  {
    tag: 'stopped',
    meaning: 'has no more samples although the window goes on',
    rule: `nothing for more than ${LOOKBACK_SECONDS} s and ${STALE_STEPS} steps before the end of the window`,
    applies: ({ staleSeconds, stepMs }) =>
      staleSeconds > LOOKBACK_SECONDS && !(staleSeconds <= (STALE_STEPS * stepMs) / 1_000),
  },
  {
    tag: 'sparse',
    meaning: 'has too few samples to say much',
    rule: `fewer than ${FEW_SAMPLES} samples, or more than ${percent(SPARSE_SHARE)} of those expected missing`,
    applies: ({ statistics: { count, missingShare } }) => count < FEW_SAMPLES || missingShare > SPARSE_SHARE,
  },
  {
    tag: 'gappy',
    meaning: 'has missing data',
    rule: `${percent(GAPPY_SHARE)} to ${percent(SPARSE_SHARE)} of the expected samples missing`,
    applies: ({ statistics: { missingShare } }) =>
      missingShare >= GAPPY_SHARE && missingShare <= SPARSE_SHARE,
  },
  {
    tag: 'high-now',
    meaning: 'is unusually high at the moment',
    rule: `level now above ${percent(EXTREME_RANK)} of its history, at least ${EXTREME_DEVIATIONS} robust deviations and ${percent(EXTREME_CHANGE)} above its median`,
    applies: (profile) => profile.level.percentileRank >= EXTREME_RANK && isFarOff(profile, 1),
  },
  {
    tag: 'low-now',
    meaning: 'is unusually low at the moment',
    rule: `level now below ${percent(EXTREME_RANK)} of its history, at least ${EXTREME_DEVIATIONS} robust deviations and ${percent(EXTREME_CHANGE)} below its median`,
    applies: (profile) => profile.level.percentileRank <= 1 - EXTREME_RANK && isFarOff(profile, -1),
  },
];

/** The tags that a profile has, in the vocabulary's order. Without the unit, `near-limit` cannot be given. */
export function behaviourTags(profile: SeriesProfile, unit: Unit = ''): BehaviourTag[] {
  return BEHAVIOUR_TAGS.filter(({ applies }) => applies(profile, unit)).map(({ tag }) => tag);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function repeats({ seasonality }: SeriesProfile, kind: 'daily' | 'weekly' | 'other'): boolean {
  return seasonality.some((period) => period.kind === kind && period.strength >= MIN_STRENGTH);
}

function isSawtooth({ sawtooth: { suddenFalls, suddenRises, rampShare } }: SeriesProfile): boolean {
  const most = Math.max(suddenFalls, suddenRises);
  const fewest = Math.min(suddenFalls, suddenRises);
  return most >= MIN_TEETH && fewest <= OTHER_STEPS * most && rampShare >= MIN_RAMP_SHARE;
}

function hasDroppedToZero({ zeros }: SeriesProfile): boolean {
  return zeros.trailingPoints >= MIN_ZEROS && zeros.shareBefore <= MAX_ZERO_SHARE_BEFORE;
}

/** A level that was only left for a while and came back is no shift, neither on the way out nor on the way back. */
function shiftedForGood({ changePoints }: SeriesProfile, sign: 1 | -1): boolean {
  return changePoints.some((change, k) => {
    const middle = change.before / 2 + change.after / 2;
    return (
      sign * (change.after - change.before) > 0 &&
      changePoints.every((other, j) =>
        j <= k ? sign * (other.before - middle) <= 0 : sign * (other.after - middle) >= 0,
      )
    );
  });
}

/** What was left for good, in the end, has not recovered. */
function hasRecovered(profile: SeriesProfile): boolean {
  const { changePoints } = profile;
  const cameBack = changePoints.some((left, k) =>
    changePoints
      .slice(k + 1)
      .some(({ after }) => Math.abs(after - left.before) <= WAY_BACK * Math.abs(left.after - left.before)),
  );
  return cameBack && !shiftedForGood(profile, 1) && !shiftedForGood(profile, -1);
}

/** Of a window shorter than two weeks nobody can say that its weekend is one: that it had quiet days is all that is known. */
function hasQuietDays(profile: SeriesProfile): boolean {
  const { changePoints, startMs, endMs } = profile;
  const hoursFrom = (fromMs: number, toMs: number): number => (toMs - fromMs) / 3_600_000;
  const isQuiet = (hours: number, level: number, beside: number): boolean =>
    hours >= MIN_QUIET_HOURS && hours <= MAX_QUIET_HOURS && level >= 0 && level <= QUIET_LEVEL * beside;
  return (
    repeats(profile, 'daily') &&
    changePoints.some(({ atMs, before, after }, k) => {
      const begunMs = k === 0 ? startMs : changePoints[k - 1].atMs;
      const overMs = k + 1 < changePoints.length ? changePoints[k + 1].atMs : endMs;
      return (
        isQuiet(hoursFrom(begunMs, atMs), before, after) || isQuiet(hoursFrom(atMs, overMs), after, before)
      );
    })
  );
}

/** Where more than half of the samples are equal there are no robust deviations, and the distance alone decides. */
function isFarOff(
  { level: { current, robustZ }, statistics: { count, p50 } }: SeriesProfile,
  sign: 1 | -1,
): boolean {
  return (
    count >= MIN_SAMPLES &&
    sign * (current - p50) > EXTREME_CHANGE * Math.abs(p50) &&
    !(sign * robustZ < EXTREME_DEVIATIONS)
  );
}
