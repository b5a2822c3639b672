import { describe, expect, it } from '@jest/globals';
import { catalogueOf, findAll } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';
import type { Choice } from './translation.ts';

const labels = { instance: ['a:1', 'b:1'] };
const catalogue = catalogueOf({
  link_received_bytes_total: {
    type: 'counter',
    help: 'Bytes that a link received.',
    unit: 'bytes',
    labels: { ...labels, link: ['up', 'down'] },
  },
  link_received_calls_total: { type: 'counter', help: 'Calls of a link.', labels },
  link_core_seconds_total: {
    type: 'counter',
    help: 'Time of the cores of a link.',
    unit: 'seconds',
    labels: { ...labels, cpu: ['0', '1'], mode: ['idle', 'user'] },
  },
  link_battery_percent: {
    type: 'gauge',
    help: 'Charge of the battery of a phone.',
    unit: 'percent',
    labels: { ...labels, phone: ['p1', 'p2'] },
  },
  link_price_euros: {
    type: 'histogram',
    help: 'Price of calls.',
    labels: { ...labels, le: ['10', '100', '+Inf'] },
  },
  link_reads_completed_total: { type: 'counter', help: 'Reads.', labels },
  link_reads_time_seconds_total: { type: 'counter', help: 'Time of reads.', unit: 'seconds', labels },
  link_store_used_ratio: { type: 'gauge', help: 'Used part of the store.', unit: 'ratio', labels },
  link_visitors_online: { type: 'gauge', help: 'Visitors of a link.', labels },
  link_backup_timestamp_seconds: { type: 'gauge', help: 'Time of the last backup of a link.', labels },
});

const NOW_MS = Date.UTC(2026, 0, 15, 12);

const ask = (question: string): Choice =>
  translateQuestion(question, { candidates: findAll(question, catalogue), catalogue, nowMs: NOW_MS })
    .choices[0];

describe('A finished choice', () => {
  it.each([
    ['link received bytes per second', 'rate(link_received_bytes_total[5m])', 'bytes/s'],
    ['link received bytes in bits per second', 'rate(link_received_bytes_total[5m]) * 8', 'bits/s'],
    ['link received bytes rate above 2 mbit', 'rate(link_received_bytes_total[5m]) * 8 > 2000000', 'bits/s'],
    [
      'link bytes received per call',
      'sum(rate(link_received_bytes_total[5m])) / sum(rate(link_received_calls_total[5m]))',
      'bytes',
    ],
    ['how many cores has the link', 'count(count by (instance, cpu) (link_core_seconds_total))', ''],
    ['phone with the lowest battery', 'bottomk(1, avg by (phone) (link_battery_percent))', 'percent'],
    [
      'when will the phone battery be empty',
      'link_battery_percent / -deriv(link_battery_percent[6h]) > 0',
      'seconds',
    ],
    [
      'when will the link store be full',
      '(1 - link_store_used_ratio) / deriv(link_store_used_ratio[6h]) > 0',
      'seconds',
    ],
    [
      'average battery over the last 2 hours by phone',
      'avg by (phone) (avg_over_time(link_battery_percent[2h]))',
      'percent',
    ],
    ['how often were calls received in the last 2 hours', 'increase(link_received_calls_total[2h])', ''],
    ['total visitors online', 'sum(link_visitors_online)', ''],
    [
      'how many phones per instance',
      'count by (instance) (count by (instance, phone) (link_battery_percent))',
      '',
    ],
    [
      'link calls over 100 euros',
      'sum(rate(link_price_euros_count[5m])) - sum(rate(link_price_euros_bucket{le="100"}[5m]))',
      '/s',
    ],
    [
      'average time for each read of the link',
      'rate(link_reads_time_seconds_total[5m]) / rate(link_reads_completed_total[5m])',
      'seconds',
    ],
    ['phone battery below 20 percent', 'link_battery_percent < 20', 'percent'],
    ['link backup older than 2 days', 'time() - link_backup_timestamp_seconds > 172800', 'seconds'],
  ])('answers %s', (question, promql, unit) => {
    expect(ask(question)).toMatchObject({ promql, unit });
  });

  it('says a bound as people do', () => {
    expect(ask('link backup older than 2 days').reading).toBe(
      'Time since link_backup_timestamp_seconds above 2 days',
    );
  });
});
