import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmbeddingError } from './embedding-error.ts';
import { field } from './field.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import type { OllamaEmbedderOptions } from './ollama-embedder.ts';
import { describeEmbedderContract, dot } from './testing/embedder-contract.ts';
import { startOllamaStandIn } from './testing/ollama-stand-in.ts';
import type { OllamaFault, OllamaStandIn, OllamaStandInOptions } from './testing/ollama-stand-in.ts';
import { readOllamaApi } from './testing/ollama-api.ts';

describe('with a stand-in for Ollama', () => {
  let standIn: OllamaStandIn;
  beforeAll(async () => {
    standIn = await startOllamaStandIn();
  });
  afterAll(() => standIn.stop());
  describeEmbedderContract('the Ollama embedder', () => ollamaEmbedder({ url: standIn.url }));
});

if (process.env.OLLAMA_URL) {
  jest.setTimeout(120_000);
  describeEmbedderContract('the Ollama embedder on a real server', () =>
    ollamaEmbedder({ url: process.env.OLLAMA_URL, model: process.env.OLLAMA_EMBED_MODEL }),
  );
} else {
  it.skip('keeps the contract on a real server (skipped: OLLAMA_URL is not set)', () => undefined);
}

describe('the Ollama embedder', () => {
  let standIn: OllamaStandIn;
  const start = async (options: OllamaStandInOptions): Promise<void> => {
    await standIn.stop();
    standIn = await startOllamaStandIn(options);
  };
  const embedder = (options: OllamaEmbedderOptions = {}) =>
    ollamaEmbedder({ url: standIn.url, backoffMs: 1, ...options });
  const failureOf = async (work: Promise<unknown>): Promise<EmbeddingError> => {
    const thrown: unknown = await work.then(
      () => 'nothing',
      (error: unknown) => error,
    );
    if (thrown instanceof EmbeddingError) return thrown;
    throw new Error(`expected an EmbeddingError, got ${inspect(thrown)}`);
  };
  const inputs = (): unknown[] =>
    standIn.exchanges
      .filter(({ path }) => path === '/api/embed')
      .map(({ request }) => field(request, 'input'));
  beforeEach(async () => {
    standIn = await startOllamaStandIn();
  });
  afterEach(() => standIn.stop());

  it('puts the prefixes of nomic-embed-text in front of documents and queries', async () => {
    await embedder().embedDocuments(['a', 'b']);
    await embedder().embedQuery('c');
    expect(inputs()).toEqual([['search_document: a', 'search_document: b'], ['search_query: c']]);
    expect(embedder().identity).toBe('ollama/nomic-embed-text');
  });

  it('puts nothing in front for other models, and what the caller wants if asked', async () => {
    await start({ model: 'all-minilm', dimensions: 384 });
    await embedder({ model: 'all-minilm', dimensions: 384 }).embedQuery('c');
    await embedder({ model: 'all-minilm', dimensions: 384, queryPrefix: 'Q: ' }).embedQuery('c');
    expect(inputs()).toEqual([['c'], ['Q: c']]);
  });

  it('sends batches, at most as many at once as allowed, over all calls', async () => {
    await start({ delayMs: 10 });
    const shared = embedder({ batchSize: 10, maxConcurrency: 3 });
    const texts = Array.from({ length: 95 }, (_, i) => `text ${i}`);
    const [vectors] = await Promise.all([shared.embedDocuments(texts), shared.embedDocuments(texts)]);
    expect(
      inputs()
        .map((input) => (Array.isArray(input) ? input.length : NaN))
        .sort(),
    ).toEqual([...new Array<number>(18).fill(10), 5, 5]);
    expect(standIn.mostAtOnce).toBe(3);
    expect(dot(vectors[94], (await embedder().embedDocuments(['text 94']))[0])).toBeCloseTo(1, 5);
  });

  it('says how to start the server when it does not run', async () => {
    await standIn.stop();
    const error = await failureOf(embedder({ retries: 1 }).embedQuery('a'));
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain(standIn.url);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).toContain('ollama serve');
  });

  it('says how to get the model when it was not pulled, without trying again', async () => {
    const missing = embedder({ model: 'mxbai-embed-large' });
    for (const work of [missing.embedQuery('a'), missing.check()]) {
      const error = await failureOf(work);
      expect(error.kind).toBe('model-missing');
      expect(error.message).toContain('ollama pull mxbai-embed-large');
    }
    expect(standIn.exchanges.filter(({ status }) => status === 404)).toHaveLength(2);
  });

  it('gives up on a slow server after timeoutMs', async () => {
    standIn.misbehave('hang', 'hang');
    const error = await failureOf(embedder({ timeoutMs: 50 }).embedQuery('a'));
    expect(error.kind).toBe('timeout');
    expect(error.message).toContain('50 ms');
    expect(standIn.exchanges).toHaveLength(0);
  });

  it('lets go at once when the caller aborts a slow request', async () => {
    standIn.misbehave('hang');
    const error = await failureOf(embedder().embedDocuments(['a'], { signal: AbortSignal.timeout(30) }));
    expect(error.kind).toBe('aborted');
  });

  it('tries again when the connection breaks, and after 429, 500 and 503', async () => {
    standIn.misbehave('hang-up', ...[429, 500].map((status) => ({ status, body: '{"error":"busy"}' })));
    expect(await embedder({ retries: 3 }).embedQuery('a')).toHaveLength(768);
    expect(standIn.exchanges.map(({ status }) => status)).toEqual([429, 500, 200]);
  });

  it("gives up after its retries, with the server's own words", async () => {
    standIn.misbehave(
      ...[1, 2, 3].map(() => ({ status: 500, body: '{"error":"llama runner process has terminated"}' })),
    );
    const error = await failureOf(embedder({ retries: 2 }).embedQuery('a'));
    expect(error).toMatchObject({ kind: 'server', status: 500 });
    expect(error.message).toContain('llama runner process has terminated');
    expect(standIn.exchanges).toHaveLength(3);
  });

  it('does not try again when the request is refused', async () => {
    standIn.misbehave({ status: 400, body: '{"error":"invalid"}' });
    expect(await failureOf(embedder().embedQuery('a'))).toMatchObject({ kind: 'server', status: 400 });
    expect(standIn.exchanges).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    standIn.misbehave({ status: 307, body: '', contentType: 'text/html' });
    expect(await failureOf(embedder().embedQuery('a'))).toMatchObject({ kind: 'server', status: 307 });
  });

  it('refuses vectors of other dimensions, and says which they have', async () => {
    await start({ dimensions: 384 });
    for (const work of [embedder().embedQuery('a'), embedder().check()]) {
      const error = await failureOf(work);
      expect(error.kind).toBe('wrong-dimensions');
      expect(error.message).toMatch(/384.*768/);
    }
  });

  it.each<[string, OllamaFault, string, RegExp]>([
    ['is down', 'down', 'unreachable', /ollama serve/],
    ['is slow', { delayMs: 2_000 }, 'timeout', /within 400 ms/],
    ['never answers', 'hang', 'timeout', /within 400 ms/],
    ['breaks connections', 'hang-up', 'unreachable', /does not answer/],
    ['has lost the model', { model: 'other' }, 'model-missing', /ollama pull nomic-embed-text/],
    ['has another model by that name', { dimensions: 384 }, 'wrong-dimensions', /384.*768/],
    ['is out of order', { status: 503, body: '{"error":"busy"}' }, 'server', /busy/],
  ])('fails while the server %s, and works again afterwards', async (_, fault, kind, message) => {
    const used = embedder({ timeoutMs: kind === 'timeout' ? 400 : undefined });
    await used.embedQuery('a');
    await standIn.setFault(fault);
    for (const work of [used.embedQuery('a'), used.embedDocuments(['a', 'b'])]) {
      const error = await failureOf(work);
      expect(error.kind).toBe(kind);
      expect(error.message).toMatch(message);
    }
    await standIn.setFault(undefined);
    expect(await used.embedDocuments(['a', 'b'])).toHaveLength(2);
  });

  it.each([
    ['a web page', '<html>hello</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['too few vectors', '{"embeddings":[]}'],
    ['a vector of words', '{"embeddings":[["a","b"]]}'],
    ['a vector of zeros', JSON.stringify({ embeddings: [new Array(768).fill(0)] })],
    ['half an answer', '{"embeddings":[[0.1,'],
  ])('calls %s an invalid response', async (_, body) => {
    standIn.misbehave({ status: 200, body });
    expect((await failureOf(embedder().embedQuery('a'))).kind).toBe('invalid-response');
    standIn.misbehave({ status: 200, body });
    expect((await failureOf(embedder().check())).kind).toBe('invalid-response');
  });

  it('cuts texts that the model finds too long until they fit', async () => {
    await start({ contextCharacters: 900 });
    const vectors = await embedder().embedDocuments(['long '.repeat(3_000), 'short']);
    expect(vectors).toHaveLength(2);
    expect(inputs().map((input) => String(Array.isArray(input) ? input[0] : '').length)).toEqual([
      8000, 4000, 2000, 1000, 500,
    ]);
  });

  it('ends the other batches when one fails', async () => {
    await start({ delayMs: 5 });
    standIn.misbehave({ status: 400, body: '{"error":"invalid"}' });
    const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
    expect((await failureOf(embedder({ batchSize: 1 }).embedDocuments(texts))).kind).toBe('server');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(standIn.exchanges.length).toBeLessThan(5);
  });

  it('sends headers, and never shows them', async () => {
    const headers = { authorization: 'Bearer geheim' };
    await embedder({ headers }).embedQuery('a');
    expect(standIn.exchanges[0].headers.authorization).toBe('Bearer geheim');
    standIn.misbehave({ status: 403, body: '{"error":"no"}' });
    const shown = [inspect(await failureOf(embedder({ headers }).embedQuery('a')), { depth: 9 })];
    await standIn.stop();
    shown.push(inspect(await failureOf(embedder({ headers, retries: 0 }).embedQuery('a')), { depth: 9 }));
    expect(shown.join()).not.toContain('geheim');
  });

  it('sends a user and password in the url as basic authorization, and never shows them', async () => {
    const url = standIn.url.replace('//', '//user:geh%40eim@');
    await embedder({ url }).embedQuery('a');
    expect(standIn.exchanges[0].headers.authorization).toBe(`Basic ${btoa('user:geh@eim')}`);
    await standIn.stop();
    const shown = inspect(await failureOf(embedder({ url, retries: 0 }).embedQuery('a')), { depth: 9 });
    expect(shown).not.toMatch(/eim|user:/);
  });

  it.each([
    ['url', { url: 'localhost:11434' }],
    ['url', { url: 'ftp://user:geheim@localhost' }],
    ['headers', { headers: { authorization: 'geheim\n' + 'x' } }],
    ['model', { model: '' }],
    ['dimensions', { dimensions: 0 }],
    ['batchSize', { batchSize: 1.5 }],
    ['maxConcurrency', { maxConcurrency: NaN }],
    ['timeoutMs', { timeoutMs: 300_001 }],
    ['retries', { retries: -1 }],
    ['backoffMs', { backoffMs: 0 }],
  ])('names %s when it makes no sense', (name, options) => {
    const making = (): unknown => ollamaEmbedder(options);
    expect(making).toThrow(name);
    expect(making).not.toThrow('geheim');
  });

  it('checks the server without embedding anything', async () => {
    expect(await embedder().check()).toEqual({ version: '0.12.6' });
    expect(standIn.exchanges.map(({ path }) => path)).toEqual(['/api/version', '/api/show']);
  });

  const specification = process.env.OLLAMA_SPEC;
  (specification ? it : it.skip)(
    `speaks as Ollama's API description says${specification ? '' : ' (skipped: OLLAMA_SPEC is not set)'}`,
    async () => {
      const api = readOllamaApi(specification ?? '');
      await embedder().embedDocuments(['a', 'b']);
      await embedder().check();
      await failureOf(embedder({ model: 'absent' }).embedQuery('a'));
      expect(standIn.exchanges).toHaveLength(4);
      for (const exchange of standIn.exchanges) expect(api.faultsOf(exchange)).toEqual([]);
      const [embed] = standIn.exchanges;
      expect(api.faultsOf({ ...embed, request: { model: 'm', input: 7 } })).not.toEqual([]);
      expect(api.faultsOf({ ...embed, response: { embeddings: [['a']] } })).not.toEqual([]);
      expect(api.faultsOf({ ...embed, path: '/api/nowhere' })).not.toEqual([]);
    },
  );
});
