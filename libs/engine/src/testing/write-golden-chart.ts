// Draws the chart that the tests compare with anew: node --conditions=source libs/engine/src/testing/write-golden-chart.ts
import { writeFileSync } from 'node:fs';
import { checkoutWorld } from './checkout-world.ts';

const { charts, slowId, store } = await checkoutWorld();
const chart = await charts.ofAnomaly('default', slowId, { format: 'svg' });
if (chart === undefined) throw new Error(`there is no anomaly ${slowId}`);
writeFileSync(new URL('../../fixtures/anomaly-chart.svg', import.meta.url), chart.bytes);
await store.close();
