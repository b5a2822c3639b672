import { describe, expect, it } from '@jest/globals';
import { unitOf } from './unit-of.ts';

describe('unitOf', () => {
  it.each([
    ['node_memory_MemAvailable_bytes', 'bytes'],
    ['jvm_memory_bytes_used', 'bytes'],
    ['http_request_duration_seconds', 'seconds'],
    ['latency_ms', 'milliseconds'],
    ['cache_hit_ratio', 'ratio'],
    ['disk_used_percent', 'percent'],
    ['node_hwmon_temp_celsius', 'celsius'],
    ['node_network_receive_bytes_total', 'bytes/s'],
    ['node_cpu_seconds_total', 'seconds/s'],
    ['http_requests_total', 'requests/s'],
    ['payment_failures_total', 'failures/s'],
    ['grpc_server_handled_total', '/s'],
    ['process_status_total', '/s'],
    ['http_request_duration_seconds_bucket', 'observations/s'],
    ['http_request_duration_seconds_count', 'observations/s'],
    ['http_request_duration_seconds_sum', 'seconds/s'],
    ['process_start_time_seconds', 'timestamp'],
    ['batch_last_success_timestamp_seconds', 'timestamp'],
    ['http_response_time_seconds', 'seconds'],
    ['wind_speed_meters_per_second', 'metres/s'],
    ['disk_bytes_written_per_sec', 'bytes/s'],
    ['bytes_per_second', 'bytes/s'],
    ['requests_per_second', 'requests/s'],
    ['instantaneous_ops_per_sec', '/s'],
    ['seconds_per_request', ''],
    ['requests_per_minute', ''],
    ['queue_depth', ''],
    ['seconds', ''],
    ['', ''],
  ])('of %s is %p', (name, unit) => {
    expect(unitOf(name)).toBe(unit);
  });

  it('believes the type before the suffix', () => {
    expect(unitOf('jobs_count', { type: 'gauge' })).toBe('');
    expect(unitOf('node_forks', { type: 'counter' })).toBe('forks/s');
    expect(unitOf('queue_wait_seconds', { type: 'histogram' })).toBe('seconds');
    expect(unitOf('things_total', { type: 'gauge' })).toBe('');
  });

  it("believes the metadata's unit before the name", () => {
    expect(unitOf('memory_usage', { unit: 'bytes' })).toBe('bytes');
    expect(unitOf('x_seconds', { unit: 'milliseconds' })).toBe('milliseconds');
    expect(unitOf('x', { unit: 'furlongs' })).toBe('furlongs');
    expect(unitOf('sent', { type: 'counter', unit: 'bytes' })).toBe('bytes/s');
    expect(unitOf('belt_speed_meters_per_second', { unit: 'meters_per_second' })).toBe('metres/s');
  });

  it('reads the help text where the name is silent', () => {
    expect(unitOf('memory_usage', { help: 'Memory in bytes.' })).toBe('bytes');
    expect(unitOf('cpu_usage', { help: 'CPU usage as a ratio of all cores' })).toBe('ratio');
    expect(unitOf('cpu_usage', { help: 'CPU usage, 0 to 1.' })).toBe('ratio');
    expect(unitOf('cpu_usage', { help: 'CPU usage (0-100)' })).toBe('percent');
    expect(unitOf('queue_depth', { help: 'Messages in the queue of 10 to 12 brokers' })).toBe('');
  });

  it('takes no control characters and no novels for a unit', () => {
    expect(unitOf('x', { unit: 'a\nb\u0000c' })).toBe('a b c');
    expect(unitOf('x', { unit: 'u'.repeat(1_000) })).toHaveLength(30);
    expect(unitOf('x', { help: 'in '.repeat(1e5) })).toBe('');
  });
});
