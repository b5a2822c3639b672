import { renderPng } from './render-png.ts';
import { seriesChart } from './series-chart.ts';
import { EXAMPLE_CHARTS } from './testing/example-charts.ts';
import { noiseChart } from './testing/noise-chart.ts';

export const title = 'Charts';
export const about =
  'Pictures of 800 × 400 pixels with band, score and anomalies. Latency: two days at one minute with one anomaly. ' +
  'Noise: independent random numbers everywhere and 3,000 anomalies, which nothing makes smaller.';

export async function* bench() {
  const latency = EXAMPLE_CHARTS['spiky-latency'];
  const inputs = {
    latency,
    'noise, 20,000 samples': noiseChart({ points: 20_000, seed: 1 }),
    'noise, 100,000 samples': noiseChart({ points: 100_000, seed: 2 }),
  };
  for (const [name, input] of Object.entries(inputs)) {
    const svg = seriesChart(input);
    const png = await renderPng(svg);
    yield { name: `SVG of ${name}`, unit: 'ms', run: () => seriesChart(input) };
    yield { name: `PNG of ${name}`, unit: 'ms', run: () => renderPng(svg) };
    yield { name: `size of ${name}, SVG`, unit: 'KB', values: [svg.length / 1_000], goal: { atMost: 60 } };
    yield { name: `size of ${name}, PNG`, unit: 'KB', values: [png.length / 1_000], goal: { atMost: 60 } };
  }
}
