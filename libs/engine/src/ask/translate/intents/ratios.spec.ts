import { describe, expect, it } from '@jest/globals';
import { shopCatalogue, findAll } from '../testing/shop-catalogue.ts';
import { translateQuestion } from '../translate-question.ts';

const ask = (question: string): string =>
  translateQuestion(question, {
    candidates: findAll(question, shopCatalogue),
    catalogue: shopCatalogue,
    nowMs: 0,
  }).choices[0].promql;

describe('The share of a value', () => {
  it.each([
    [
      'what fraction of orders comes from fr',
      'sum(rate(shop_orders_total{country="fr"}[5m])) / sum(rate(shop_orders_total[5m])) * 100',
    ],
    [
      'share of parcels in the queue length by job',
      'sum by (job) (shop_queue_length{queue="parcels"}) / sum by (job) (shop_queue_length) * 100',
    ],
  ])('%s', (question, promql) => {
    expect(ask(question)).toBe(promql);
  });
});
