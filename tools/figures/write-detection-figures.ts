// Draws the figures of docs/detection.md anew: node --conditions=source tools/figures/write-detection-figures.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { DETECTION_FIGURES } from './detection-figures.ts';
import { drawFigure } from './draw-figure.ts';

const folder = new URL('../../docs/figures/detection/', import.meta.url);

mkdirSync(folder, { recursive: true });
for (const [name, figure] of Object.entries(DETECTION_FIGURES)) {
  writeFileSync(new URL(`${name}.svg`, folder), drawFigure(figure()));
}
