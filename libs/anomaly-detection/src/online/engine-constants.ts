/** Everything in the engine that could have been another number. Times are in ticks, see {@link TICK_MS}. */
export interface EngineConstants {
  /** Time constant of the level that follows at once. */
  readonly fastTicks: number;
  /** Time constant of the level that stays calm: about four hours at five-minute ticks. */
  readonly slowTicks: number;
  /** Time constant of the mean absolute error by which the forecasts are weighted. */
  readonly errorTicks: number;
  /** An error counts at most so many times the usual distance from the slow level: one outlier shall not topple the weights. */
  readonly errorClip: number;
  /** Time constant of that usual distance. */
  readonly scaleTicks: number;
  /** Time that a bin of the daily profile needs to be learnt anew, while it is visited. */
  readonly dayBinTicks: number;
  /** The same for the weekly profile. */
  readonly weekBinTicks: number;
  /** Time constant of the smoothed residual. */
  readonly smoothTicks: number;
  /** The median of so many ticks … */
  readonly recentTicks: number;
  /** … is compared with the median of so many older ones, */
  readonly pastPoints: number;
  /** of which each stands for so many ticks. */
  readonly pastEveryTicks: number;
  /** Ticks whose distribution is compared with those seen before. */
  readonly entropyTicks: number;
  /** Bins of such a distribution. */
  readonly entropyBins: number;
  /** A distribution further than this from all known ones (2·n·KL, a χ² statistic) is remembered as a new one. */
  readonly entropyNovelty: number;
  /** Remembered distributions. */
  readonly entropyReferences: number;
  /** Time constants of the two levels whose difference tells the slope, and of the slope that is usual. */
  readonly quickLevelTicks: number;
  readonly slowLevelTicks: number;
  readonly usualSlopeTicks: number;
  /** Time constants of the variance of the last hours and of the usual one. */
  readonly varianceTicks: number;
  readonly usualVarianceTicks: number;
  /** Time constant of the distance of the last day from the usual day. */
  readonly rhythmTicks: number;
  /** Values of a pattern, and the ticks between them: together about an hour. */
  readonly patternPoints: number;
  readonly patternStride: number;
  /** Remembered patterns. */
  readonly patterns: number;
  /** A pattern is a known one within so many times the usual distance from the nearest, */
  readonly patternRadius: number;
  /** a mean with this time constant. */
  readonly patternRadiusTicks: number;
  /** Half-life of what a signal's values are compared with: two and a half weeks at five-minute ticks. */
  readonly calibrationHalfLifeTicks: number;
  /** Samples before the first verdict. */
  readonly warmupPoints: number;
  /** The least share that a signal can say: what is rarer is not told apart. */
  readonly leastShare: number;
  /** Time constant with which the last onset is forgotten: a day at five-minute ticks. */
  readonly peakTicks: number;
  /** What follows an onset must be stranger by this share to be said again. */
  readonly worsenedBy: number;
  /** How much of the strangeness is the loudest of the first six signals; the rest is their mean. */
  readonly loudest: number;
  /** How much the rarity of a slow signal (trend, variance, rhythm) counts, for which nothing else speaks. */
  readonly alone: number;
  /**
   * Onsets are counted, and their excess measured, where the shares of the signals come to less than this, weighted as in the
   * strangeness, whose threshold is its −log₁₀.
   */
  readonly countedShare: number;
  /** The excess expected before any was seen (mean, in strangeness), and the number of onsets that this belief weighs. */
  readonly excessMean: number;
  readonly excessWeight: number;
  /** Onsets a tick expected before any was seen, and the ticks that this belief weighs. */
  readonly onsetRate: number;
  readonly onsetWeightTicks: number;
  /** Half-life of counted onsets: six weeks at five-minute ticks. */
  readonly onsetHalfLifeTicks: number;
  /** An excess counts at most so many times its mean: a real incident shall not raise the bar for the next. */
  readonly excessClip: number;
  /** Profiles learn what is anomalous at this share of their pace, … */
  readonly outagePace: number;
  /** and the calibration, after so many ticks t of an incident, takes a sample for 1 / (1 + this · t) of one: it is one event, … */
  readonly calibrationPace: number;
  /** … until it has lasted so long that it is the new normal. */
  readonly newNormalTicks: number;
  /** A value that always moved is frozen after so many ticks without change, and three times the longest such run. */
  readonly frozenTicks: number;
  /** The same where it never stayed for as long as a tick. */
  readonly movingFrozenTicks: number;
  /** A series has stopped after so many ticks without a sample, and twice the longest such gap. */
  readonly gapTicks: number;
  /** So many resets of a counter within an hour are a storm, and twice the most that were usual. */
  readonly stormResets: number;
  /** The band holds all but this share of what was usual. */
  readonly bandShare: number;
}

export const ENGINE_CONSTANTS: EngineConstants = {
  fastTicks: 1.8,
  slowTicks: 50,
  errorTicks: 120,
  errorClip: 10,
  scaleTicks: 200,
  dayBinTicks: 5.5,
  weekBinTicks: 4,
  smoothTicks: 9.5,
  recentTicks: 60,
  pastPoints: 96,
  pastEveryTicks: 12,
  entropyTicks: 60,
  entropyBins: 7,
  entropyNovelty: 15,
  entropyReferences: 16,
  patternPoints: 4,
  patternStride: 3,
  patterns: 32,
  patternRadius: 2.5,
  patternRadiusTicks: 100,
  quickLevelTicks: 22,
  slowLevelTicks: 72,
  usualSlopeTicks: 576,
  varianceTicks: 36,
  usualVarianceTicks: 2_016,
  rhythmTicks: 288,
  calibrationHalfLifeTicks: 5_000,
  warmupPoints: 40,
  leastShare: 1e-7,
  peakTicks: 300,
  worsenedBy: 0.2,
  loudest: 0.2,
  alone: 0.33,
  countedShare: 0.042,
  excessMean: 0.18,
  excessWeight: 15,
  onsetRate: 7 / 2_016,
  onsetWeightTicks: 3 * 2_016,
  onsetHalfLifeTicks: 6 * 2_016,
  excessClip: 4,
  outagePace: 0.08,
  calibrationPace: 0.03,
  newNormalTicks: 288,
  frozenTicks: 12,
  movingFrozenTicks: 9,
  gapTicks: 2,
  stormResets: 3,
  bandShare: 0.01,
};

/**
 * The engine's unit of time: five minutes, or the step of the series where that is longer. So the same signal at 15 s, 1 m and
 * 5 m is judged alike, and a daily reading still has enough samples in every window.
 */
export const TICK_MS = 300_000;
