import { InvalidRequestError } from '@metrics-ai/engine';
import type { RecordFilter, VectorStore } from '@metrics-ai/vector-store';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatRow } from './csv.ts';
import { EXPORT_COLUMNS, exportRow } from './export-columns.ts';

/** Records read, and text made, at once: an export holds no more of them, whatever the store has. */
export const PAGE_RECORDS = 100;

/**
 * The tenant's records that pass, as the text of a CSV file in pieces: its header, then one page of records each. A page
 * is read when it is asked for. Throws InvalidRequestError, VectorStoreError.
 */
export async function* exportPages(
  store: VectorStore,
  tenant: string,
  filter: RecordFilter,
): AsyncGenerator<string, undefined> {
  yield formatRow(EXPORT_COLUMNS);
  for (let afterId: string | undefined; ;) {
    const records = await listRecords(store, tenant, filter, afterId);
    if (records.length === 0) return;
    yield records.map((record) => formatRow(exportRow(record))).join('');
    afterId = records[records.length - 1].id;
    // The embedded store and a fast reader make nobody wait: without this, no other request would get its turn.
    await nextTurn();
  }
}

async function listRecords(
  store: VectorStore,
  tenant: string,
  filter: RecordFilter,
  afterId: string | undefined,
): ReturnType<VectorStore['list']> {
  try {
    return await store.list(tenant, { afterId, limit: PAGE_RECORDS, filter });
  } catch (error) {
    // Of the filter only the selector can hold what its schema does not know to be wrong: a regular expression.
    if (error instanceof RangeError) throw new InvalidRequestError('match', error.message);
    throw error;
  }
}
