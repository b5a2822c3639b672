import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openQdrantStore } from '../qdrant-store.ts';
import type { VectorStore } from '../vector-store.ts';
import {
  afterUpserts,
  downAfterUpserts,
  internalError,
  storesHalf,
  times,
  tooManyRequests,
} from './qdrant-faults.ts';
import { type StandIn, startQdrantStandIn } from './qdrant-stand-in.ts';
import { EMBEDDER, sampleRecord } from './sample-records.ts';

/** Sent in three upserts. */
const RECORDS = Array.from({ length: 250 }, (_, i) => sampleRecord(`record ${i}`));

describe('A Qdrant that fails', () => {
  let standIn: StandIn;
  let store: VectorStore;

  beforeEach(async () => {
    standIn = await startQdrantStandIn();
    store = await openQdrantStore({ url: standIn.url, embedder: EMBEDDER });
  });

  afterEach(async () => {
    await store.close();
    await standIn.close();
  });

  /** Nothing is lost for good: the batch fails as a whole, and again once the fault has ended makes it whole. */
  const expectFailureThenAll = async (kind: string, message: RegExp, storedMeanwhile: number) => {
    await expect(store.upsert('t', RECORDS)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
    await standIn.setFault(undefined);
    expect(await store.count('t')).toBe(storedMeanwhile);
    await store.upsert('t', RECORDS);
    expect(await store.count('t')).toBe(RECORDS.length);
  };

  test('by going down in the middle of a batch, and comes back with what it has stored', async () => {
    await standIn.setFault(downAfterUpserts(1));
    await expectFailureThenAll('unreachable', /cannot be reached/, 100);
  });

  test('by being down before', async () => {
    await standIn.setFault('down');
    await expectFailureThenAll('unreachable', /cannot be reached/, 0);
  });

  test('by storing only a part of a batch', async () => {
    await standIn.setFault(storesHalf);
    await expectFailureThenAll('server', /answered 500: .*1 out of 2 shards failed/, 50);
  });

  test('by an internal error after the first part', async () => {
    await standIn.setFault(afterUpserts(2, internalError));
    await expectFailureThenAll('server', /answered 500: .*No space left/, 200);
  });

  test.each([
    ['without Retry-After', undefined],
    ['with Retry-After', 1],
  ])('by too many requests %s', async (_, retryAfter) => {
    await standIn.setFault(tooManyRequests(retryAfter));
    await expectFailureThenAll('rate-limited', /answered 429/, 0);
  });

  test('for a moment, without the caller noticing', async () => {
    await standIn.setFault(times(2, storesHalf));
    await store.upsert('t', RECORDS);
    await standIn.setFault(times(1, tooManyRequests()));
    expect(await store.count('t')).toBe(RECORDS.length);
  });
});
