import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseSelector } from '@metrics-ai/promql';
import type { Series } from '@metrics-ai/timeseries';

import { truthOf } from '../truth.ts';
import { generateHistory, type ShopHistory } from './history.ts';
import type { Incident } from './incidents.ts';
import { shopMetrics } from './metrics.ts';

jest.setTimeout(60_000);

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A Thursday, in the afternoon. */
const nowMs = Date.UTC(2026, 0, 29, 16, 23, 45);

let history: ShopHistory;
let quiet: ShopHistory;
beforeAll(() => {
  history = generateHistory({ nowMs });
  quiet = generateHistory({ nowMs, incidents: [] });
});

function select(all: readonly Series[], text: string): Series[] {
  const { metric, matchers } = parseSelector(text);
  const found = all.filter(
    ({ labels }) =>
      (metric === undefined || labels.__name__ === metric) &&
      matchers.every(({ name, value }) => labels[name] === value),
  );
  if (found.length === 0) throw new Error(`No series matches ${text}`);
  return found;
}

function one(text: string): Float64Array {
  return select(history.series, text)[0].values;
}

function typeOf({ labels }: Series): string {
  const family = labels.__name__.replace(/_(bucket|sum|count)$/, '');
  return (
    Object.entries(shopMetrics).find(([name]) => name === labels.__name__ || name === family)?.[1].type ?? ''
  );
}

/** Bit by bit, and thus quickly. */
function areSame(a: Float64Array, b: Float64Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}

function extremes(values: Float64Array): [least: number, greatest: number] {
  return values.reduce<[number, number]>(
    ([least, greatest], value) => [value < least ? value : least, value > greatest ? value : greatest],
    [Infinity, -Infinity],
  );
}

function increases(values: Float64Array): Float64Array {
  return values.map((value, i) => (i === 0 ? NaN : value < values[i - 1] ? value : value - values[i - 1]));
}

