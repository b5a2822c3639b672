import { describe, expect, it } from '@jest/globals';
import { nearestNames } from './nearest-names.ts';

const NAMES = [
  'node_cpu_seconds_total',
  'node_memory_free_bytes',
  'node_disk_io_time_seconds_total',
  'http_requests_total',
  'http_request_duration_seconds',
  'up',
];

describe('nearestNames', () => {
  it.each([
    ['http_request_total', 'http_requests_total'],
    ['htpp_requests_total', 'http_requests_total'],
    ['HTTP_Requests_Total', 'http_requests_total'],
    ['node_cpu', 'node_cpu_seconds_total'],
    ['memory_free_bytes', 'node_memory_free_bytes'],
    ['node_disk_io_seconds_total', 'node_disk_io_time_seconds_total'],
    ['http_request_latency_seconds', 'http_request_duration_seconds'],
  ])('of %s is %s', (name, expected) => {
    expect(nearestNames(name, NAMES, 1)).toEqual([expected]);
  });

  it('are none where nothing is like it, and never the name itself', () => {
    expect(nearestNames('kafka_consumer_lag', NAMES, 3)).toEqual([]);
    expect(nearestNames('up', ['up'], 3)).toEqual([]);
    expect(nearestNames('', NAMES, 3)).toEqual([]);
  });

  it('are as few as asked for, the same in every order of the names', () => {
    const forwards = nearestNames('http_total', NAMES, 2);
    expect(forwards).toEqual(nearestNames('http_total', NAMES.toReversed(), 2));
    expect(forwards.length).toBeLessThanOrEqual(2);
  });
});
