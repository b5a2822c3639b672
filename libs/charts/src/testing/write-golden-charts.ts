// Draws the charts that the tests compare with anew: node --conditions=source libs/charts/src/testing/write-golden-charts.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { linesChart, renderPng, seriesChart } from '../index.ts';
import { EXAMPLE_CHARTS, GOLDEN_PICTURES } from './example-charts.ts';
import { EXAMPLE_LINES } from './example-lines.ts';

const folder = new URL('../../fixtures/', import.meta.url);

mkdirSync(folder, { recursive: true });
for (const [name, input] of Object.entries(EXAMPLE_CHARTS)) {
  const svg = seriesChart(input);
  writeFileSync(new URL(`${name}.svg`, folder), svg);
  if (GOLDEN_PICTURES.includes(name)) writeFileSync(new URL(`${name}.png`, folder), await renderPng(svg));
}
for (const [name, input] of Object.entries(EXAMPLE_LINES)) {
  writeFileSync(new URL(`${name}.svg`, folder), linesChart(input));
}
