import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from '@jest/globals';
import { bytes } from './json-shape.ts';
import { signatureOf } from './signature.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { EMBEDDER, named, sampleAnomaly, sampleMetric, uuidOf, vectorAt } from './testing/sample-records.ts';
import { GROUP_RECORDS } from './testing/store-writer.ts';
import { writeVersion1File } from './testing/version-1-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `${++files}.db`);
const open = (path: string) => openSqliteStore({ path, embedder: EMBEDDER });

/** A file of the first release with two records. */
const oldFile = () => {
  const path = newPath();
  writeVersion1File(path, EMBEDDER, 'tenant', [
    named('a', { text: 'rusty node', tags: ['x'], endMs: 5, anomalies: [sampleAnomaly(1, 2, 3)] }),
    named('b', { text: 'shiny node', vector: vectorAt(90), endMs: 7 }),
  ]);
  return path;
};

const inspect = <T>(path: string, look: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(path);
  const result = look(database);
  database.close();
  return result;
};
const versionOf = (path: string) =>
  inspect(path, (database) => database.prepare('PRAGMA user_version').get()?.['user_version']);

test('a file of version 1 keeps its records, which were ingested by hand, and can tell watches from now on', async () => {
  const path = oldFile();
  expect(versionOf(path)).toBe(1);
  const store = await open(path);
  expect(versionOf(path)).toBe(SCHEMA_VERSION);
  expect(await store.get('tenant', [uuidOf('a'), uuidOf('b')])).toMatchObject([
    { description: 'a', watch: '' },
    { description: 'b', watch: '' },
  ]);
  const hits = await store.search('tenant', { vector: vectorAt(0), text: 'rusty', topK: 1 });
  expect(hits).toMatchObject([{ record: { description: 'a' }, denseRank: 1, keywordRank: 1 }]);
  expect(await store.count('tenant', { watch: '' })).toBe(2);
  await store.upsert('tenant', [named('b', { watch: 'nodes', endMs: 7 }), named('c', { watch: 'nodes' })]);
  expect(await store.count('tenant', { watch: 'nodes' })).toBe(2);
  expect(await store.deleteMatching('tenant', { watch: 'nodes', endedBeforeMs: 8 })).toBe(1);
  expect(await store.deleteMatching('tenant', { watch: '', endedBeforeMs: 8 })).toBe(1);
  expect(await store.stats('tenant')).toMatchObject({ records: 1, anomalies: 0 });
  await store.close();
});

test('a file of version 1 lists its anomalies, of their types', async () => {
  const path = newPath();
  const drop = { ...sampleAnomaly(5, 6, 7), type: 'drop' as const };
  writeVersion1File(path, EMBEDDER, 'tenant', [
    named('a', { text: 'a', anomalies: [sampleAnomaly(1, 2, 3), drop] }),
    named('b', { text: 'b', anomalies: [drop] }),
    named('c', { text: 'c' }),
  ]);
  const store = await open(path);
  const { anomalies } = await store.listAnomalies('tenant', { order: 'time', limit: 10 });
  expect(anomalies.map(({ anomaly }) => anomaly.type)).toEqual(['drop', 'drop', 'spike']);
  expect(await store.count('tenant', { anomalyTypes: ['spike'] })).toBe(1);
  expect(await store.count('tenant', { anomalyTypes: ['drop'] })).toBe(2);
  await store.close();
});

test('a file of version 1 has its words split and its signatures made anew, and takes metrics', async () => {
  const path = newPath();
  writeVersion1File(path, EMBEDDER, 'tenant', [named('a', { text: 'my sql' }), named('b', { text: 'node' })]);
  inspect(path, (database) => {
    const body = "json_set(body, '$.text', 'MySQL')";
    database.exec(`UPDATE bodies SET body = ${body} WHERE record = 1`);
  });
  const store = await open(path);
  const find = async (text: string) => (await store.search('tenant', { text, topK: 5 })).length;
  expect([await find('mysql'), await find('sql'), await find('node')]).toEqual([1, 0, 1]);
  await store.putMetrics('tenant', [sampleMetric('up'), sampleMetric('down')]);
  expect(await store.count('tenant')).toBe(2);
  expect(await store.listMetrics('tenant', { limit: 5 })).toHaveLength(2);
  await store.close();
  const signatures = inspect(path, (database) =>
    database.prepare('SELECT bits, vector FROM signatures JOIN vectors USING (record)').all(),
  );
  expect(signatures).toHaveLength(4);
  for (const { bits, vector } of signatures) {
    const components = new Float32Array(Uint8Array.from(bytes(vector, 'vector')).buffer);
    expect([...bytes(bits, 'bits')]).toEqual([...signatureOf(components)]);
  }
});

test('a file that was migrated and one made anew have the same tables', async () => {
  const [migrated, fresh] = [oldFile(), newPath()];
  for (const path of [migrated, fresh]) await (await open(path)).close();
  const tablesOf = (path: string) =>
    inspect(path, (database) =>
      database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all(),
    ).map(({ name, sql }) => [name, typeof sql === 'string' ? sql.replace(/\s+/g, ' ') : sql]);
  expect(tablesOf(migrated)).toEqual(tablesOf(fresh));
});

test('a migration that fails leaves the file as it was', async () => {
  const path = oldFile();
  inspect(path, (database) => database.exec('CREATE INDEX records_by_watch ON records (tenant)'));
  await expect(open(path)).rejects.toMatchObject({ name: 'VectorStoreError' });
  expect(versionOf(path)).toBe(1);
  const columns = inspect(path, (database) => database.prepare('PRAGMA table_info(records)').all());
  expect(columns.map(({ name }) => name)).not.toContain('watch');
});

test('processes that open a file of version 1 at the same time migrate it once and lose nothing', async () => {
  for (let round = 0; round < 3; round++) {
    const path = oldFile();
    const script = join(import.meta.dirname, 'testing', 'store-writer.ts');
    const codes = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const writer = spawn(
          process.execPath,
          ['--conditions=source', '--no-warnings', script, path, name, '1'],
          { stdio: ['ignore', 'ignore', 'inherit'] },
        );
        return (await once(writer, 'close'))[0] as number;
      }),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(versionOf(path)).toBe(SCHEMA_VERSION);
    const store = await open(path);
    expect(await store.count('tenant')).toBe(2 + 3 * GROUP_RECORDS);
    await store.close();
  }
}, 60_000);
