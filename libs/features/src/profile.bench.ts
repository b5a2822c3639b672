import { profile } from './profile.ts';
import { normalNoise, seriesOf } from './testing/synthetic.ts';

const POINTS = 4_032;
const STEP_SECONDS = 300;

export const title = 'Profile of one series';
export const about =
  `${POINTS.toLocaleString('en')} points, two weeks at 5 minutes. The peer measures with numpy and scipy, vectorised, what they have functions for; ` +
  'it leaves out change points, spikes and bursts as runs, sawtooth ramps and ceilings, which ours measures too.';

const SHAPES: Record<string, (i: number) => number> = {
  'a daily wave and noise': (i) => 10 + 3 * Math.sin((2 * Math.PI * i) / 288),
  noise: () => 10,
  'a trend and noise': (i) => 10 + i / 1_000,
};

export function* bench() {
  for (const [name, shape] of Object.entries(SHAPES)) {
    const series = seriesOf(
      normalNoise(7, POINTS).map((noise, i) => shape(i) + noise),
      STEP_SECONDS,
    );
    yield {
      name,
      unit: 'µs',
      run: () => profile(series),
      peers: [{ name: 'numpy and scipy', job: 'profile', input: Array.from(series.values), goal: 5 }],
    };
  }
}
