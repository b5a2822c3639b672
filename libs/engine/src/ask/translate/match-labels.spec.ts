import { describe, expect, it } from '@jest/globals';
import { catalogueOf, findAll } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';

const catalogue = catalogueOf({
  pg_rows: { type: 'gauge', help: 'Rows of a table.', labels: { datname: ['postgres', 'orders'] } },
  engine_memory_bytes: {
    type: 'gauge',
    help: 'Memory of an engine.',
    labels: { job: ['engines', 'ferry'], deck: ['upper', 'lower'] },
  },
});

const ask = (question: string): string =>
  translateQuestion(question, { candidates: findAll(question, catalogue), catalogue, nowMs: 0 }).choices[0]
    .promql;

describe('Values of labels', () => {
  it.each([
    ['rows of postgres', 'pg_rows'],
    ['rows of datname postgres', 'pg_rows{datname="postgres"}'],
    ['rows of orders', 'pg_rows{datname="orders"}'],
    ['memory of the engines of the ferry', 'engine_memory_bytes{job="ferry"}'],
    ['memory of the engines', 'engine_memory_bytes{job="engines"}'],
    ['memory of the lower deck', 'engine_memory_bytes{deck="lower"}'],
    ['which ferry has the most memory', 'topk(1, engine_memory_bytes)'],
  ])('finds those of %s', (question, promql) => {
    expect(ask(question)).toBe(promql);
  });
});
