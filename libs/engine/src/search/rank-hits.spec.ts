import { describe, expect, it } from '@jest/globals';
import { rankHits, type RankCandidate } from './rank-hits.ts';

const candidate = (
  metric: string,
  help = '',
  labels: RankCandidate['labels'] = {},
  similarity?: number,
): RankCandidate => ({
  metric,
  labels,
  text: [metric, help, ...Object.entries(labels).map(([name, value]) => `${name} ${String(value)}`)].join(
    '. ',
  ),
  ...(similarity !== undefined && { similarity }),
});

const order = (question: string, candidates: readonly RankCandidate[]): string[] =>
  rankHits(question, candidates).map((ranked) => ranked.candidate.metric);

describe('rankHits', () => {
  it.each([
    ['a word of the name above one of the help text', 'queue', ['shop_queue_size', 'shop_size']],
    ['a word above its synonym', 'latency', ['shop_latency_seconds', 'shop_duration_seconds']],
    ['a synonym above nothing', 'shop latency', ['shop_duration_seconds', 'shop_version']],
    ['the rarer word above the common one', 'replication total', ['shop_replication', 'shop_total']],
    ['the plainer name', 'orders', ['shop_orders', 'shop_orders_cache_lookups']],
    ['the technology that is named', 'MySQL is down', ['mysql_up', 'haproxy_backend_up']],
    [
      'the technology that goes by another name',
      'Postgres connections',
      ['pg_connections', 'redis_connections'],
    ],
    [
      'what is asked for above how much of it',
      'too many last deadlocks',
      ['shop_deadlocks', 'shop_last_many'],
    ],
  ])('puts %s first', (_, question, [first, second]) => {
    const help = 'What waits in the queue';
    expect(order(question, [candidate(second, help), candidate(first)])).toEqual([first, second]);
  });

  it('tells series of one metric apart by their labels', () => {
    const [best] = rankHits('errors of checkout', [
      candidate('errors_total', '', { service: 'payment' }),
      candidate('errors_total', '', { service: 'checkout' }),
    ]);
    expect(best.candidate.labels).toEqual({ service: 'checkout' });
    expect(best.why).toEqual([
      { asked: 'errors', met: 'errors', field: 'name', isSynonym: false },
      { asked: 'checkout', met: 'checkout', field: 'labels', isSynonym: false },
    ]);
  });

  it('says which words met which, as they stand in the question and in the metric', () => {
    const [{ why }] = rankHits('Slow Queries?', [candidate('db_seconds', 'Duration of querying.')]);
    expect(why).toEqual([
      { asked: 'slow', met: 'seconds', field: 'name', isSynonym: true },
      { asked: 'queries', met: 'querying', field: 'text', isSynonym: false },
    ]);
  });

  it('takes the best synonym of a word, not the sum of them', () => {
    const [one, all] = ['latency', 'latency duration delay lag'].map(
      (help) => rankHits('latency', [candidate('x', help)])[0].score,
    );
    expect(all).toBe(one);
  });

  it('lets similarity decide where words do not', () => {
    const hits = [candidate('shop_a', '', {}, 0.1), candidate('shop_b', '', {}, 0.6)];
    expect(order('compresion', hits)).toEqual(['shop_b', 'shop_a']);
  });

  it('scores from 0 to 1, and everything the same where nothing is asked', () => {
    const hits = [
      candidate('cpu_seconds', '', {}, 2),
      candidate('cpu', '', {}, 1),
      candidate('xyzzy', '', {}, -1),
    ];
    for (const question of ['cpu', 'CPU of the hosts', 'nothing of this']) {
      for (const { score } of rankHits(question, hits)) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
    }
    const unasked = rankHits(' ?! ', [candidate('b'), candidate('a')]);
    expect(unasked.map(({ candidate, score, why }) => [candidate.metric, score, why])).toEqual([
      ['b', 0, []],
      ['a', 0, []],
    ]);
    expect(rankHits('cpu', [])).toEqual([]);
  });

  it('keeps the order that equals came in', () => {
    const metrics = ['shop_b', 'shop_a', 'shop_c'];
    expect(
      order(
        'orders',
        metrics.map((metric) => candidate(metric)),
      ),
    ).toEqual(metrics);
  });
});
