import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { COLLECTION_SCHEMA } from './qdrant-collection.ts';
import { openQdrantStore, type QdrantStoreOptions } from './qdrant-store.ts';
import { LOOPBACK_CERTIFICATE } from './testing/loopback-certificate.ts';
import { openApiRequestChecker } from './testing/openapi-requests.ts';
import {
  type StandIn,
  type StandInOptions,
  type StandInRequest,
  startQdrantStandIn,
} from './testing/qdrant-stand-in.ts';
import { EMBEDDER, sampleRecord, uuidOf, vectorAt } from './testing/sample-records.ts';
import { describeStoreContract } from './testing/store-contract.ts';
import type { VectorStore } from './vector-store.ts';

const { QDRANT_URL, QDRANT_API_KEY, QDRANT_OPENAPI } = process.env;
const SECRET = 'secret-of-the-tests';

const checkRequest = QDRANT_OPENAPI === undefined ? () => undefined : openApiRequestChecker(QDRANT_OPENAPI);
const invalid = new Set<string>();
const kinds = new Set<string>();
const observe = (request: StandInRequest) => {
  kinds.add(`${request.method} ${request.path.replace(/collections\/[^/]+/, '').replace(/dense-\w+/, '')}`);
  const wrong = checkRequest(request);
  if (wrong !== undefined) invalid.add(wrong);
};

/** A stand-in of its own for a test, whose requests are checked too. */
const standIns: StandIn[] = [];
const start = async (options: StandInOptions = {}) => {
  const standIn = await startQdrantStandIn({
    ...options,
    intercept: (request) => {
      observe(request);
      return options.intercept?.(request);
    },
  });
  standIns.push(standIn);
  return standIn;
};
afterEach(async () => {
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
});

describe('against one server', () => {
  let standIn: StandIn;
  let server: Pick<QdrantStoreOptions, 'url' | 'apiKey'>;
  beforeAll(async () => {
    standIn = await startQdrantStandIn({
      apiKey: SECRET,
      intercept: (request) => {
        observe(request);
        return undefined;
      },
    });
    server =
      QDRANT_URL === undefined
        ? { url: standIn.url, apiKey: SECRET }
        : { url: QDRANT_URL, apiKey: QDRANT_API_KEY };
  });

  const collections: string[] = [];
  afterAll(async () => {
    await standIn.close();
    if (QDRANT_URL === undefined) return;
    // A real server would keep them.
    const headers = { 'api-key': QDRANT_API_KEY ?? '' };
    for (const name of collections) {
      await fetch(new URL(`/collections/${name}`, QDRANT_URL), { method: 'DELETE', headers });
    }
  });
  describeStoreContract(QDRANT_URL === undefined ? 'qdrant (stand-in)' : 'qdrant', () => {
    const collection = `contract-${process.pid}-${collections.length}`;
    collections.push(collection);
    return Promise.resolve((options) =>
      openQdrantStore({ ...server, collection, embedder: EMBEDDER, ...options }),
    );
  });
});