describe('the history', () => {
  it('is the same for the same options, and another for another seed', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => generateHistory({ nowMs, seed, days: 1 }).series);
    expect(again.map(({ labels }) => labels)).toEqual(first.map(({ labels }) => labels));
    again.forEach(({ values }, k) => expect(areSame(values, first[k].values)).toBe(true));
    expect(other[0].labels).toEqual(first[0].labels);
    expect(areSame(other[0].values, first[0].values)).toBe(false);
  });

  it('has at least 60 series, each with its own labels, on all seven services', () => {
    const identities = history.series.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
    expect(new Set(identities).size).toBe(history.series.length);
    expect(history.series.length).toBeGreaterThanOrEqual(60);
    for (const { labels } of history.series) {
      expect(labels).toMatchObject({
        job: 'shop',
        service: expect.any(String),
        instance: expect.any(String),
      });
    }
    for (const service of ['frontend', 'checkout', 'payment', 'inventory', 'database', 'cache', 'queue']) {
      expect(select(history.series, `cpu_usage{service="${service}"}`)[0].values[0]).toBeGreaterThan(0);
      expect(select(history.series, `memory_usage{service="${service}"}`)[0].values[0]).toBeGreaterThan(1e8);
    }
    expect(select(history.series, 'cpu_usage{service="payment"}')).toHaveLength(1);
  });

  it('has one sample a minute for two weeks, up to the last whole minute', () => {
    for (const { timestamps, values } of history.series) {
      expect(timestamps).toHaveLength(14 * 1440);
      expect(values).toHaveLength(14 * 1440);
    }
    const { timestamps } = history.series[0];
    expect(timestamps.at(-1)).toBe(Date.UTC(2026, 0, 29, 16, 23));
    expect(timestamps.every((time, i) => i === 0 || time - timestamps[i - 1] === minuteMs)).toBe(true);
  });

  it('has values that its metrics can have', () => {
    for (const { labels, values } of history.series) {
      const name = labels.__name__;
      const isCount = !/_(seconds|seconds_sum|ratio|usage)$/.test(name);
      const isRatio = name === 'cpu_usage' || name === 'disk_used_ratio';
      const present = values.filter((value) => value === value); // Not NaN.
      const [least, greatest] = extremes(present);
      expect(least).toBeGreaterThanOrEqual(0);
      expect(greatest).toBeLessThanOrEqual(isRatio ? 1 : Number.MAX_VALUE);
      if (isCount) expect(present.every((value) => value % 1 === 0)).toBe(true);
    }
  });

  it('has counters that fall only where a release restarts their instance, and do there', () => {
    const counters = history.series.filter((series) => typeOf(series) !== 'gauge');
    expect(counters.length).toBeGreaterThan(60);
    const resets = new Map<string, Set<number>>();
    for (const { labels, timestamps, values } of counters) {
      const times = resets.get(labels.instance) ?? new Set();
      resets.set(labels.instance, times);
      values.forEach((value, i) => void (value < values[i - 1] && times.add(timestamps[i])));
    }
    expect([...(resets.get('frontend-0') ?? [])].map((time) => new Date(time).toISOString())).toEqual([
      '2026-01-17T09:40:00.000Z',
      '2026-01-22T10:15:00.000Z',
      '2026-01-25T09:20:00.000Z',
      '2026-01-28T10:05:00.000Z',
    ]);
    expect(resets.get('checkout-0')?.size).toBe(2);
    expect(resets.get('database-0')?.size).toBe(0);
    expect(Math.max(...[...resets.values()].map(({ size }) => size))).toBeLessThanOrEqual(4);
  });

  it('has cumulative buckets that end at the count, and counts every request', () => {
    for (const service of ['frontend', 'checkout', 'payment', 'inventory']) {
      const of = `{instance="${service}-0"}`;
      const buckets = select(history.series, `http_request_duration_seconds_bucket${of}`);
      const counts = one(`http_request_duration_seconds_count${of}`);
      const requests = select(history.series, `http_requests_total${of}`);
      const bounds = buckets.map(({ labels }) => Number(labels.le.replace('+Inf', 'Infinity')));
      expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
      for (let i = 0; i < counts.length; i++) {
        for (let k = 1; k < buckets.length; k++) {
          if (buckets[k].values[i] < buckets[k - 1].values[i]) throw new Error(`Bucket ${k} falls at ${i}`);
        }
        const total = requests.reduce((sum, { values }) => sum + values[i], 0);
        if (buckets[buckets.length - 1].values[i] !== counts[i] || total !== counts[i])
          throw new Error(`Count at ${i}`);
      }
    }
  });

  it('is driven by visitors: CPU, orders and database follow the requests of the front end', () => {
    const requests = increases(one('http_requests_total{instance="frontend-0",status="200",method="GET"}'));
    for (const [text, least] of [
      ['cpu_usage{service="frontend"}', 0.85],
      ['cpu_usage{service="payment"}', 0.8],
      ['active_sessions', 0.9],
      ['db_connections_active', 0.4],
    ] as const) {
      expect(correlation(requests, one(text))).toBeGreaterThan(least);
    }
    for (const text of ['orders_total', 'db_queries_total{operation="select"}', 'cache_hits_total']) {
      expect(correlation(requests, increases(one(text)))).toBeGreaterThan(0.6);
    }
  });

  it('repeats itself by the day', () => {
    const requests =
      quiet.series.find(({ labels }) => labels.__name__ === 'cpu_usage')?.values ?? new Float64Array();
    expect(correlation(requests.slice(1440), requests.slice(0, -1440))).toBeGreaterThan(0.7);
    expect(correlation(requests.slice(720), requests.slice(0, -720))).toBeLessThan(0.1);
  });

  it('has latencies that rise with the load', () => {
    const latency = meanLatency(quiet.series, 'frontend-0');
    const load =
      quiet.series.find(({ labels }) => labels.__name__ === 'cpu_usage')?.values ?? new Float64Array();
    expect(correlation(latency, load)).toBeGreaterThan(0.5);
  });

  it('goes on where it ended', () => {
    const { series, shop } = generateHistory({ nowMs, days: 1 });
    const before = series.map(({ values }) => values[values.length - 1]);
    shop.advanceTo(nowMs);
    expect(shop.series.some(({ value }, i) => value !== before[i])).toBe(true);
    shop.series.forEach(({ metric, value }, i) => {
      if (shopMetrics[metric].type === 'gauge' || Number.isNaN(value)) return;
      expect(value).toBeGreaterThanOrEqual(before[i]);
      expect(value).toBeLessThanOrEqual(before[i] + 5_000_000);
    });
    const after = shop.series.map(({ value }) => value);
    shop.advanceTo(nowMs - dayMs);
    expect(shop.series.map(({ value }) => value)).toEqual(after);
  });
});

