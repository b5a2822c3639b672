import { expect, it } from '@jest/globals';
import { isOfAnother, WordRarity, wordFit } from './metric-fit.ts';
import { traitsOf } from './metric-traits.ts';
import { readRequest } from './read-request.ts';
import { catalogueOf } from './testing/shop-catalogue.ts';

const catalogue = catalogueOf({
  depot_loadings_total: { type: 'counter' },
  depot_loadings_failed_total: { type: 'counter' },
  redis_pauses: { type: 'gauge' },
  rabbitmq_pauses: { type: 'gauge' },
  worker_pauses: { type: 'gauge' },
});
const rarity = new WordRarity(catalogue);

const fit = (question: string, name: string): number =>
  wordFit(readRequest(question, 0), traitsOf(catalogue.find(name)!), rarity).ofName;

it.each([
  ['loadings of the depot', 'loadings of the depot that failed', 'depot_loadings_total'],
  ['pauses', 'pauses of RabbitMQ', 'redis_pauses'],
  ['pauses', 'pauses of RabbitMQ', 'worker_pauses'],
])('"%s" is about a metric that "%s" is not about: %s', (question, other, name) => {
  expect(fit(other, name)).toBeLessThan(fit(question, name) - 0.2);
});

it('takes nothing from what is asked for', () => {
  expect(fit('loadings of the depot that failed', 'depot_loadings_failed_total')).toBeCloseTo(1);
  expect(fit('pauses of RabbitMQ', 'rabbitmq_pauses')).toBeCloseTo(1);
});

it.each([
  ['connections of postgres', 'nginx_connections', {}, true],
  ['connections of postgres', 'pg_connections', {}, false],
  ['connections of postgres', 'nginx_connections', { job: ['web', 'postgres'] }, false],
  ['connections of postgres', 'depot_connections', {}, false],
  ['connections', 'nginx_connections', {}, false],
])('of "%s", whether %s is of another technology', (question, name, labels, expected) => {
  const other = catalogueOf({ [name]: { type: 'gauge', labels } });
  expect(isOfAnother(readRequest(question, 0), traitsOf(other.find(name)!))).toBe(expected);
});
