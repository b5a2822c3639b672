import { describe, expect, it } from '@jest/globals';
import { checkPromql } from '@metrics-ai/promql';
import { catalogueOf, findAll, shopCatalogue } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';
import type { Choice } from './translation.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

const best = (question: string): Choice => {
  const candidates = findAll(question, shopCatalogue);
  return translateQuestion(question, { candidates, catalogue: shopCatalogue, nowMs: NOW }).choices[0];
};

describe('translateQuestion', () => {
  it.each([
    ['orders per second', 'rate(shop_orders_total[5m])'],
    ['how many orders were placed in the last hour', 'sum(increase(shop_orders_total[1h]))'],
    ['orders per minute', 'rate(shop_orders_total[5m]) * 60'],
    ['orders per second by country', 'sum by (country) (rate(shop_orders_total[5m]))'],
    ['total orders per second', 'sum(rate(shop_orders_total[5m]))'],
    ['length of the queue', 'shop_queue_length'],
    ['average queue length over the last 2 hours', 'avg_over_time(shop_queue_length[2h])'],
    ['queue length of parcels', 'shop_queue_length{queue="parcels"}'],
    ['queue length above 100', 'shop_queue_length > 100'],
    [`queue length above ${'9'.repeat(400)}`, 'shop_queue_length'],
    ['top 3 queue lengths', 'topk(3, shop_queue_length)'],
    [
      'p95 of the HTTP request duration',
      'histogram_quantile(0.95, sum by (le) (rate(shop_http_request_duration_seconds_bucket[5m])))',
    ],
    [
      '99th percentile of the HTTP request duration per job, slower than 500ms',
      'histogram_quantile(0.99, sum by (le, job) (rate(shop_http_request_duration_seconds_bucket[5m]))) > 0.5',
    ],
    [
      'average HTTP request duration',
      'rate(shop_http_request_duration_seconds_sum[5m]) / rate(shop_http_request_duration_seconds_count[5m])',
    ],
    [
      'distribution of HTTP request durations',
      'sum by (le) (rate(shop_http_request_duration_seconds_bucket[5m]))',
    ],
    [
      'cache hit ratio',
      'rate(shop_cache_hits_total[5m]) / (rate(shop_cache_hits_total[5m]) + rate(shop_cache_misses_total[5m])) * 100',
    ],
    [
      'what percentage of HTTP requests failed',
      'rate(shop_http_requests_failed_total[5m]) / rate(shop_http_requests_total[5m]) * 100',
    ],
    [
      'open database connections above 80% of the limit',
      'shop_db_connections_open / shop_db_connections_max * 100 > 80',
    ],
    ['disk almost full, less than 10% left', 'shop_disk_free_bytes / shop_disk_size_bytes * 100 < 10'],
    ['disk usage above 90 %', '(1 - shop_disk_free_bytes / shop_disk_size_bytes) * 100 > 90'],
    [
      'will the free disk space run out within 4 hours',
      'predict_linear(shop_disk_free_bytes[1h], 14400) <= 0',
    ],
    ['which targets are down', 'up == 0'],
    ['how many targets are up', 'count(up == 1)'],
    [
      'the certificate expires in less than 7 days',
      'shop_certificate_expiry_timestamp_seconds - time() < 604800',
    ],
    ['how long ago was the last successful backup', 'time() - shop_backup_last_success_timestamp_seconds'],
    [
      'process start time changed more than 2 times in the last 15 minutes',
      'changes(shop_start_time_seconds[15m]) > 2',
    ],
    ['memory used by checkout above 2GB', 'shop_memory_used_bytes{job="checkout"} > 2000000000'],
    ['memory is growing steadily', 'deriv(shop_memory_used_bytes[10m])'],
    [
      'orders per second compared with yesterday',
      'rate(shop_orders_total[5m]) - rate(shop_orders_total[5m] offset 1d)',
    ],
    ['CPU usage in percent', '(1 - avg by (instance) (rate(shop_cpu_seconds_total{mode="idle"}[5m]))) * 100'],
    ['CPU time spent in iowait', 'avg by (instance) (rate(shop_cpu_seconds_total{mode="iowait"}[5m]))'],
    [
      'error rate of HTTP requests of checkout',
      'sum(rate(shop_http_requests_total{job="checkout",code=~"5.."}[5m])) / sum(rate(shop_http_requests_total{job="checkout"}[5m]))',
    ],
    ['HTTP requests per second with status 404', 'sum(rate(shop_http_requests_total{code="404"}[5m]))'],
    ['HTTP requests per second that end with 5xx', 'sum(rate(shop_http_requests_total{code=~"5.."}[5m]))'],
    ['queue length of mails and of parcels', 'shop_queue_length{queue=~"mails|parcels"}'],
    ['orders per second of each country', 'sum by (country) (rate(shop_orders_total[5m]))'],
    [
      'which certificates expire within a week',
      'shop_certificate_expiry_timestamp_seconds - time() < 604800',
    ],
    [
      'last backup success more than a day ago',
      'time() - shop_backup_last_success_timestamp_seconds > 86400',
    ],
    ['max queue length in the last 24h', 'max_over_time(shop_queue_length[1d])'],
    ['which queue is the longest', 'topk(1, sum by (queue) (shop_queue_length))'],
    ['queue length is not reported: no data', 'absent(shop_queue_length)'],
  ])('writes "%s" as %s', (question, promql) => {
    expect(best(question).promql).toBe(promql);
    expect(checkPromql(promql, { catalogue: shopCatalogue }).valid).toBe(true);
  });

  it.each([
    ['HTTP requests per second of each path', 'sum by (path) (rate(shop_http_requests_total[5m]))'],
    [
      'percentage of errors in HTTP requests per path',
      'sum by (path) (rate(shop_http_requests_total{code=~"5.."}[5m])) / sum by (path) (rate(shop_http_requests_total[5m])) * 100',
    ],
    [
      'error rate of HTTP requests to /pay',
      'sum(rate(shop_http_requests_total{path="/pay",code=~"5.."}[5m])) / sum(rate(shop_http_requests_total{path="/pay"}[5m]))',
    ],
    ['how many 404s do HTTP requests get', 'sum(rate(shop_http_requests_total{code="404"}[5m]))'],
    ['5xx per second of HTTP requests', 'sum(rate(shop_http_requests_total{code=~"5.."}[5m]))'],
    ['mails failed to be sent per second', 'sum(rate(shop_mails_total{result="failed"}[5m]))'],
    ['queue length of mails and parcels', 'shop_queue_length{queue=~"mails|parcels"}'],
    ['CPU usage by job', '1 - avg by (job) (rate(shop_cpu_seconds_total{mode="idle"}[5m]))'],
    ['which country has the most orders', 'topk(1, sum by (country) (rate(shop_orders_total[5m])))'],
    [
      'which job has the slowest HTTP requests',
      'topk(1, histogram_quantile(0.99, sum by (le, job) (rate(shop_http_request_duration_seconds_bucket[5m]))))',
    ],
    [
      'ratio of bounced to sent mails',
      'sum(rate(shop_mails_total{result="bounced"}[5m])) / sum(rate(shop_mails_total{result="sent"}[5m]))',
    ],
    ['HTTP POST requests per second', 'rate(shop_http_requests_total{method="POST"}[5m])'],
    ['HTTP requests we get per second, in total', 'sum(rate(shop_http_requests_total[5m]))'],
    [
      'success rate of HTTP requests of checkout',
      'sum(rate(shop_http_requests_total{job="checkout",code!~"5.."}[5m])) / sum(rate(shop_http_requests_total{job="checkout"}[5m]))',
    ],
    [
      'share of HTTP requests slower than one second',
      '(1 - sum(rate(shop_http_request_duration_seconds_bucket{le="1"}[5m])) / sum(rate(shop_http_request_duration_seconds_count[5m]))) * 100',
    ],
    [
      'did the backup succeed in the last 6 hours',
      'time() - shop_backup_last_success_timestamp_seconds < 21600',
    ],
    ['when did the process start', 'time() - shop_start_time_seconds'],
    ['number of targets per job', 'count by (job) (up)'],
    ['how many countries are there', 'count(count by (country) (shop_orders_total))'],
    ['orders waiting in parcels', 'shop_queue_length{queue="parcels"}'],
    [
      'backups that have not succeeded for more than a day',
      'time() - shop_backup_last_success_timestamp_seconds > 86400',
    ],
    [
      'how much did the memory used by checkout grow since yesterday',
      'delta(shop_memory_used_bytes{job="checkout"}[1d12h])',
    ],
    [
      'when will disk sda be full',
      'shop_disk_free_bytes{device="sda"} / -deriv(shop_disk_free_bytes{device="sda"}[6h]) > 0',
    ],
    [
      'average HTTP request duration by job',
      'sum by (job) (rate(shop_http_request_duration_seconds_sum[5m])) / sum by (job) (rate(shop_http_request_duration_seconds_count[5m]))',
    ],
  ])('finds in the labels what "%s" asks for: %s', (question, promql) => {
    expect(best(question).promql).toBe(promql);
    expect(checkPromql(promql, { catalogue: shopCatalogue }).valid).toBe(true);
  });

  it('looks back over the day that a question names', () => {
    expect(best('how many orders were placed yesterday').promql).toBe(
      'sum(increase(shop_orders_total[1d] offset 12h))',
    );
  });

  it('says what the expression is, and which words it came from', () => {
    expect(best('memory used by checkout above 2GB')).toMatchObject({
      metric: 'shop_memory_used_bytes',
      reading: 'Value of shop_memory_used_bytes above 2gb where job is checkout',
      unit: 'bytes',
      filters: { job: 'checkout' },
      threshold: { comparison: '>', value: 2e9 },
      words: { metric: ['memory', 'used'], threshold: ['above 2gb'] },
    });
  });

  it('asks for a course where the question does', () => {
    expect(best('plot the queue length since yesterday')).toMatchObject({
      promql: 'shop_queue_length',
      rangeMs: 36 * 3_600_000,
    });
    expect(best('queue length').rangeMs).toBeUndefined();
  });

  it('shows rates of minutes in their course over hours', () => {
    expect(best('rate of orders placed per second over the last 6 hours')).toMatchObject({
      promql: 'rate(shop_orders_total[5m])',
      rangeMs: 6 * 3_600_000,
    });
  });

  it('asks of the other member of a ratio only what it is told apart by', () => {
    expect(best('open database connections of checkout in percent of the limit').promql).toBe(
      'shop_db_connections_open{job="checkout"} / shop_db_connections_max{job="checkout"} * 100',
    );
  });

  it('takes no range shorter than four scrapes', () => {
    const question = 'new orders in the last minute';
    const context = { candidates: findAll(question, shopCatalogue), catalogue: shopCatalogue, nowMs: NOW };
    expect(translateQuestion(question, { ...context, scrapeIntervalMs: 60_000 }).choices[0].range).toBe('4m');
  });

  it('is sure of what stands out, and offers choices where nothing does', () => {
    const ask = (question: string) =>
      translateQuestion(question, {
        candidates: findAll(question, shopCatalogue),
        catalogue: shopCatalogue,
        nowMs: NOW,
      });
    expect(ask('length of the shop queue').isSure).toBe(true);
    const vague = ask('is the shop fine');
    expect(vague.isSure).toBe(false);
    expect(vague.choices.length).toBeGreaterThan(1);
  });

  it('is not sure of an answer about all where one is named that it does not know', () => {
    const isSure = (question: string): boolean => {
      const candidates = findAll(question, shopCatalogue);
      return translateQuestion(question, { candidates, catalogue: shopCatalogue, nowMs: NOW }).isSure;
    };
    expect(isSure('orders per second from de')).toBe(true);
    expect(isSure('orders per second from Antarctica')).toBe(false);
    expect(isSure('orders per second of de vs Antarctica')).toBe(false);
  });

  it('reads a word that is one letter off as the value or word that is known, and is not sure then', () => {
    const question = 'lenght of the queue of parcles';
    const { choices, isSure, corrections } = translateQuestion(question, {
      candidates: findAll('length of the queue of parcels', shopCatalogue),
      catalogue: shopCatalogue,
      nowMs: NOW,
    });
    expect(choices[0].promql).toBe('shop_queue_length{queue="parcels"}');
    expect(isSure).toBe(false);
    expect(corrections).toEqual([
      { asked: 'lenght', read: 'length' },
      { asked: 'parcles', read: 'parcels' },
    ]);
  });

  it('says which words nothing answers', () => {
    expect(best('HTTP requests per second of inventory').unmet).toEqual(['inventory']);
    expect(best('HTTP requests per second of checkout in the last hour').unmet).toEqual([]);
  });

  it('is not sure where a name is known nowhere, or nobody said how much is too much', () => {
    const isSure = (question: string): boolean =>
      translateQuestion(question, {
        candidates: findAll(question, shopCatalogue),
        catalogue: shopCatalogue,
        nowMs: NOW,
      }).isSure;
    expect(isSure('length of the shop queue of parcels')).toBe(true);
    expect(isSure('length of the shop queue of letters')).toBe(false);
    expect(isSure('shop queue length too long')).toBe(false);
    expect(isSure('length of the shop queue above 80 %')).toBe(false);
    expect(isSure('p99 length of the shop queue')).toBe(false);
  });

  it('takes a number or a letter for a value where the label is named before it', () => {
    const labels = { core: ['0', '1', '12'], rack: ['a', 'b'] };
    const catalogue = catalogueOf({ heat_celsius: { type: 'gauge', help: 'Heat of a core.', labels } });
    const ask = (question: string): string =>
      translateQuestion(question, { candidates: findAll(question, catalogue), catalogue, nowMs: NOW })
        .choices[0].promql;
    expect(ask('heat of core 12 in rack b')).toBe('heat_celsius{core="12",rack="b"}');
    expect(ask('a heat above 12')).toBe('heat_celsius > 12');
    expect(ask('heat of each core')).toBe('avg by (core) (heat_celsius)');
  });

  it('has no choice where nothing was found', () => {
    expect(translateQuestion('orders', { candidates: [], catalogue: shopCatalogue, nowMs: NOW })).toEqual({
      choices: [],
      isSure: false,
      corrections: [],
    });
  });
});