describe('the incidents', () => {
  it('are of at least eight kinds, spread over the two weeks, and the last one goes on now', () => {
    const { incidents } = history;
    expect(new Set(incidents.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
    const starts = incidents.map(({ startMs }) => startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[0]).toBeGreaterThan(nowMs - 13 * dayMs);
    const last = incidents[incidents.length - 1];
    expect(nowMs - last.startMs).toBeLessThan(2 * 3_600_000);
    expect(last.endMs).toBeGreaterThan(nowMs);
  });

  it('are written down as they are', () => {
    const truth = truthOf(history.incidents, nowMs);
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
    expect(new Set(truth.map(({ id }) => id)).size).toBe(history.incidents.length);
    for (const [i, { start, end, ongoing, see }] of truth.entries()) {
      const { startMs, endMs } = history.incidents[i];
      expect(Date.parse(start)).toBe(startMs);
      expect(Date.parse(end)).toBe(ongoing ? nowMs : endMs);
      expect(see).toMatch(/\.$/);
    }
  });

  it('show in every affected series, against the same shop without them', () => {
    for (const incident of history.incidents) {
      for (const { series: text } of incident.affected) {
        select(history.series, text).forEach((series, k) => {
          const without = select(quiet.series, text)[k];
          const difference = Math.max(...windows(incident, series).map((at) => change(series, without, at)));
          if (!(difference > 0.15)) throw new Error(`${incident.id} does not show in ${text}: ${difference}`);
        });
      }
    }
  });

  it('stand out of the ordinary days in their first affected series', () => {
    for (const incident of history.incidents) {
      if (incident.kind === 'stopped') continue;
      const series = select(history.series, incident.affected[0].series)[0];
      const signal = signalOf(history.series, series);
      const distance = Math.max(
        ...windows(incident, series).map((at) => robustDistance(signal, at, incident)),
      );
      if (!(distance > 4)) throw new Error(`${incident.id} does not stand out: ${distance}`);
    }
  });

  it('change nothing before they begin', () => {
    const beforeAll = Math.min(...history.incidents.map(({ startMs }) => startMs));
    const end = history.series[0].timestamps.findIndex((time) => time >= beforeAll);
    history.series.forEach(({ values }, k) => {
      expect(areSame(values.subarray(0, end), quiet.series[k].values.subarray(0, end))).toBe(true);
    });
  });

  it('take an instance away for good', () => {
    const lost = history.incidents.find(({ kind }) => kind === 'stopped');
    for (const { timestamps, values } of select(history.series, '{instance="inventory-1"}')) {
      const firstMissing = values.findIndex(Number.isNaN);
      expect(timestamps[firstMissing]).toBe(lost?.startMs);
      expect(values.subarray(firstMissing).every(Number.isNaN)).toBe(true);
    }
    for (const { values, labels } of history.series) {
      if (labels.instance !== 'inventory-1') expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('spread from payment to checkout to the front end within minutes', () => {
    const burst = history.incidents[history.incidents.length - 1];
    const firstErrors = ['payment', 'checkout', 'frontend'].map((service) => {
      const { timestamps, values } = select(
        history.series,
        `http_requests_total{service="${service}",method="POST",status="500"}`,
      )[0];
      const usual = Math.max(...increases(values).slice(1, 10_000));
      const first = increases(values).findIndex(
        (errors, i) => timestamps[i] >= burst.startMs && errors > 2 * usual,
      );
      return (timestamps[first] - burst.startMs) / minuteMs;
    });
    expect(firstErrors[0]).toBeLessThanOrEqual(2);
    expect(firstErrors[1]).toBeGreaterThanOrEqual(4);
    expect(firstErrors[2]).toBeGreaterThanOrEqual(9);
    expect(firstErrors[2]).toBeLessThanOrEqual(14);
  });
});

/** The first and the last half hour of an incident, as ranges of positions. */
function windows({ startMs, endMs }: Incident, { timestamps }: Series): [from: number, to: number][] {
  const position = (ms: number) => Math.min(timestamps.length, Math.round((ms - timestamps[0]) / minuteMs));
  const [from, to] = [position(startMs), position(Math.min(endMs, nowMs))];
  return [
    [from, Math.min(to, from + 30)],
    [Math.max(from, to - 30), to],
  ];
}

/** What a person would plot: gauges as they are, counters as increases, histograms as mean latency, moments as their age. */
function signalOf(all: readonly Series[], series: Series): Float64Array {
  const name = series.labels.__name__;
  if (name.startsWith('http_request_duration')) return meanLatency(all, series.labels.instance);
  if (name.endsWith('_timestamp_seconds'))
    return series.values.map((value, i) => series.timestamps[i] / 1_000 - value);
  return typeOf(series) === 'gauge' ? series.values : increases(series.values);
}

function meanLatency(all: readonly Series[], instance: string): Float64Array {
  const sums = increases(select(all, `http_request_duration_seconds_sum{instance="${instance}"}`)[0].values);
  const counts = increases(
    select(all, `http_request_duration_seconds_count{instance="${instance}"}`)[0].values,
  );
  return sums.map((sum, i) => sum / counts[i]);
}

/** How much the mean over positions differs from that of the other world, relative to the larger; 1 where one has no values. */
function change(series: Series, without: Series, [from, to]: [number, number]): number {
  const a = mean(signalOf(history.series, series).subarray(from, to));
  const b = mean(signalOf(quiet.series, without).subarray(from, to));
  if (Number.isNaN(a)) return 1;
  return a === b ? 0 : Math.abs(a - b) / Math.max(a, b);
}

/** Distance of the mean over positions from the same time on other days, in robust standard deviations of those. */
function robustDistance(signal: Float64Array, [from, to]: [number, number], incident: Incident): number {
  const { timestamps } = history.series[0];
  const others: number[] = [];
  for (let shift = from - 14 * 1440; shift < signal.length; shift += 1440) {
    const isOutside = shift < 0 || shift + to - from > signal.length;
    if (
      isOutside ||
      (timestamps[shift] > incident.startMs - dayMs / 24 && timestamps[shift] < incident.endMs)
    )
      continue;
    others.push(mean(signal.subarray(shift, shift + to - from)));
  }
  const centre = median(others);
  const spread = 1.4826 * median(others.map((other) => Math.abs(other - centre))) + 0.02 * Math.abs(centre);
  return spread === 0 ? 0 : Math.abs(mean(signal.subarray(from, to)) - centre) / spread;
}

function mean(values: ArrayLike<number>): number {
  const finite = Array.from(values).filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function correlation(a: Float64Array, b: Float64Array): number {
  const pairs = Array.from(a, (value, i) => [value, b[i]]).filter((pair) => pair.every(Number.isFinite));
  const [meanA, meanB] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  const sum = (of: (x: number, y: number) => number) =>
    pairs.reduce((total, [x, y]) => total + of(x - meanA, y - meanB), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}
