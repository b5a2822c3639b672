import { describe, expect, test } from '@jest/globals';
import { EMBEDDER, named, unitVector, uuidOf, vectorAt } from './sample-records.ts';
import type { OpenPlace } from './store-contract.ts';

/** Whose vectors a store holds, and how they are replaced. */
export function describeEmbedders(newPlace: () => Promise<OpenPlace>): void {
  describe('embedders', () => {
    const NEXT = { identity: 'test-embedder-2', dimensions: 8 };
    const mismatch = { name: 'VectorStoreError', kind: 'embedder-mismatch' };
    /** Turns a text that ends in a number of degrees into a vector. */
    const embedNext = (texts: readonly string[]) =>
      Promise.resolve(
        texts.map((text) => {
          const radians = (Number(text.split(' ').at(-1)) * Math.PI) / 180;
          return unitVector([Math.cos(radians), Math.sin(radians), 0, 0, 0, 0, 0, 0]);
        }),
      );
    const nextVector = (degrees: number) => embedNext([String(degrees)]).then(([vector]) => vector);
    const numbered = (count: number) =>
      Array.from({ length: count }, (_, i) => named(`r${i}`, { text: `at ${i}`, vector: vectorAt(i) }));

    test('a store of another embedder is refused, naming both and what to do', async () => {
      const open = await newPlace();
      await (await open()).close();
      const error: unknown = await open({ embedder: NEXT }).catch((reason: unknown) => reason);
      expect(error).toMatchObject(mismatch);
      for (const part of ['test-embedder-1', '16', 'test-embedder-2', '8', 'npm run reindex']) {
        expect(error).toHaveProperty('message', expect.stringContaining(part));
      }
      await expect(open({ embedder: { ...EMBEDDER, dimensions: 8 } })).rejects.toMatchObject(mismatch);
      await (await open()).close();
    });

    test('reindex embeds every tenant anew, after which the new embedder is the store’s own', async () => {
      const open = await newPlace();
      const old = await open();
      await old.upsert('one', numbered(150));
      await old.upsert('two', numbered(3));
      const fresh = await open({ embedder: NEXT, allowEmbedderMismatch: true });
      await expect(fresh.count('one')).rejects.toMatchObject(mismatch);
      await expect(fresh.upsert('one', [])).rejects.toMatchObject(mismatch);
      expect((await fresh.check()).version).not.toBe('');
      const progress: [number, number][] = [];
      await fresh.reindex(NEXT, embedNext, (done, total) => progress.push([done, total]));
      expect(progress.at(-1)).toEqual([153, 153]);
      expect(progress.map(([done]) => done)).toEqual(
        progress.map(([done]) => done).toSorted((a, b) => a - b),
      );
      const [hit] = await fresh.search('one', { vector: await nextVector(77.2), text: 'at 77', topK: 1 });
      expect(hit).toMatchObject({ record: { description: 'r77' }, denseRank: 1 });
      expect(await fresh.count('two')).toBe(3);
      // The one that is still open with the old embedder neither finds nor stores anything.
      await expect(old.search('one', { vector: vectorAt(0), topK: 1 })).rejects.toMatchObject(mismatch);
      await expect(old.upsert('one', [named('x')])).rejects.toMatchObject(mismatch);
      await expect(open()).rejects.toMatchObject(mismatch);
      await Promise.all([old.close(), fresh.close()]);
      const again = await open({ embedder: NEXT });
      expect(await again.count('one')).toBe(150);
      await again.close();
    });

    test('an interrupted reindex leaves the old vectors in use, and a repeat mends it', async () => {
      const open = await newPlace();
      const old = await open();
      await old.upsert('one', numbered(150));
      const fresh = await open({ embedder: NEXT, allowEmbedderMismatch: true });
      let batches = 0;
      const failing = (texts: readonly string[]) =>
        ++batches > 1 ? Promise.reject(new Error('the model went away')) : embedNext(texts);
      await expect(fresh.reindex(NEXT, failing)).rejects.toThrow('the model went away');
      const wrong = () => Promise.resolve([new Float32Array(8)]);
      await expect(fresh.reindex(NEXT, wrong)).rejects.toThrow(RangeError);
      // Meanwhile the old one goes on, replacing what was already embedded anew, and deleting.
      expect((await old.search('one', { vector: vectorAt(40.2), topK: 1 }))[0].record.description).toBe(
        'r40',
      );
      await old.upsert('one', [named('r3', { text: 'at 175', vector: vectorAt(175) })]);
      expect(await old.delete('one', [uuidOf('r4')])).toBe(1);
      const progress: number[][] = [];
      await fresh.reindex(NEXT, embedNext, (...counts) => progress.push(counts));
      expect(progress.at(-1)).toEqual([149, 149]);
      const [moved] = await fresh.search('one', { vector: await nextVector(175), topK: 1 });
      expect(moved.record.description).toBe('r3');
      const all = await fresh.search('one', { vector: await nextVector(4), topK: 1000 });
      expect(all).toHaveLength(149);
      expect(all.map((hit) => hit.record.description)).not.toContain('r4');
      await Promise.all([old.close(), fresh.close()]);
    });

    test('reindex with the same embedder embeds anew as well', async () => {
      const open = await newPlace();
      const store = await open();
      await store.upsert('one', numbered(5));
      const turned = (texts: readonly string[]) =>
        Promise.resolve(texts.map((text) => vectorAt(90 + Number(text.split(' ').at(-1)))));
      await store.reindex(EMBEDDER, turned);
      const [hit] = await store.search('one', { vector: vectorAt(92.1), topK: 1 });
      expect(hit.record.description).toBe('r2');
      await store.close();
    });
  });
}
