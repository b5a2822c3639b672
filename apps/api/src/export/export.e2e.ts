import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { openSqliteStore } from '@metrics-ai/vector-store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startApi, type ApiProcess } from '../testing/api-process.ts';
import { readCsv, readCsvRows } from '../testing/read-csv.ts';
import { storedRecord } from '../testing/stored-records.ts';

jest.setTimeout(60_000);

/** What a careless writer of CSV, or a careless reader of it, breaks on. */
const NASTY = [
  'plain',
  'say "hi", twice',
  'line\nbreak',
  'carriage\r\nreturn',
  'Zürich 東京 🚀',
  'back\\slash',
  "it's",
  '=1+1',
  ',',
  '""',
  '{"a":1}',
  '\u0001\t',
];

describe('GET /metrics/export', () => {
  const embedder = builtinEmbedder();
  const records = Array.from({ length: 500 }, (_, i) =>
    storedRecord(`${NASTY[i % NASTY.length]} ${i}`, embedder.dimensions, {
      metric: i % 5 === 0 ? 'memory_usage' : 'cpu_usage',
      tags: i % 4 === 0 ? ['daily-pattern', 'rising'] : ['daily-pattern'],
      watch: i % 2 === 0 ? 'nodes' : '',
    }),
  );
  let folder: string;
  let path: string;
  let api: ApiProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metrics-ai-export-'));
    path = join(folder, 'metrics.db');
    const store = await openSqliteStore({ path, embedder });
    await store.upsert('default', records);
    await store.upsert('other', [storedRecord('of another tenant', embedder.dimensions)]);
    await store.close();
    api = await startApi({ STORE_PATH: path });
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  const rowsOf = async (query: string, headers?: Record<string, string>) =>
    readCsvRows((await api.request('GET', `/metrics/export${query}`, undefined, headers)).body as string);

  it('has every series of the tenant once, with labels, text and numbers as they are', async () => {
    const { status, headers, body } = await api.request('GET', '/metrics/export');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="metrics-ai-export.csv"');
    const rows = new Map(readCsvRows(body as string).map((row) => [row['id'], row]));
    expect(readCsv(body as string)).toHaveLength(1 + records.length);
    for (const { id, metric, labels, description, promql, watch, profile } of records) {
      const row = rows.get(id) ?? {};
      expect(JSON.parse(row['labels'])).toEqual(labels);
      expect(row).toMatchObject({ metric, description, promql, watch, start: '2026-01-01T00:00:00.000Z' });
      expect(Number(row['statistics_p95'])).toBe(profile.statistics.p95);
      expect(Number(row['daily_strength'])).toBe(profile.seasonality[0].strength);
    }
  });

  it('keeps to the tenant and to the filters', async () => {
    const other = await rowsOf('', { 'X-Scope-OrgID': 'other' });
    expect(other.map(({ description }) => description)).toEqual(['What of another tenant does.']);
    expect(await rowsOf('', { 'X-Scope-OrgID': 'nobody' })).toEqual([]);
    expect(await rowsOf('?metric=memory_usage')).toHaveLength(100);
    expect(await rowsOf('?metric=memory_usage&metric=cpu_usage')).toHaveLength(500);
    expect(await rowsOf('?tag=rising')).toHaveLength(125);
    expect(await rowsOf('?tag=rising&tag=daily-pattern&metric=memory_usage')).toHaveLength(25);
    const match = encodeURIComponent('memory_usage{instance=~"plain.*"}');
    expect(await rowsOf(`?match=${match}`)).toHaveLength(
      records.filter(({ metric, labels }) => metric === 'memory_usage' && /^plain/.test(labels['instance']))
        .length,
    );
  });

  it.each([
    ['an unknown parameter', '?metrics=cpu_usage', 'metrics', /not a known field/],
    ['a tag that is none', '?tag=spikey', 'tag.0', /"spiky"/],
    ['an empty metric', '?metric=', 'metric.0', /empty/],
    ['a selector that is none', '?match=sum(up)', 'match', /not a series selector/],
    ['two selectors', '?match=up&match=down', 'match', /string/],
    [
      'a regular expression that is none',
      `?match=${encodeURIComponent('{a=~"("}')}`,
      'match',
      /regular expression/,
    ],
  ])('refuses %s with a problem document that names it', async (_, query, field, message) => {
    const { status, headers, body } = await api.request('GET', `/metrics/export${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  it('breaks off, and cannot be taken for whole, when a stored record turns out to be damaged', async () => {
    const database = new DatabaseSync(path);
    const last = database.prepare('SELECT record FROM records WHERE tenant = 1 ORDER BY id DESC').get();
    database.prepare("UPDATE bodies SET body = '{' WHERE record = ?").run(Number(last?.['record']));
    database.close();
    const response = await fetch(`${api.url}/metrics/export`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect((await api.request('GET', '/-/healthy')).status).toBe(200);
  });
});
