import { describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '@metrics-ai/vector-store';
import { storedRecord } from '../testing/stored-records.ts';
import { exportPages, PAGE_RECORDS } from './export-pages.ts';

describe('exportPages', () => {
  it('lets others have their turn between two pages', async () => {
    const store = await openSqliteStore({ path: ':memory:', embedder: { identity: 'none', dimensions: 4 } });
    const pages = 5;
    for (let page = 0; page < pages; page++) {
      const names = Array.from({ length: PAGE_RECORDS }, (_, i) => `${page}/${i}`);
      await store.upsert(
        'default',
        names.map((name) => storedRecord(name, 4)),
      );
    }
    let turns = 0;
    const takeTurn = () => {
      turns++;
      others = setImmediate(takeTurn);
    };
    let others = setImmediate(takeTurn);
    let pieces = 0;
    for await (const piece of exportPages(store, 'default', {})) pieces += Math.sign(piece.length);
    clearImmediate(others);
    expect(pieces).toBe(1 + pages);
    expect(turns).toBeGreaterThanOrEqual(pages);
    await store.close();
  });
});
