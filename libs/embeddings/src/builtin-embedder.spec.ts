import { describe, expect, it } from '@jest/globals';
import { builtinEmbedder } from './builtin-embedder.ts';
import { describeEmbedderContract, dot } from './testing/embedder-contract.ts';

const embedder = builtinEmbedder();

describeEmbedderContract('the built-in embedder', () => embedder);

describe('the built-in embedder', () => {
  it('never changes its vectors under one identity', async () => {
    const texts = ['http_request_duration_seconds of checkout', 'память 内存', ''];
    const vectors = await embedder.embedDocuments(texts);
    expect(await builtinEmbedder().embedDocuments(texts)).toEqual(vectors);
    const sums = vectors.map((vector) => vector.reduce((sum, c, i) => sum + c * Math.cos(i), 0).toFixed(5));
    expect([embedder.identity, sums]).toEqual(['builtin-3', ['0.32711', '-0.35958', '1.00000']]);
  });

  it.each([
    ['high latency', 'app_response_duration_seconds', 'app_response_size'],
    ['response time', 'api_latency', 'api_info'],
    ['RAM consumption', 'service_memory_usage', 'service_version'],
    ['storage is full', 'filesystem_used', 'goroutines'],
    ['failures', 'worker_errors', 'worker_start'],
    ['traffic', 'requests_per_second', 'certificate'],
    ['processor', 'cpu_usage', 'fan_usage'],
    ['k8s', 'kubernetes_objects', 'printer_objects'],
    ['garbage collection', 'runtime_gc_runs', 'runtime_version'],
  ])('finds "%s" nearer to %s than to %s', async (query, near, far) => {
    const question = await embedder.embedQuery(query);
    const [nearVector, farVector] = await embedder.embedDocuments([near, far]);
    expect(dot(question, nearVector)).toBeGreaterThan(dot(question, farVector) + 0.02);
  });

  it.each([
    ['Postgres connections', 'pg_connections', 'mysql_connections'],
    ['how many pods of the k8s cluster wait', 'kube_pod_waiting', 'smtp_waiting'],
  ])('looks for "%s" by the names of the technology: nearer to %s than to %s', async (query, near, far) => {
    const question = await embedder.embedQuery(query);
    const [nearVector, farVector] = await embedder.embedDocuments([near, far]);
    expect(dot(question, nearVector)).toBeGreaterThan(dot(question, farVector) + 0.02);
  });

  it('finds a word by its parts, where it is spelt otherwise', async () => {
    const question = await embedder.embedQuery('compresion');
    const [near, far] = await embedder.embedDocuments(['gzip_decompression_total', 'gzip_handshake_total']);
    expect(dot(question, near)).toBeGreaterThan(dot(question, far) + 0.1);
  });

  it('reads names in snake case, camel case and plain words alike', async () => {
    const [snake, camel, plain] = await embedder.embedDocuments([
      'free_disk_space',
      'freeDiskSpace',
      'Free disk spaces',
    ]);
    expect(dot(snake, camel)).toBeGreaterThan(0.9);
    expect(dot(camel, plain)).toBeGreaterThan(0.9);
  });

  it('keeps unrelated texts nearly at right angles', async () => {
    const [a, b] = await embedder.embedDocuments(['queue depth of orders', 'kubelet certificate renewal']);
    expect(Math.abs(dot(a, b))).toBeLessThan(0.15);
  });

  it('lets other work through while it embeds hundreds of texts', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await embedder.embedDocuments(Array.from({ length: 500 }, (_, i) => `http requests of service ${i}`));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});
