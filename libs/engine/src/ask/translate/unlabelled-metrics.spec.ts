import { expect, it } from '@jest/globals';
import { catalogueOf } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';

/** Of metrics of which nothing is known but what a documentation says. */
const catalogue = catalogueOf({
  depot_loading_time_seconds_total: { type: 'counter', help: 'Time spent loading vans.' },
  depot_loadings_completed_total: { type: 'counter', help: 'Loadings.' },
  depot_loadings_failed_total: { type: 'counter', help: 'Loadings that ended early.' },
  depot_sorting_pause_seconds: { type: 'summary', help: 'Pauses of the sorting machine.' },
  depot_returns_queue_length: { type: 'gauge', help: 'Parcels in the returns queue.' },
});

/** The search likes all of them alike. */
const best = (question: string): string | undefined => {
  const candidates = [...catalogue.names()].map((name) => ({ metric: catalogue.find(name)!, score: 0.5 }));
  return translateQuestion(question, { candidates, catalogue, nowMs: 0 }).choices[0]?.promql;
};

it.each([
  [
    'loading is slow',
    'rate(depot_loading_time_seconds_total[5m]) / rate(depot_loadings_completed_total[5m])',
  ],
  ['longest sorting pause', 'max(depot_sorting_pause_seconds{quantile="1"})'],
  ['sorting pause too long (max > 3s)', 'depot_sorting_pause_seconds{quantile="1"} > 3'],
  ['returns queue has not been empty for 20 minutes', 'min_over_time(depot_returns_queue_length[20m]) > 0'],
  ['length of the returns queue', 'depot_returns_queue_length'],
])('%s', (question, promql) => {
  expect(best(question)).toBe(promql);
});
