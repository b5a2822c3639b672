import { describe, expect, it } from '@jest/globals';
import { checkPromql, type CheckOptions } from './check-promql.ts';
import { SHOP } from './testing/shop-catalogue.ts';

const options: CheckOptions = { catalogue: SHOP, scrapeIntervalMs: 30_000 };

describe('checkPromql on what runs but may not say what was meant', () => {
  it.each([
    // Counters and gauges.
    ['sum(shop_orders_total)', 'counter-without-rate', 'sum(rate(shop_orders_total[5m]))'],
    ['shop_orders_total offset 1d > 5', 'counter-without-rate', 'rate(shop_orders_total[5m] offset 1d) > 5'],
    ['max_over_time(shop_orders_total[1h])', 'counter-without-rate', 'increase(shop_orders_total[1h])'],
    [
      'histogram_quantile(0.9, shop_request_duration_seconds_bucket)',
      'counter-without-rate',
      'histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m]))',
    ],
    ['shop_job_seconds_count', 'counter-without-rate', 'rate(shop_job_seconds_count[5m])'],
    ['rate(up[5m])', 'rate-of-gauge', 'deriv(up[5m])', {}],
    ['rate(shop_queue_length[5m])', 'rate-of-gauge', 'deriv(shop_queue_length[5m])'],
    ['increase(shop_queue_length[1h:])', 'rate-of-gauge', 'delta(shop_queue_length[1h:])'],
    ['deriv(shop_orders_total[5m])', 'gauge-function-on-counter', 'rate(shop_orders_total[5m])'],
    ['delta(shop_orders_total[5m])', 'gauge-function-on-counter', 'increase(shop_orders_total[5m])'],
    ['predict_linear(shop_orders_total[5m], 60)', 'gauge-function-on-counter', undefined],
    [
      'rate(sum by (job) (shop_orders_total)[5m:])',
      'rate-of-aggregate',
      'sum by (job) (rate(shop_orders_total[5m]))',
    ],
    ['rate(shop_orders_total[1m])', 'range-too-short', 'rate(shop_orders_total[2m])'],
    ['delta(shop_queue_length[90s])', 'range-too-short', 'delta(shop_queue_length[2m])'],
    // Histograms.
    [
      'histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])))',
      'quantile-without-le',
      'histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))',
    ],
    [
      'histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])) by (job))',
      'quantile-without-le',
      'histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])) by (job, le))',
    ],
    [
      'histogram_quantile(0.9, sum without (le, job) (rate(x_bucket[5m])))',
      'quantile-without-le',
      'histogram_quantile(0.9, sum without (job) (rate(x_bucket[5m])))',
      {},
    ],
    [
      'histogram_quantile(0.9, rate(shop_request_duration_seconds_count[5m]))',
      'quantile-of-no-histogram',
      'histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m]))',
    ],
    [
      'histogram_quantile(0.9, sum by (job) (rate(shop_request_duration_seconds[5m])))',
      'quantile-of-no-histogram',
      'histogram_quantile(0.9, sum by (job, le) (rate(shop_request_duration_seconds_bucket[5m])))',
    ],
    ['histogram_quantile(0.9, shop_queue_length)', 'quantile-of-no-histogram', undefined],
    [
      'histogram_quantile(99, rate(shop_payload_bytes[5m]))',
      'quantile-out-of-range',
      'histogram_quantile(0.99, rate(shop_payload_bytes[5m]))',
    ],
    ['quantile(-1, shop_queue_length)', 'quantile-out-of-range', undefined],
    [
      'rate(shop_request_duration_seconds[5m])',
      'histogram-without-suffix',
      'rate(shop_request_duration_seconds_count[5m])',
    ],
    // Labels of two vectors.
    ['sum by (job) (up) / sum(up)', 'labels-never-match', 'sum by (job) (up) / on () group_left () sum(up)'],
    ['sum(x) / sum by (a) (y)', 'labels-never-match', 'sum(x) / on () group_right () sum by (a) (y)', {}],
    [
      'sum by (a, b) (x) > bool sum by (b) (y)',
      'labels-never-match',
      'sum by (a, b) (x) > bool on (b) group_left () sum by (b) (y)',
      {},
    ],
    [
      'sum(rate(shop_refunds_total[5m])) / rate(shop_orders_total[5m])',
      'labels-never-match',
      'sum(rate(shop_refunds_total[5m])) / sum(rate(shop_orders_total[5m]))',
    ],
    [
      'sum(rate(shop_refunds_total[5m])) by (job) / rate(shop_orders_total[5m]) > 0.1',
      'labels-never-match',
      'sum(rate(shop_refunds_total[5m])) by (job) / sum by (job) (rate(shop_orders_total[5m])) > 0.1',
    ],
    [
      'rate(shop_orders_total{status="paid"}[5m]) / rate(shop_orders_total{status="cancelled"}[5m])',
      'labels-never-match',
      'rate(shop_orders_total{status="paid"}[5m]) / ignoring (status) rate(shop_orders_total{status="cancelled"}[5m])',
    ],
    ['up{job="api"} and on (job) shop_basket_size{job="node"}', 'labels-never-match', undefined],
    [
      'rate(shop_orders_total{status=~"can.*"}[5m]) / rate(shop_orders_total[5m])',
      'divided-by-itself',
      'sum(rate(shop_orders_total{status=~"can.*"}[5m])) / sum(rate(shop_orders_total[5m]))',
    ],
    ['shop_queue_length and on (queue) up', 'labels-never-match', undefined],
    [
      'shop_queue_length / up',
      'labels-never-match',
      'shop_queue_length / on (job, instance) group_left () up',
    ],
    [
      'shop_queue_length unless sum by (queue) (shop_queue_length)',
      'labels-never-match',
      'shop_queue_length unless on (queue) sum by (queue) (shop_queue_length)',
    ],
    // Comparisons, patterns, and what is not for every Prometheus.
    ['sum(up == 0)', 'filter-then-sum', 'count(up == 0)'],
    ['count(up > bool 0)', 'count-of-bool', 'sum(up > bool 0)'],
    ['up{job="a.*"}', 'equality-with-pattern', 'up{job=~"a.*"}'],
    ['up{job!="a|b"}', 'equality-with-pattern', 'up{job!~"a|b"}'],
    ['up{job=~"web-*|api"}', 'glob-for-regex', 'up{job=~"web-.*|api"}'],
    ['limitk(5, up)', 'experimental', undefined],
    ['mad_over_time(shop_queue_length[5m])', 'experimental', undefined],
    ['rate(shop_orders_total[5m] smoothed)', 'experimental', undefined],
    // Names that are not in the catalogue.
    ['shop_order_total', 'unknown-metric', 'shop_orders_total'],
    ['up{instnce="a:9100"}', 'unknown-label', 'up{instance="a:9100"}'],
    ['shop_queue_length{name="mail"}', 'unknown-label', 'shop_queue_length{queue="mail"}'],
    ['sum by (jobs) (up)', 'unknown-label', 'sum by (job) (up)'],
    ['up * on (job, instance) group_left (route) shop_basket_size', 'unknown-label', undefined],
    ['up{job="Worker"}', 'unknown-label-value', 'up{job="worker"}'],
  ] as const)('%s: %s', (promql, code, repaired, given: CheckOptions = options) => {
    const { findings } = checkPromql(promql, given);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0].suggestion?.text).toBe(repaired);
  });

  it.each([
    'sum by (status) (rate(shop_orders_total[5m]))',
    'increase(shop_orders_total[1h]) > 0 and shop_orders_total > 0',
    'shop_orders_total == shop_orders_total offset 10m',
    'count(shop_orders_total) + count(count_over_time(shop_orders_total[1h]))',
    'absent(nothing_like_it{job="api"}) or absent_over_time(shop_orders_total[1h])',
    'changes(shop_orders_total[1h]) + resets(shop_orders_total[1h])',
    'up unless on (instance) shop_orders_total',
    'rate(rate(shop_orders_total[5m])[1h:])',
    'max_over_time(rate(shop_orders_total[5m])[1d:5m])',
    'shop_seats_total - 4',
    'rate(shop_seats_total[5m])',
    'deriv(shop_queue_length[10m])',
    'avg_over_time(shop_queue_length[30s])',
    'histogram_quantile(0.99, sum by (le, route) (rate(shop_request_duration_seconds_bucket[5m])))',
    'histogram_quantile(0.99, rate(shop_payload_bytes[5m]))',
    'histogram_quantile(0.99, sum(rate(shop_payload_bytes[5m])))',
    'histogram_count(rate(shop_payload_bytes[5m])) + rate(shop_payload_bytes[5m])',
    'rate(shop_request_duration_seconds_sum[5m]) / rate(shop_request_duration_seconds_count[5m])',
    'sum by (job) (rate(shop_refunds_total[5m])) / sum by (job) (rate(shop_orders_total[5m]))',
    'shop_queue_length / on (job, instance) group_left () up',
    'shop_queue_length * ignoring (queue) group_left () up',
    'sum by (queue) (shop_queue_length) / scalar(sum(shop_queue_length))',
    'sum(up) / count(up) < 0.5 or vector(1)',
    'label_replace(up, "queue", "$1", "job", "(.*)") * on (queue) shop_queue_length',
    'up{job=~"api|worker",instance!~"a.*"}',
    'up{nosuchlabel=""}',
    'sum without (nosuchlabel) (up)',
    'up{job="wrk"}',
    'sum by (job) (shop:orders:rate5m)',
    'time() - timestamp(up)',
    'sum(shop_queue_length{queue="mail"}) / sum(shop_queue_length)',
    'shop_queue_length{queue="mail"} / ignoring (queue) shop_queue_length{queue="invoice"}',
    'shop_queue_length{queue="mail"} / shop_queue_length{queue="mail"} offset 1d',
    'shop_queue_length{queue="mail"} or shop_queue_length{queue="invoice"}',
    'up{job="api"} / up{job="api"}',
    'ALERTS{alertstate="firing"}',
    'shop_job_seconds{quantile="0.99"}',
    'quantile(0.5, shop_queue_length)',
  ])('says nothing of %s', (promql) => {
    expect(checkPromql(promql, options).findings).toEqual(
      promql.includes('nothing_like_it')
        ? [expect.objectContaining({ severity: 'warning', code: 'unknown-metric' })]
        : [],
    );
  });

  it('knows of bool in an alert, and of none anywhere else', () => {
    const codes = (promql: string, isAlert: boolean) =>
      checkPromql(promql, { isAlert }).findings.map(({ code }) => code);
    expect(codes('x > bool 1', false)).toEqual([]);
    expect(codes('(x > bool 1) and y > 2', true)).toEqual(['bool-in-alert']);
    expect(codes('sum(x > bool 1) > 2', true)).toEqual([]);
    expect(checkPromql('x > bool 1', { isAlert: true }).findings[0].suggestion?.text).toBe('x > 1');
  });

  it('judges counters by their names where nothing is known of them, and by these alone', () => {
    const codes = (promql: string) => checkPromql(promql).findings.map(({ code }) => code);
    expect(codes('sum(http_requests_total)')).toEqual(['counter-without-rate']);
    expect(codes('node_filesystem_inodes_total')).toEqual([]);
    expect(codes('pending_requests_total')).toEqual([]);
    expect(codes('rate(anything[1s])')).toEqual([]);
  });

  it('names what is like an unknown metric, the parts of a histogram among them', () => {
    const messageOf = (promql: string) => checkPromql(promql, options).findings[0].message;
    expect(messageOf('rate(shop_orders[5m])')).toContain('shop_orders_total');
    expect(messageOf('rate(shop_request_durations_seconds_bucket[5m])')).toContain(
      'shop_request_duration_seconds_bucket',
    );
    expect(messageOf('shop_queue_lenght')).toContain('shop_queue_length');
    expect(messageOf('entirely_else')).toBe('There is no metric entirely_else.');
    expect(messageOf('shop_order_total')).toBe(
      'There is no metric shop_order_total; like it: shop_orders_total.',
    );
  });

  it('says which labels there are where none is like an unknown one', () => {
    const [finding] = checkPromql('shop_queue_length{colour="red"}', options).findings;
    expect(finding.message).toContain('it has job, instance, queue.');
    expect(finding.suggestion).toBeUndefined();
  });

  it('reads counters that are computed with each other as rates together', () => {
    const promql = 'shop_refunds_total / ignoring (status) (shop_orders_total + shop_orders_total)';
    const repaired =
      'rate(shop_refunds_total[5m]) / ignoring (status) (rate(shop_orders_total[5m]) + rate(shop_orders_total[5m]))';
    const { findings } = checkPromql(promql, options);
    const counters = findings.filter(({ code }) => code === 'counter-without-rate');
    expect(counters.map(({ suggestion }) => suggestion?.text)).toEqual([repaired, repaired, repaired]);
  });
});