describe('the collection', () => {
  test('is created once when two open it at the same time', async () => {
    const { url, collections } = await start();
    const stores = await Promise.all([1, 2, 3].map(() => openQdrantStore({ url, embedder: EMBEDDER })));
    await Promise.all(stores.map((store, i) => store.upsert('t', [sampleRecord(String(i))])));
    expect([...collections.keys()]).toEqual(['metrics_ai']);
    expect(await stores[0].count('t')).toBe(3);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('of another program or a newer release is refused', async () => {
    const { url, collections } = await start();
    await (await openQdrantStore({ url, embedder: EMBEDDER })).close();
    const metadata = collections.get('metrics_ai')?.metadata ?? {};
    metadata['schema'] = COLLECTION_SCHEMA + 1;
    await expect(openQdrantStore({ url, embedder: EMBEDDER })).rejects.toMatchObject({
      kind: 'incompatible',
    });
    delete metadata['embedder'];
    Object.assign(collections.get('metrics_ai')?.vectors ?? {}, { size: 4, distance: 'Dot' });
    await expect(openQdrantStore({ url, embedder: EMBEDDER })).rejects.toMatchObject({
      kind: 'incompatible',
    });
  });

  test('gets large batches in parts that a request can carry', async () => {
    const sizes: number[] = [];
    const { url } = await start({
      intercept: ({ method, path, body }) => {
        if (method === 'PUT' && path.endsWith('/points')) sizes.push(JSON.stringify(body).length);
        return undefined;
      },
    });
    const store = await openQdrantStore({ url, embedder: EMBEDDER });
    const text = 'x'.repeat(900_000);
    await store.upsert(
      't',
      Array.from({ length: 12 }, (_, i) => sampleRecord(`long ${i}`, { text })),
    );
    await store.upsert(
      't',
      Array.from({ length: 250 }, (_, i) => sampleRecord(`short ${i}`)),
    );
    expect(sizes.length).toBe(2 + 3);
    expect(Math.max(...sizes)).toBeLessThan(9_000_000);
    expect(await store.count('t')).toBe(262);
    await store.close();
  });

  test('takes no vector for a text that was replaced while it was being embedded', async () => {
    const { url } = await start();
    const old = await openQdrantStore({ url, embedder: EMBEDDER });
    const record = sampleRecord('a', { text: 'old text' });
    await old.upsert('t', [record]);
    const next = { identity: 'next', dimensions: 16 };
    const fresh = await openQdrantStore({ url, embedder: next, allowEmbedderMismatch: true });
    const embedded: string[] = [];
    await fresh.reindex(next, async (texts) => {
      embedded.push(...texts);
      if (embedded.length === 1) await old.upsert('t', [{ ...record, text: 'new text' }]);
      return texts.map(() => vectorAt(embedded.length));
    });
    expect(embedded).toEqual(['old text', 'new text']);
    expect(await fresh.search('t', { vector: vectorAt(0), topK: 1 })).toHaveLength(1);
    await Promise.all([old.close(), fresh.close()]);
  });
});

describe('failures', () => {
  /** Answers so after the store is open, as often as said. */
  const failing = async (answer: ReturnType<NonNullable<StandInOptions['intercept']>>, times = Infinity) => {
    let left = 0;
    let requests = 0;
    const standIn = await start({
      intercept: () => {
        requests++;
        return left-- > 0 ? answer : undefined;
      },
    });
    const store = await openQdrantStore({ url: standIn.url, embedder: EMBEDDER, timeoutMs: 300 });
    left = times;
    requests = 0;
    return { store, requests: () => requests, standIn };
  };
  const kindOf = async (call: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'VectorStoreError' });
    return (error as { kind: unknown }).kind;
  };

  test('that pass are waited for: 5xx, 429 with and without Retry-After, broken connections', async () => {
    const answers = [
      { status: 503, body: 'overloaded' },
      { status: 429, body: '{}' },
      { status: 429, body: '{}', headers: { 'retry-after': '1' } },
      { status: 429, body: '{}', headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } },
      'reset' as const,
    ];
    await Promise.all(
      answers.map(async (answer) => {
        const { store, requests } = await failing(answer, 2);
        await store.upsert('t', [sampleRecord('a')]);
        expect(requests()).toBe(3);
        expect(await store.count('t')).toBe(1);
        await store.close();
      }),
    );
  });

  test('that stay reject with their kind after four attempts', async () => {
    const cases = [
      [{ status: 500, body: '{"status":{"error":"boom"}}' }, 'server', 4],
      [{ status: 429, body: '{}' }, 'rate-limited', 4],
      ['reset' as const, 'unreachable', 4],
      ['hang' as const, 'timeout', 1],
      [{ status: 401, body: '{}' }, 'unauthorized', 1],
      [{ status: 403, body: 'no' }, 'unauthorized', 1],
      [{ status: 413, body: '' }, 'server', 1],
      [{ status: 200, body: '<html>a proxy</html>' }, 'server', 1],
      [{ status: 200, body: '{"result":{"count":"many"}}' }, 'server', 1],
      [{ status: 204, body: '' }, 'server', 1],
    ] as const;
    await Promise.all(
      cases.map(async ([answer, kind, attempts]) => {
        const { store, requests } = await failing(answer);
        expect(await kindOf(store.count('t'))).toBe(kind);
        expect(requests()).toBe(attempts);
        await store.close();
      }),
    );
  });

  test('of a server that is not there', async () => {
    const standIn = await start();
    await standIn.close();
    standIns.length = 0;
    const opening = openQdrantStore({ url: standIn.url, embedder: EMBEDDER });
    expect(await kindOf(opening)).toBe('unreachable');
  });

  test('closing gives up what is under way', async () => {
    const { store } = await failing('hang');
    const call = store.count('t');
    await store.close();
    expect(await kindOf(call)).toBe('closed');
  });

  test('say what the server said, but never the API key', async () => {
    const { url } = await start({
      apiKey: SECRET,
      intercept: ({ path }) =>
        path.endsWith('/count')
          ? { status: 400, body: JSON.stringify({ status: { error: `odd request with ${SECRET}` } }) }
          : undefined,
    });
    const store: VectorStore = await openQdrantStore({ url, apiKey: SECRET, embedder: EMBEDDER });
    const errors: unknown[] = [
      await store.count('t').catch((error: unknown) => error),
      await openQdrantStore({ url, apiKey: `${SECRET}\n`, embedder: EMBEDDER }).catch(
        (error: unknown) => error,
      ),
      await openQdrantStore({ url, apiKey: `wrong-${SECRET}`, embedder: EMBEDDER }).catch((e: unknown) => e),
    ];
    expect(errors[0]).toMatchObject({
      kind: 'server',
      message: expect.stringContaining('odd request with …'),
    });
    expect(errors[1]).toMatchObject({ name: 'TypeError', message: expect.stringMatching(/^apiKey/) });
    expect(errors[2]).toMatchObject({ kind: 'unauthorized' });
    for (const thing of [...errors, store])
      expect(inspect(thing, { depth: 20, showHidden: true })).not.toContain(SECRET);
    await store.close();
  });

  test('of options name the option', async () => {
    const cases: [Partial<QdrantStoreOptions>, RegExp][] = [
      [{ url: 'ftp://host' }, /^url/],
      [{ url: 'host:6333' }, /^url/],
      [{ url: 'http://user:password@host' }, /^url/],
      [{ collection: 'a/b' }, /^collection/],
      [{ timeoutMs: 0 }, /^timeoutMs/],
      [{ embedder: { identity: 'x', dimensions: 0 } }, /^embedder.dimensions/],
      [{ caFile: '/does/not/exist.pem' }, /^caFile/],
    ];
    for (const [options, message] of cases) {
      await expect(
        openQdrantStore({ url: 'http://127.0.0.1:1', embedder: EMBEDDER, ...options }),
      ).rejects.toThrow(message);
    }
  });
});

