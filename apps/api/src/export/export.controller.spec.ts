import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Embedder } from '@metrics-ai/embeddings';
import { EMBEDDER, VECTOR_STORE } from '@metrics-ai/nest';
import { VectorStoreError, type VectorStore } from '@metrics-ai/vector-store';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import 'reflect-metadata';
import { readConfig } from '../config.ts';
import { createApp } from '../create-app.ts';
import { readCsvRows } from '../testing/read-csv.ts';
import { storedRecord } from '../testing/stored-records.ts';
import { PAGE_RECORDS } from './export-pages.ts';

/** In text of 10,000 characters each, far more than sockets hold. */
const RECORDS = 4000;
const PAGES = RECORDS / PAGE_RECORDS;

describe('GET /metrics/export', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  let store: VectorStore;
  let url: string;

  beforeAll(async () => {
    const config = readConfig({ STORE_PATH: ':memory:' });
    app = await createApp(config);
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/metrics/export`;
    store = app.get<VectorStore>(VECTOR_STORE);
    const { dimensions } = app.get<Embedder>(EMBEDDER);
    const description = 'long '.repeat(2000);
    for (let page = 0; page < PAGES; page++) {
      const names = Array.from({ length: PAGE_RECORDS }, (_, i) => `r${page * PAGE_RECORDS + i}`);
      await store.upsert(
        'default',
        names.map((name) => storedRecord(name, dimensions, { description })),
      );
    }
  });
  afterAll(() => app.close());

  const start = async (): Promise<IncomingMessage> => {
    const [response] = (await once(get(url), 'response')) as [IncomingMessage];
    return response;
  };
  /** Waits until the store is asked for no more pages. */
  const settledCalls = async (list: { readonly mock: { readonly calls: unknown[] } }): Promise<number> => {
    for (let before = -1; before !== list.mock.calls.length;) {
      before = list.mock.calls.length;
      await sleep(300);
    }
    return list.mock.calls.length;
  };

  it('waits for a slow reader, and then goes on to the last record', async () => {
    const list = jest.spyOn(store, 'list');
    const response = await start();
    expect(await settledCalls(list)).toBeLessThan(PAGES / 2);
    const rows = readCsvRows(await text(response));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(RECORDS);
    expect(list).toHaveBeenCalledTimes(PAGES + 1);
    list.mockRestore();
  });

  it('stops when its reader goes away', async () => {
    const list = jest.spyOn(store, 'list');
    const response = await start();
    await once(response, 'readable');
    response.destroy();
    expect(await settledCalls(list)).toBeLessThan(PAGES / 2);
    list.mockRestore();
  });

  it('breaks the connection when the store fails in the middle', async () => {
    const real = store.list.bind(store);
    const list = jest.spyOn(store, 'list');
    list.mockImplementation((tenant, request) =>
      list.mock.calls.length > 3
        ? Promise.reject(new VectorStoreError('server', 'the disk is on fire'))
        : real(tenant, request),
    );
    const response = await start();
    expect(response.statusCode).toBe(200);
    await expect(text(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(list).toHaveBeenCalledTimes(4);
    list.mockRestore();
  });

  it('is a problem document when the store cannot be used at all', async () => {
    const list = jest.spyOn(store, 'list').mockRejectedValue(new VectorStoreError('busy', 'locked'));
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('content-disposition')).toBeNull();
    list.mockRestore();
  });
});
