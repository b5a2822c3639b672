import { seriesChart, type SeriesChartInput } from '@metrics-ai/charts';
import type { Contestant } from './contestants.ts';
import type { NabFile } from './nab-corpus.ts';

type ChartAnomaly = NonNullable<SeriesChartInput['anomalies']>[number];

const NO_LABELS = { windows: [], probationPoints: 0 };

/**
 * A file as a picture: the series in its band, how strange it was, the labelled windows shaded, and a dot at each onset above 1. A
 * `hit` is in a window, what is `early` in the part that is not scored, and what is `outside` of both costs points.
 */
export function drawNabChart(file: NabFile, contestant: Contestant): string {
  const { name, values, layout = NO_LABELS } = file;
  const timestamps = neverFalling(file.timestamps);
  const [state, onset, expected, lower, upper] = Array.from({ length: 5 }, () =>
    new Float64Array(values.length).fill(NaN),
  );
  const online = contestant.start();
  for (let i = 0; i < values.length; i++) {
    // The detector hears the times as they are in the file.
    const said = online.update(file.timestamps[i], values[i]);
    [state[i], onset[i]] = [said.state, said.onset];
    [expected[i], lower[i], upper[i]] = [said.expected ?? NaN, said.lower ?? NaN, said.upper ?? NaN];
  }

  const windows = layout.windows.map(([from, to]): ChartAnomaly => {
    const [startMs, endMs] = [timestamps[from], timestamps[to]];
    // Labels of the highest scores come first; a peak without a value has no dot.
    return { type: 'labelled', startMs, endMs, peakMs: startMs, value: NaN, score: Infinity };
  });
  const placeOf = (i: number): string => {
    if (i < layout.probationPoints) return 'early';
    return layout.windows.some(([from, to]) => i >= from && i <= to) ? 'hit' : 'outside';
  };
  const onsets = [...onset.keys()]
    .filter((i) => onset[i] > 1)
    .map((i): ChartAnomaly => {
      const [atMs, type] = [timestamps[i], placeOf(i)];
      return { type, startMs: atMs, endMs: atMs, peakMs: atMs, value: values[i], score: onset[i] };
    });
  const counts = ['hit', 'outside', 'early'].map(
    (place) => `${onsets.filter(({ type }) => type === place).length} ${place}`,
  );
  return seriesChart({
    title: name,
    subtitle: `labelled windows: ${windows.length}; onsets: ${counts.join(', ')}`,
    unit: '',
    timestamps,
    values,
    band: { expected, lower, upper },
    score: state,
    anomalies: [...windows, ...onsets],
    width: 1_000,
    height: 420,
  });
}

/** Where clocks were set back, time stands still: the order of the samples is what is drawn. */
function neverFalling(timestamps: Float64Array): Float64Array {
  let latest = -Infinity;
  return timestamps.map((ms) => (latest = Math.max(latest, ms)));
}