describe('TLS', () => {
  test('is trusted with the authority given, and not without', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qdrant-store-'));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, LOOPBACK_CERTIFICATE.cert);
    const { url } = await start({ tls: LOOPBACK_CERTIFICATE, apiKey: SECRET });
    const store = await openQdrantStore({ url, apiKey: SECRET, caFile, embedder: EMBEDDER });
    await store.upsert('t', [sampleRecord('a')]);
    expect(await store.get('t', [uuidOf('a')])).toHaveLength(1);
    await store.close();
    await expect(openQdrantStore({ url, apiKey: SECRET, embedder: EMBEDDER })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('self-signed'),
    });
    rmSync(folder, { recursive: true });
  });
});

describe('requests to Qdrant', () => {
  const testWithDescription = QDRANT_OPENAPI === undefined ? test.skip : test;

  testWithDescription('were all valid by its API description (QDRANT_OPENAPI)', () => {
    expect([...invalid]).toEqual([]);
    expect([...kinds].sort()).toEqual([
      'DELETE //vectors/',
      'GET /',
      'PATCH /',
      'POST //facet',
      'POST //points',
      'POST //points/batch',
      'POST //points/count',
      'POST //points/delete',
      'POST //points/query',
      'POST //points/query/batch',
      'POST //points/query/groups',
      'POST //points/scroll',
      'PUT /',
      'PUT //index',
      'PUT //points',
      'PUT //points/vectors',
      'PUT //vectors/',
    ]);
  });

  testWithDescription('would have been found invalid (QDRANT_OPENAPI)', () => {
    const query = new URLSearchParams();
    const cases: [string, string, string, StandInRequest['body']][] = [
      ['POST', '/collections/a/points/nowhere', '', {}],
      ['PATCH', '/collections/a/points', '', {}],
      ['PUT', '/collections/a/points', 'sync=true', { points: [] }],
      ['PUT', '/collections/a/points', '', { points: [{ id: 'x' }] }],
      ['POST', '/collections/a/points/count', '', { filter: { musst: [] } }],
      ['POST', '/collections/a/points/count', '', { exakt: true }],
      ['POST', '/collections/a/points/scroll', '', { limit: 0 }],
      ['POST', '/collections/a/points/query/batch', '', { searches: [{ query: { rrf: { k: 0 } } }] }],
    ];
    for (const [method, path, search, body] of cases) {
      const request = { method, path, query: search ? new URLSearchParams(search) : query, body };
      expect([path, body, checkRequest(request)]).toEqual([path, body, expect.any(String)]);
    }
  });
});
