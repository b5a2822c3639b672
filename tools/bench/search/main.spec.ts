import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../detection/testing/temporary-folder.ts';
import { usage } from './options.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

const METRICS = [
  { name: 'shop_orders_total', type: 'counter', help: 'Orders placed.', unit: '', exporter: 'shop' },
  { name: 'shop_queue_depth', type: 'gauge', help: 'Orders that wait.', exporter: 'shop' },
  { name: 'kube_pod_restarts_total', type: 'counter', help: 'Restarts of containers.', exporter: 'kube' },
  { name: 'up', exporter: 'prometheus', source: 'not looked at' },
  { name: 'up', help: 'Whether the target could be scraped.', exporter: 'shop' },
];
const QUERIES = [
  { id: 'q1', query: 'orders per second', relevant: ['not looked at'] },
  { id: 'q2', query: 'Kubernetes containers crash' },
];

const lines = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

describe('bench:search', () => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => {
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    return spawnSync(process.execPath, [...flags, main, ...args], { encoding: 'utf8' });
  };
  const runFiles = (metrics: string, queries: string, ...args: string[]) => {
    folder.write({ 'metrics.jsonl': metrics, 'queries.jsonl': queries });
    const at = (name: string): string => `${folder.path()}/${name}`;
    const files = [
      '--metrics',
      at('metrics.jsonl'),
      '--queries',
      at('queries.jsonl'),
      '--out',
      at('out.json'),
    ];
    return run(...files, ...args);
  };

  it('writes the names of the metrics found for each question, best first, each once', () => {
    const { status, stdout, stderr } = runFiles(lines(METRICS), lines(QUERIES));
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^embedder: builtin-3\nembedding and storing metrics: 0 of 4\n/);
    const found = JSON.parse(readFileSync(`${folder.path()}/out.json`, 'utf8')) as Record<string, string[]>;
    expect(Object.keys(found)).toEqual(['q1', 'q2']);
    expect(found['q1'][0]).toBe('shop_orders_total');
    expect(found['q2'][0]).toBe('kube_pod_restarts_total');
    for (const names of Object.values(found)) expect(new Set(names).size).toBe(names.length);
  });

  it('takes ids that are numbers or names of the language, other line ends, and texts of any length', () => {
    const metrics = [...METRICS, { name: 'shop_novel', help: 'word '.repeat(300_000) }];
    const queries = [
      { id: 7, query: 'orders per second' },
      { id: '__proto__', query: 'orders '.repeat(5_000) },
    ];
    const { status } = runFiles(lines(metrics), `\ufeff${lines(queries).replaceAll('\n', '\r\n')}\r\n`);
    expect(status).toBe(0);
    const found = JSON.parse(readFileSync(`${folder.path()}/out.json`, 'utf8')) as object;
    expect(Object.entries(found)).toEqual([
      ['7', expect.arrayContaining(['shop_orders_total'])],
      ['__proto__', expect.arrayContaining(['shop_orders_total'])],
    ]);
  });

  it('writes as many as are wanted', () => {
    runFiles(lines(METRICS), lines(QUERIES), '--top-k', '1');
    const found = JSON.parse(readFileSync(`${folder.path()}/out.json`, 'utf8')) as Record<string, string[]>;
    expect(found).toEqual({ q1: ['shop_orders_total'], q2: ['kube_pod_restarts_total'] });
  });

  it.each([
    ['{"name": "a"}\n{"name": ', '{"id": "q", "query": "a"}', /metrics\.jsonl:2: is not JSON/],
    ['{"help": "a"}', '{"id": "q", "query": "a"}', /metrics\.jsonl:1: name is missing/],
    ['{"name": "a", "help": 7}', '{"id": "q", "query": "a"}', /metrics\.jsonl:1: help must be a text, not 7/],
    ['[]', '{"id": "q", "query": "a"}', /metrics\.jsonl:1: must be an object/],
    ['', '{"id": "q", "query": "a"}', /metrics\.jsonl: is empty/],
    ['{"name": "a"}', '{"id": "q"}', /queries\.jsonl:1: query is missing/],
    [
      '{"name": "a"}',
      '{"id": "q", "query": "a"}\n{"id": "q", "query": "b"}',
      /the id "q" stands there twice/,
    ],
  ])('ends with 1 and names the file where the data are wrong: %j, %j', (metrics, queries, message) => {
    const { status, stderr } = runFiles(metrics, queries);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('ends with 1 and names the server where the embedder cannot be reached', () => {
    const { status, stderr } = runFiles(lines(METRICS), lines(QUERIES), '--ollama', 'http://127.0.0.1:9');
    expect(status).toBe(1);
    expect(stderr).toMatch(/embedder: ollama\/nomic-embed-text\n[^]*127\.0\.0\.1:9/);
  });

  it.each([
    [[], '--out FILE is needed'],
    [['--out', 'x'], '--metrics FILE and --queries FILE are needed, or --behaviour DIR'],
    [['--out', 'x', '--behaviour', 'd', '--metrics', 'm'], 'brings its own questions'],
    [
      ['--out', 'x', '--metrics', 'm', '--queries', 'q', '--top-k', '0'],
      '--top-k must be a whole number from 1 to 200',
    ],
    [['--out', 'x', '--metrics', 'm', '--queries', 'q', '--model', 'm'], '--model needs --ollama URL'],
    [['--fast'], "Unknown option '--fast'"],
  ])('ends with 2 and the usage for %j', (args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(usage);
  });

  it('helps', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: usage, stderr: '' });
  });
});
