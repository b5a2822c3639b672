import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrometheusClient, RemoteWriter } from '@metrics-ai/prometheus-client';
import { METRICS_SERVERS, type MetricsServer } from '@metrics-ai/prometheus-client/testing';
import type { Series } from '@metrics-ai/timeseries';
import { readResets } from './read-resets.ts';

const START_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const END_MS = START_MS + 8 * HOUR_MS;

/** A counter that is scraped every so often, when its process is there; it dies at random, and is gone for a random while. */
function crashing(
  labels: Record<string, string>,
  given: { everyMs: number; phaseMs: number; livesMs: number; goneMs: number },
): Series {
  let state = 1 + given.everyMs + given.phaseMs;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const timestamps: number[] = [];
  const values: number[] = [];
  let total = 1_000;
  let backMs = 0;
  for (let timeMs = START_MS + given.phaseMs; timeMs <= END_MS; timeMs += given.everyMs) {
    if (timeMs < backMs) continue;
    // It lives for one scrape at least.
    const isThere = timeMs - (timestamps.at(-1) ?? -Infinity) === given.everyMs;
    if (isThere && uniform() < given.everyMs / given.livesMs) {
      total = 0;
      backMs = timeMs + given.goneMs * uniform();
      if (timeMs < backMs) continue;
    }
    total += 1 + Math.floor(10 * uniform());
    timestamps.push(timeMs);
    values.push(total);
  }
  return { labels, timestamps: Float64Array.from(timestamps), values: Float64Array.from(values) };
}

/** How often each step holds the first sample after a reset. */
function countsOf({ timestamps, values }: Series, startMs: number, stepMs: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 1; i < values.length; i++) {
    const stepEndMs = startMs + Math.ceil((timestamps[i] - startMs) / stepMs) * stepMs;
    if (values[i] < values[i - 1]) counts.set(stepEndMs, (counts.get(stepEndMs) ?? 0) + 1);
  }
  return counts;
}

const healthy = { everyMs: 15_000, livesMs: Infinity, goneMs: 0 };
const stored = [
  // Samples that lie on the borders of windows, and beside them.
  crashing({ __name__: 'a_total', i: '0' }, { everyMs: 15_000, phaseMs: 0, livesMs: 240_000, goneMs: 0 }),
  crashing({ __name__: 'a_total', i: '1' }, { everyMs: 15_000, phaseMs: 7_123, livesMs: 90_000, goneMs: 0 }),
  crashing(
    { __name__: 'a_total', i: '2' },
    { everyMs: 15_000, phaseMs: 3_001, livesMs: 200_000, goneMs: 500_000 },
  ),
  crashing(
    { __name__: 'a_total', i: '3' },
    { everyMs: 60_000, phaseMs: 0, livesMs: 400_000, goneMs: 400_000 },
  ),
  crashing({ __name__: 'a_total', i: '4' }, { ...healthy, phaseMs: 0 }),
  crashing({ __name__: 'b_total' }, { ...healthy, phaseMs: 0 }),
];

for (const kind of METRICS_SERVERS) {
  const describeServer = kind.isInstalled ? describe : describe.skip;

  describeServer(`Resets of counters on ${kind.name} (skipped where it is not installed)`, () => {
    let server: MetricsServer;
    let client: PrometheusClient;
    beforeAll(async () => {
      server = await kind.start();
      client = new PrometheusClient({ url: server.url });
      await new RemoteWriter({ url: `${server.url}/api/v1/write` }).write(stored);
      await server.flush();
    }, 60_000);
    afterAll(async () => {
      client.close();
      await server.stop();
    });

    const read = (promql: string, range: { startMs: number; endMs: number; stepMs: number }) =>
      readResets(client, promql, range, undefined);

    it.each([60_000, 300_000, 3_600_000])(
      'are each in one step of %d ms, that of the first sample after',
      async (stepMs) => {
        const range = { startMs: START_MS + HOUR_MS, endMs: END_MS, stepMs };
        const { data, warnings } = await read('rate(a_total[4m])', range);
        expect(warnings).toEqual([]);
        expect(data.map(({ labels }) => labels['i']).sort()).toEqual(['0', '1', '2', '3']);
        for (const { labels, counts } of data) {
          const series = stored.find((each) => each.labels['i'] === labels['i']) as Series;
          const expected = [...countsOf(series, range.startMs, stepMs)].filter(
            ([timeMs]) => timeMs >= range.startMs && timeMs <= END_MS,
          );
          expect(expected.length).toBeGreaterThan(5);
          expect([...counts]).toEqual(expected);
        }
      },
    );

    it('are the same whenever they are read', async () => {
      const whole = await read('rate(a_total[4m])', {
        startMs: START_MS + HOUR_MS,
        endMs: END_MS,
        stepMs: 60_000,
      });
      const parts = new Map<string, [number, number][]>();
      for (let startMs = START_MS + HOUR_MS; startMs <= END_MS; startMs += 17 * 60_000) {
        const endMs = Math.min(startMs + 16 * 60_000, END_MS);
        const { data } = await read('rate(a_total[4m])', { startMs, endMs, stepMs: 60_000 });
        for (const { labels, counts } of data) {
          parts.set(labels['i'], [...(parts.get(labels['i']) ?? []), ...counts]);
        }
      }
      for (const { labels, counts } of whole.data) expect(parts.get(labels['i'])).toEqual([...counts]);
      expect(parts.size).toBe(whole.data.length);
    });

    it('cost one query where there are none, and nothing where nothing is a counter', async () => {
      const asked: string[] = [];
      const counted: Pick<PrometheusClient, 'queryRange'> = {
        queryRange: (promql, range) => {
          asked.push(promql);
          return client.queryRange(promql, range);
        },
      };
      const range = { startMs: START_MS + HOUR_MS, endMs: END_MS, stepMs: 300_000 };
      expect((await readResets(counted, 'rate(b_total[5m])', range, undefined)).data).toEqual([]);
      expect(asked).toEqual(['resets(b_total[15m]) > 0']);
      for (const promql of ['b_total', 'sum(rate(b_total[5m]))']) {
        expect((await readResets(counted, promql, range, undefined)).data).toEqual([]);
      }
      expect(asked).toHaveLength(1);
    });
  });
}
