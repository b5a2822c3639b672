const { abs, exp, min } = Math;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * How busy the shop is at a time of the day and the week (UTC), as a multiple of its mean: quiet before dawn, a lunch hour, a long
 * evening; weekends start later and end stronger.
 */
export function rhythm(tMs: number): number {
  const weekend = weekendShare(tMs);
  const hour = (tMs % dayMs) / hourMs;
  const weekday = 0.3 + bump(hour, 10.5, 2.4, 0.62) + bump(hour, 13.2, 1.3, 0.28) + bump(hour, 20, 2.6, 1.15);
  const holiday = 0.34 + bump(hour, 13.6, 2.6, 0.95) + bump(hour, 20.5, 2.8, 1.3);
  return ((1 - weekend) * weekday + weekend * holiday) / 0.89;
}

/** 1 on Saturdays and Sundays, 0 on other days, turning within the hours around 4 a.m. */
function weekendShare(tMs: number): number {
  // The epoch was a Thursday; the week is counted from Saturday 4:00.
  const hours = (((tMs / hourMs - 2 * 24 - 4) % 168) + 168) % 168;
  const fade = (x: number) => 1 / (1 + exp(-x / 0.8));
  return fade(hours) * fade(48 - hours) + fade(hours - 168);
}

function bump(hour: number, centre: number, width: number, height: number): number {
  const apart = abs(hour - centre);
  const around = min(apart, 24 - apart);
  return height * exp(-0.5 * (around / width) ** 2);
}
