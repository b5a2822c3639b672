import type { AnomalyType } from './anomaly.ts';
import type { EpisodeShape } from './episode-shape.ts';

/** An hour at five-minute ticks: what has come back by then was a spike or a drop. */
const SHORT_TICKS = 12;
/** While it goes on nobody knows whether it will come back; as many ticks count as a level. */
const LEVEL_TICKS = 4;
/** The spread is another one from this factor on, up or down, … */
const SPREAD_FACTOR = 1.6;
/** … when the smoothed distance has grown little more than the noise, whose square would be the spread's, … */
const NOISE_SQUARES = 4;
/** … and what is smooth is no break. */
const BREAK_SHARE = 0.8;
/** Two hours: within less, any slope is a piece of some rhythm. */
const RHYTHM_TICKS = 24;
/** So much of it the usual rhythm must explain, … */
const RHYTHM_SHARE = 0.75;
/** … where no break explains nearly all, … */
const CLEAR_BREAK_SHARE = 0.96;
/** … and where a break explains less, it is the rhythm whatever has become of that. */
const LEAST_BREAK_SHARE = 0.6;

/**
 * Names an episode in which the signal is alive, by what it looks like so far: the name of one that goes on may change.
 *
 * 1. What has come back within 12 ticks is a `spike` above what was expected, else a `drop`; so is what goes on for fewer than 4.
 * 2. Another spread about the same level is a `variance_change`.
 * 3. What the usual rhythm explains, were it stronger, weaker, earlier or later, better than any break does, or what no break explains,
 *    is a `seasonality_change`.
 * 4. The rest is a `trend_change` where a slope from some moment on explains it better than a level, else a `level_shift`.
 */
export function nameEpisode(
  ticks: number,
  shapeOf: () => EpisodeShape,
  isOngoing: boolean,
  isAbove: boolean,
): AnomalyType {
  if (ticks <= (isOngoing ? LEVEL_TICKS - 1 : SHORT_TICKS)) return isAbove ? 'spike' : 'drop';
  const { smoothRatio, spreadRatio, jumpShare, bendShare, rhythmShare } = shapeOf();
  const breakShare = Math.max(jumpShare, bendShare);
  const isSpreadOther = spreadRatio >= SPREAD_FACTOR || spreadRatio <= 1 / SPREAD_FACTOR;
  const isNoise = !(smoothRatio > NOISE_SQUARES * Math.max(1, spreadRatio ** 2));
  if (isSpreadOther && isNoise && !(breakShare >= BREAK_SHARE)) return 'variance_change';
  const isRhythm = rhythmShare > Math.min(breakShare, RHYTHM_SHARE) && breakShare < CLEAR_BREAK_SHARE;
  if (ticks >= RHYTHM_TICKS && (isRhythm || breakShare < LEAST_BREAK_SHARE)) return 'seasonality_change';
  return bendShare > jumpShare ? 'trend_change' : 'level_shift';
}
