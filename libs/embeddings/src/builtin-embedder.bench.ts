import { builtinEmbedder } from './builtin-embedder.ts';

export const title = 'Built-in embedder';
export const about =
  'Texts as an ingest makes them, some 120 characters long, hardly a word alike from text to text in one place.';

const SERVICES = ['checkout', 'payment', 'inventory', 'frontend', 'search', 'mail'];
const THINGS = [
  'http_requests_total',
  'memory_usage_bytes',
  'request_duration_seconds',
  'queueDepth',
  'disk_used_ratio',
];
const texts = Array.from({ length: 2_000 }, (_, i) => {
  const thing = THINGS[i % THINGS.length];
  const service = SERVICES[i % SERVICES.length];
  return `${thing}. How much of it there is in the place where it is counted, since ${i % 97} days ago. job shop. service ${service}. pod ${service}-${i}`;
});

export function* bench() {
  const embedder = builtinEmbedder();
  yield {
    name: 'embedDocuments',
    unit: 'texts/s',
    work: texts.length,
    run: () => embedder.embedDocuments(texts),
  };
}
