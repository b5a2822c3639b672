import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import { runBehaviour } from './behaviour-run.ts';

// Series are analysed and a store is written: on a busy machine that takes its time.
jest.setTimeout(60_000);

const POINTS = 1_000;

/** Each series behaves in a way of its own; the wobble keeps them from being constant. */
const SHAPES: Readonly<Record<string, (i: number, wobble: number) => number | null>> = {
  climbing: (i, wobble) => 100 + i / 5 + wobble,
  steady: (_, wobble) => 100 + wobble / 10,
  gappy: (i, wobble) => (i % 50 < 10 ? null : 100 + wobble),
};

describe('The run over questions of behaviour', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'behaviour-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (name: string, content: string): void => writeFileSync(join(directory, name), content);
  const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  function writeData(queries: readonly object[]): void {
    const ids = Object.keys(SHAPES);
    const series = ids.map((id) => ({
      id,
      name: 'memory_bytes',
      unit: 'bytes',
      help: 'Memory in use',
      labels: { service: `of-${id}` },
      shape: 'an answer, which is not looked at',
    }));
    const values = ids.map((id): [string, unknown] => [
      id,
      Array.from({ length: POINTS }, (_, i) => SHAPES[id](i, ((i * 7_919) % 101) / 20)),
    ]);
    write('series.jsonl', lines(series));
    write(
      'data.json',
      JSON.stringify({ step: 300, start: 1_770_000_000, values: Object.fromEntries(values) }),
    );
    write('queries.jsonl', lines(queries));
  }

  it('ingests the series and asks for them as POST /metrics/query does', async () => {
    writeData([
      { id: 'a', query: 'memory that keeps growing' },
      { id: 'b', query: 'gaps in memory' },
      { id: 'c', query: 'memory of of-steady' },
    ]);
    const rankings = await runBehaviour(directory, () => undefined);
    expect(rankings).toMatchObject({ a: ['climbing'], b: ['gappy'] });
    expect(rankings['c']).toHaveLength(3);
    expect(rankings['c'][0]).toBe('steady');
  });

  it('names the file that is not as it should be', async () => {
    writeData([]);
    write('queries.jsonl', '{"id": "a"}\n');
    const run = runBehaviour(directory, () => undefined);
    await expect(run).rejects.toThrow(DataError);
    await expect(run).rejects.toThrow(/queries\.jsonl:1: query is missing/);
    writeData([]);
    write('data.json', '{"step": 300, "start": 0, "values": {}}');
    await expect(runBehaviour(directory, () => undefined)).rejects.toThrow(
      /data\.json has no values of climbing/,
    );
  });
});
