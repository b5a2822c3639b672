import { counterRate } from '@metrics-ai/timeseries';
import { baseOf, lowestOf, pointsOf, sigmaAround } from './plant-move.ts';
import type { Planted, Plot } from './planted-series.ts';
import { DAY_MS, depthOf, HOUR_MS, rhythm, RHYTHM_SHAPES } from './rhythm.ts';

/** The signal goes away, or is there without saying anything. */
export function plantDying(type: 'stopped' | 'frozen', plot: Plot): Planted {
  const { draws, stepMs, timestamps, from, factor } = plot;
  const kinds = ['rhythm', 'autocorrelated', 'heteroscedastic', 'heavy_tailed'] as const;
  // What is frozen must have moved with every sample.
  const base = baseOf(plot, type === 'frozen' ? [...kinds] : [...kinds, 'counts']);
  const sigma = sigmaAround(base, from, stepMs);
  const about = `${base.kind}/${base.variant}`;
  if (type === 'frozen') {
    const to = from + pointsOf(factor * HOUR_MS, stepMs) - 1;
    const values = base.values.slice();
    values.fill(values[from - 1], from, to + 1);
    return { about, timestamps, values, to, sigma };
  }

  const how = draws.pick(['zero', 'nan', 'absent'] as const);
  // A detector hears of what is absent only when samples come again.
  const reachesEnd = how !== 'absent' && draws.chance(0.5);
  const points = reachesEnd ? timestamps.length - from : pointsOf(draws.magnitude(2, 24) * HOUR_MS, stepMs);
  const distance = factor * sigma - lowestOf(base.values);
  const lift = base.values.every(Number.isInteger) ? Math.ceil(distance) : distance;
  const values = base.values.map((value) => value + lift);
  values.fill(how === 'zero' ? 0 : NaN, from, from + points);
  return {
    about: `${about}, ${how}`,
    timestamps,
    values,
    to: from + points - 1,
    sigma,
    isAbsent: how === 'absent',
  };
}

/** A counter whose process begins again and again: each time it counts from 0, and what came since the last scrape is lost. */
export function plantResetStorm({ draws, stepMs, timestamps, from, factor }: Plot): Planted {
  const points = pointsOf(draws.magnitude(1, 6) * HOUR_MS, stepMs);
  const shape = draws.pick(RHYTHM_SHAPES);
  const cycle = rhythm(draws, shape, draws.pick([1, 0.6]));
  const perStep = draws.magnitude(0.2, 1e3) * (stepMs / 1000);
  const swing = draws.between(0, 0.7) / depthOf(cycle);
  const usualRestart = stepMs / (draws.between(3, 7) * DAY_MS);
  const stormRestart = (factor * stepMs) / HOUR_MS;
  const increments = new Float64Array(timestamps.length);
  const counter = new Float64Array(timestamps.length);
  let count = Math.round(perStep * draws.between(100, 1_000));
  for (let i = 0; i < counter.length; i++) {
    increments[i] = draws.poisson(perStep * (1 + swing * cycle(timestamps[i])));
    const isStorm = i >= from && i < from + points;
    const restarts = draws.poisson(isStorm ? stormRestart : usualRestart);
    // The last of so many moments of a step leaves this share of it.
    const left = restarts === 0 ? 1 : 1 - draws.uniform() ** (1 / restarts);
    count = restarts === 0 ? count + increments[i] : Math.round(left * increments[i]);
    counter[i] = count;
  }
  const { values } = counterRate({ labels: {}, timestamps, values: counter });
  return {
    about: `${shape} counter`,
    timestamps,
    values,
    counter,
    to: from + points - 1,
    sigma: sigmaAround({ values }, from - DAY_MS / stepMs, stepMs),
  };
}
