import * as timeseries from './index.ts';
import { normals } from './testing/seeded-values.ts';

const POINTS = 4032;
const WINDOW = 48;

export const title = 'Primitives on one series';
export const about =
  `${POINTS.toLocaleString('en')} points, two weeks at 5 minutes: a daily wave of three deviations, and noise. Peers: numpy and scipy. Of the rolling mean and ` +
  'deviation there are two: by running sums, the fastest way in numpy although it loses digits on offsets, and of each window, ' +
  'which loses none, and nor does ours. What has no peer there has none here.';

const values = normals(1, POINTS).map((v, i) => 20 + v + 3 * Math.sin((2 * Math.PI * i) / 288));
const timestamps = Float64Array.from({ length: POINTS }, (_, i) => 1.7e12 + 300_000 * i);
const series = { labels: {}, timestamps, values };
const qs = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95];

/** By the names of the peer's jobs. */
const shared: Record<string, () => unknown> = {
  mean: () => timeseries.mean(values),
  standardDeviation: () => timeseries.standardDeviation(values),
  quantiles: () => timeseries.quantiles(values, qs),
  linearRegression: () => timeseries.linearRegression(timestamps, values),
  autocorrelation: () => timeseries.autocorrelation(values),
  findPeaks: () => timeseries.findPeaks(values, { prominence: 2 }),
  rollingMean: () => timeseries.rollingMean(values, WINDOW),
  rollingStd: () => timeseries.rollingStd(values, WINDOW),

  median: () => timeseries.median(values),
  medianAbsoluteDeviation: () => timeseries.medianAbsoluteDeviation(values),
  rollingMeanOfWindows: () => timeseries.rollingMean(values, WINDOW),
  rollingStdOfWindows: () => timeseries.rollingStd(values, WINDOW),
  rollingMin: () => timeseries.rollingMin(values, WINDOW),
  rollingMedian: () => timeseries.rollingMedian(values, WINDOW),
  mannKendall: () => timeseries.mannKendall(values),
  theilSen: () => timeseries.theilSen(timestamps, values),
};
const alone: Record<string, () => unknown> = {
  findChangePoints: () => timeseries.findChangePoints(values),
  medianStepMs: () => timeseries.medianStepMs(timestamps),
  missingShare: () => timeseries.missingShare(series),
  resample: () => timeseries.resample(series, { stepMs: 600_000 }),
  counterRate: () => timeseries.counterRate(series),
};

export function* bench() {
  const input = Array.from(values);
  for (const [name, run] of Object.entries(shared)) {
    yield { name, unit: 'µs', run, peers: [{ name: 'numpy/scipy', job: name, input }] };
  }
  for (const [name, run] of Object.entries(alone)) yield { name, unit: 'µs', run };
}
