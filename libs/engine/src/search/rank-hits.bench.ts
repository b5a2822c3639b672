import { rankHits } from './rank-hits.ts';

export const title = 'Ranking of hits';
export const about =
  'Two hundred candidates of some 120 characters, as a store brings them for one question of eight words.';

const THINGS = [
  'http_requests_total',
  'memory_usage_bytes',
  'request_duration_seconds',
  'queueDepth',
  'disk_used_ratio',
];
const candidates = Array.from({ length: 200 }, (_, i) => {
  const metric = `shop${i % 40}_${THINGS[i % THINGS.length]}`;
  const labels = { job: 'shop', service: `service-${i % 7}`, pod: `pod-${i}` };
  const text = `${metric}. How much of it there is in the place where it is counted. job shop. service ${labels.service}. pod ${labels.pod}`;
  return { metric, labels, text, similarity: (i % 10) / 10 };
});

export function* bench() {
  yield {
    name: 'rankHits',
    unit: 'questions/s',
    work: 1,
    run: () => rankHits('Slow requests of the checkout service on Kubernetes hosts', candidates),
  };
}
