import { describe, expect, test } from '@jest/globals';
import { named, uuidOf } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** What is stored with a record for a search of its own. */
export function describeSketches(subject: ContractSubject): void {
  const sketchOf = (...bytes: number[]) => Uint8Array.from([0, 255, ...bytes]);
  const readOne = async (tenant: string, name: string) =>
    (await subject.store.readSketches(tenant, [uuidOf(name)]))[0];

  describe('sketches', () => {
    test('come back as they were stored, in the order of the ids; what has none is left out', async () => {
      const tenant = await subject.tenantWith(
        named('a', { sketch: sketchOf(1) }),
        named('b'),
        named('c', { sketch: sketchOf(2, 3) }),
      );
      const ids = ['c', 'b', 'a', 'unknown'].map(uuidOf);
      const sketches = await subject.store.readSketches(tenant, ids);
      expect(sketches.map(({ id, sketch }) => [id, [...sketch]])).toEqual([
        [uuidOf('c'), [0, 255, 2, 3]],
        [uuidOf('a'), [0, 255, 1]],
      ]);
      expect(await subject.store.get(tenant, [uuidOf('a')])).toEqual([
        expect.not.objectContaining({ sketch: expect.anything() }),
      ]);
    });

    test('are listed with the version that they are read with, which changes with the sketch', async () => {
      const tenant = await subject.tenantWith(named('a', { sketch: sketchOf(1) }), named('b'));
      const before = await subject.store.listSketches(tenant);
      expect(before).toEqual([{ id: uuidOf('a'), version: expect.any(String) }]);
      expect(await readOne(tenant, 'a')).toMatchObject(before[0]);
      await subject.store.upsert(tenant, [named('a', { sketch: sketchOf(2) })]);
      const after = await subject.store.listSketches(tenant);
      expect(after[0].version).not.toBe(before[0].version);
      expect(await readOne(tenant, 'a')).toMatchObject({ ...after[0], sketch: sketchOf(2) });
    });

    test('are listed for the records that pass, of one tenant', async () => {
      const tenant = await subject.tenantWith(
        ...Array.from({ length: 1_000 }, (_, i) => named(`${i}`, { sketch: sketchOf(i % 256) })),
      );
      await subject.store.upsert(tenant, [named('tagged', { tags: ['rising'], sketch: sketchOf(7) })]);
      const other = await subject.tenantWith(named('of another', { tags: ['rising'], sketch: sketchOf(8) }));
      const passing = await subject.store.listSketches(tenant, { tags: ['rising'] });
      expect(passing.map(({ id }) => id)).toEqual([uuidOf('tagged')]);
      const all = await subject.store.listSketches(tenant);
      expect(new Set(all.map(({ id }) => id)).size).toBe(1_001);
      expect(await subject.store.readSketches(other, [uuidOf('tagged')])).toEqual([]);
      expect(await subject.store.listSketches(await subject.tenantWith())).toEqual([]);
    });

    test('go with their record', async () => {
      const tenant = await subject.tenantWith(
        named('deleted', { sketch: sketchOf(1) }),
        named('expired', { sketch: sketchOf(2), watch: 'nodes' }),
        named('replaced by one without', { sketch: sketchOf(3) }),
      );
      await subject.store.delete(tenant, [uuidOf('deleted')]);
      await subject.store.deleteMatching(tenant, { watch: 'nodes' });
      await subject.store.upsert(tenant, [named('replaced by one without')]);
      expect(await subject.store.listSketches(tenant)).toEqual([]);
      expect(await readOne(tenant, 'deleted')).toBeUndefined();
    });

    test('are refused when they are no bytes, or too many', async () => {
      const tenant = await subject.tenantWith();
      const storing = (sketch: unknown) =>
        subject.store.upsert(tenant, [named('a', { sketch: sketch as Uint8Array })]);
      await expect(storing('text')).rejects.toThrow('records[0].sketch must be a Uint8Array');
      await expect(storing(new Uint8Array(65_537))).rejects.toThrow(
        'records[0].sketch must have at most 65536 bytes, not 65537',
      );
    });
  });
}
