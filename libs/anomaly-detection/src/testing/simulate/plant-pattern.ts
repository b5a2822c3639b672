import { scaleOf } from './continuous-kinds.ts';
import type { Draws } from './draws.ts';
import { ar1, logNormal, slidingMean, type Noise } from './noises.ts';
import { pointsOf } from './plant-move.ts';
import type { Planted, Plot } from './planted-series.ts';
import { DAY_MS, depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES, WEEK_MS, type Rhythm } from './rhythm.ts';

/** The level stays and the pattern changes: `variance_change`, `seasonality_change`. */
export function plantPattern(type: 'variance_change' | 'seasonality_change', plot: Plot): Planted {
  const { draws, stepMs, timestamps, factor } = plot;
  const shape = draws.pick(RHYTHM_SHAPES);
  const weekend = draws.pick([1, 1, 0.6, 0.3]);
  const cycle = rhythm(draws, shape, weekend);
  const noise = noiseOf(draws);
  const reachesEnd = draws.chance(0.5);
  const scale = scaleOf(draws);

  if (type === 'variance_change') {
    const { from } = plot;
    const rises = draws.chance(0.75);
    const amplitude = draws.pick([0, 1, 3]);
    const points = reachesEnd ? timestamps.length - from : pointsOf(draws.magnitude(6, 48) * HOUR_MS, stepMs);
    const level = amplitude * depthOf(cycle) + 6 * (rises ? factor : 1);
    const values = timestamps.map((ms, i) => {
      const isChanged = i >= from && i < from + points;
      const sigma = isChanged ? (rises ? factor : 1 / factor) : 1;
      return scale * (level + amplitude * cycle(ms) + sigma * noise.next());
    });
    const about = `${noise.name}${amplitude > 0 ? ` on ${shape}` : ''}, ${rises ? 'rises' : 'falls'}`;
    return { about, timestamps, values, to: from + points - 1, sigma: scale };
  }

  const { name, changed } = changeOf(draws, cycle, weekend);
  const sigma = differenceOf(cycle, changed) / factor;
  const from = whereTheyMeet(cycle, changed, plot);
  const points = reachesEnd ? timestamps.length - from : pointsOf(3 * DAY_MS, stepMs);
  const level = Math.max(depthOf(cycle), depthOf(changed)) + 5 * sigma;
  const values = timestamps.map((ms, i) => {
    const now = i >= from && i < from + points ? changed : cycle;
    return scale * (level + now(ms) + sigma * noise.next());
  });
  const about = `${noise.name} on ${shape}, ${name}`;
  return { about, timestamps, values, from, to: from + points - 1, sigma: scale * sigma };
}

function noiseOf(draws: Draws): { readonly name: string; readonly next: Noise } {
  const name = draws.pick(['white', 'ar1', 'student', 'lognormal', 'rate_window'] as const);
  const phi = draws.between(0.5, 0.9);
  const noises = {
    white: () => draws.normal(),
    ar1: ar1(draws, phi),
    student: () => draws.student(5),
    lognormal: logNormal(draws, 0.4),
    rate_window: slidingMean(draws, 4),
  };
  return { name, next: noises[name] };
}

function changeOf(draws: Draws, cycle: Rhythm, weekend: number): { name: string; changed: Rhythm } {
  const name = draws.pick(['amplitude', 'phase', 'shape'] as const);
  if (name === 'amplitude') {
    const times = draws.chance(0.5) ? draws.between(0, 0.4) : draws.between(1.8, 3);
    return { name, changed: (ms) => times * cycle(ms) };
  }
  if (name === 'phase') {
    const lateMs = draws.between(3, 12) * HOUR_MS;
    return { name, changed: (ms) => cycle(ms - lateMs) };
  }
  return { name, changed: rhythm(draws, draws.pick(RHYTHM_SHAPES), weekend) };
}

/** The sample within a day at which two cycles differ least: a change of the cycle alone is no jump. */
function whereTheyMeet(one: Rhythm, other: Rhythm, { timestamps, from, stepMs }: Plot): number {
  let best = from;
  let least = Infinity;
  for (let i = from; i < from + DAY_MS / stepMs; i++) {
    const difference = Math.abs(one(timestamps[i]) - other(timestamps[i]));
    if (difference < least) [best, least] = [i, difference];
  }
  return best;
}

/** Root of the mean squared difference over a week. */
function differenceOf(one: Rhythm, other: Rhythm): number {
  let squares = 0;
  const quarterMs = HOUR_MS / 4;
  for (let ms = 0; ms < WEEK_MS; ms += quarterMs) squares += (one(WEEK_MS + ms) - other(WEEK_MS + ms)) ** 2;
  return Math.sqrt(squares / (WEEK_MS / quarterMs));
}
