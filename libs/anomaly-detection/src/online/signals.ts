/**
 * What the engine looks at. Each signal is 0 or more, in a unit of its own; what it means is told by its own past alone
 * ({@link tailShare}).
 *
 * - `residual`: how far the sample is from what was expected.
 * - `drift`: the same, smoothed: small but lasting.
 * - `daily`: the smoothed distance from the time of day's usual value.
 * - `level`: the median of the last hours against that of the last days.
 * - `distribution`: how unlike all earlier hours the last ones are, whatever their order ({@link distributionNovelty}).
 * - `pattern`: how unlike all earlier short patterns the last one is ({@link patternNovelty}).
 * - `trend`: the slope of the last hours against the usual one.
 * - `variance`: the noise of the last hours against the usual one.
 * - `rhythm`: how far the last day was from the usual day, its level apart.
 */
export const SIGNALS = [
  'residual',
  'drift',
  'daily',
  'level',
  'distribution',
  'pattern',
  'trend',
  'variance',
  'rhythm',
] as const;

export type Signal = (typeof SIGNALS)[number];

/** What can be wrong with a series as such, whatever its value; known by a limit, not by rarity. */
const DYING_SIGNALS = ['silence', 'frozen', 'resets'] as const;

export type DyingSignal = (typeof DYING_SIGNALS)[number];

export function isDyingSignal(name: string | undefined): name is DyingSignal {
  return (DYING_SIGNALS as readonly (string | undefined)[]).includes(name);
}

/** The first of them are renewed with each sample, the others with each tick. */
export const SAMPLE_SIGNALS = 3;
/** The first of them are judged together; each of the others, which move slowly, by itself. */
export const MEAN_SIGNALS = 6;
