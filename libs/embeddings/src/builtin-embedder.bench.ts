import { builtinEmbedder } from './builtin-embedder.ts';

/** Texts as an ingest makes them, some 120 characters long, hardly a word alike from text to text in one place. */
const SERVICES = ['checkout', 'payment', 'inventory', 'frontend', 'search', 'mail'];
const THINGS = [
  'http_requests_total',
  'memory_usage_bytes',
  'request_duration_seconds',
  'queueDepth',
  'disk_used_ratio',
];
const texts = Array.from({ length: 8_000 }, (_, i) => {
  const thing = THINGS[i % THINGS.length];
  const service = SERVICES[i % SERVICES.length];
  return `${thing} service ${service} instance ${service}-${i}: usually ${i % 97} %, with a clear daily pattern and rising over two weeks`;
});

const embedder = builtinEmbedder();
await embedder.embedDocuments(texts);
const wallStart = performance.now();
const cpuStart = process.cpuUsage();
await embedder.embedDocuments(texts);
const { user, system } = process.cpuUsage(cpuStart);
const perSecond = (milliseconds: number): string =>
  `${Math.round((texts.length / milliseconds) * 1_000)} texts/s`;
console.log(
  `built-in embedder: ${perSecond((user + system) / 1_000)} of CPU time, ${perSecond(performance.now() - wallStart)} by the clock`,
);
