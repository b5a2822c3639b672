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
  yard_space_free_bytes: { type: 'gauge' },
  yard_space_avail_bytes: { type: 'gauge' },
  yard_space_size_bytes: { type: 'gauge' },
  yard_uptime_seconds: { type: 'gauge' },
  yard_build_info: { type: 'unknown' },
  redis_up: { type: 'gauge' },
  memcached_up: { type: 'gauge' },
  up: { type: 'gauge' },
});

const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** The search likes all of them alike. */
const best = (question: string): string | undefined => {
  const candidates = [...catalogue.names()].map((name) => ({ metric: catalogue.find(name)!, score: 0.5 }));
  return translateQuestion(question, { candidates, catalogue, nowMs: NOW_MS }).choices[0]?.promql;
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
  ['loadings per second', 'rate(depot_loadings_completed_total[5m])'],
  ['more than 5% of the time goes into sorting pauses', 'rate(depot_sorting_pause_seconds_sum[5m]) > 0.05'],
  [
    'mean length of the returns queue for the selected instance',
    'avg by (instance) (depot_returns_queue_length)',
  ],
  ['yard space usage in percent', '(1 - yard_space_avail_bytes / yard_space_size_bytes) * 100'],
  ['has the yard been restarted in the last hour', 'yard_uptime_seconds < 3600'],
  ['yard restarted less than 5 minutes ago', 'yard_uptime_seconds < 300'],
  ['is redis down?', 'redis_up == 0'],
  ['redis status', 'redis_up'],
  ['Memcached is down', 'memcached_up == 0'],
  ['prometheus target missing', 'up == 0'],
  ['are all targets up', 'up'],
])('%s', (question, promql) => {
  expect(best(question)).toBe(promql);
});

it.each([
  ['uptime changes of the yard', /changes\(yard_uptime/],
  ['rate of the yard build', /rate\(yard_build_info/],
  ['failures of the yard build', /increase\(yard_build_info/],
])('%s: never asks for what makes no sense', (question, nonsense) => {
  const candidates = [...catalogue.names()].map((name) => ({ metric: catalogue.find(name)!, score: 0.5 }));
  const { choices } = translateQuestion(question, { candidates, catalogue, nowMs: NOW_MS });
  expect(choices.map(({ promql }) => promql)).not.toContainEqual(expect.stringMatching(nonsense));
});

it('is not sure of a question that does not say of what', () => {
  const metric = catalogue.find('depot_returns_queue_length')!;
  const isSure = (question: string): boolean =>
    translateQuestion(question, { candidates: [{ metric, score: 0.9 }], catalogue, nowMs: NOW_MS }).isSure;
  expect(isSure('length of the returns queue')).toBe(true);
  expect(isSure('has anything happened to the returns queue length')).toBe(false);
});
