import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MarkedPeriod } from '@metrics-ai/anomaly-detection';
import { renderPng } from '@metrics-ai/charts';
import { builtinEmbedder } from '@metrics-ai/embeddings';
import { PrometheusError } from '@metrics-ai/prometheus-client';
import { readFileSync } from 'node:fs';
import { characterizePool } from '../characterizer/characterize-pool.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { checkoutWorld, NOW_MS, type CheckoutWorld } from '../testing/checkout-world.ts';
import { NothingToDrawError } from './nothing-to-draw-error.ts';

const golden = readFileSync(new URL('../../fixtures/anomaly-chart.svg', import.meta.url), 'utf8');
const HOUR_MS = 3_600_000;
const SVG = { format: 'svg' } as const;
const textOf = (chart: { bytes: Uint8Array } | undefined): string => new TextDecoder().decode(chart?.bytes);

describe('The picture of an anomaly', () => {
  let world: CheckoutWorld;
  beforeAll(async () => {
    world = await checkoutWorld();
  });
  afterAll(() => world.store.close());

  it('shows the series around it, what was expected, the score, and the anomaly marked', async () => {
    const chart = await world.charts.ofAnomaly('default', world.slowId, SVG);
    expect(textOf(chart)).toBe(golden);
    expect(chart).toMatchObject({
      metric: 'request_latency_seconds',
      fromMs: Number(world.slowId.split('.')[1]),
    });
  });

  it('is the same as a PNG, on the thread that calls and in a pool, and small', async () => {
    const characterizer = characterizePool({ threads: 1 });
    const pooled = await checkoutWorld({ characterizer });
    const expected = await renderPng(golden);
    for (const { charts, slowId } of [world, pooled]) {
      const chart = await charts.ofAnomaly('default', slowId, { format: 'png' });
      expect(Buffer.compare(chart!.bytes, expected)).toBe(0);
    }
    expect(expected.length).toBeLessThan(60_000);
    expect(golden.length).toBeLessThan(60_000);
    await characterizer.close();
    await pooled.store.close();
  });

  it('has the size, the colours and the clock that were asked for', async () => {
    const look = { ...SVG, width: 1_000, height: 300, theme: 'dark', timeZone: 'Asia/Tokyo' } as const;
    const svg = textOf(await world.charts.ofAnomaly('default', world.slowId, look));
    expect(svg).toMatch(/^<svg [^>]*width="1000" height="300"/);
    expect(svg).toContain('Asia/Tokyo');
    expect(svg).toContain('#15191e');
  });

  it('is drawn from the window that it was found in, in one query', async () => {
    const asked = world.prometheus.asked.length;
    await world.charts.ofAnomaly('default', world.slowId, SVG);
    expect(world.prometheus.asked.slice(asked)).toEqual([
      'request_latency_seconds{job="shop",service="checkout",instance="checkout-1:8080"}',
    ]);
    expect(world.prometheus.askedPoints.at(-1)).toBe(14 * 24 * 12);
  });

  it('is judged as the anomaly was found, and by its detector alone where an older record does not say how', async () => {
    const detection = { falseAlarmsPerWeek: 0.01, timeZone: 'Asia/Tokyo' };
    const { store, charts, slowId } = await checkoutWorld({ detection });
    const [record] = await store.get('default', [slowId.split('.')[0]]);
    const [vector] = await builtinEmbedder().embedDocuments([record.text]);
    const drawIfFoundBy = async (found: DetectionOptions | undefined): Promise<string> => {
      await store.upsert('default', [{ ...record, detection: found, vector }]);
      return textOf(await charts.ofAnomaly('default', slowId, SVG));
    };
    const asFound = textOf(await charts.ofAnomaly('default', slowId, SVG));
    expect(await drawIfFoundBy(detection)).toBe(asFound);
    const byDefault = await drawIfFoundBy({});
    expect(byDefault).not.toBe(asFound);
    expect(await drawIfFoundBy(undefined)).toBe(byDefault);
    await store.close();
  });

  it('knows the marked periods that the anomaly was found with, of which the record keeps those of its time', async () => {
    const periodOf = (hoursAgo: number, as: MarkedPeriod['as']): MarkedPeriod => ({
      fromMs: NOW_MS - hoursAgo * HOUR_MS,
      toMs: NOW_MS - (hoursAgo - 2) * HOUR_MS,
      as,
    });
    const [longAgo, before, planned] = [
      periodOf(15 * 24, 'normal'),
      periodOf(64, 'maintenance'),
      periodOf(-24, 'maintenance'),
    ];
    const known = await checkoutWorld({ detection: { marked: [planned, longAgo, before] } });
    const unknown = await checkoutWorld({ detection: {} });
    expect(known.slowId).toBe(unknown.slowId);
    const [{ detection }] = await known.store.get('default', [known.slowId.split('.')[0]]);
    expect(detection).toEqual({ marked: [planned, before] });
    const [withMaintenance, without] = await Promise.all(
      [known, unknown].map(async ({ charts, slowId }) =>
        textOf(await charts.ofAnomaly('default', slowId, SVG)),
      ),
    );
    expect(withMaintenance).not.toBe(without);
    await Promise.all([known.store.close(), unknown.store.close()]);
  });

  it('is of its tenant alone, and there is none of another id', async () => {
    expect(await world.charts.ofAnomaly('other', world.slowId, SVG)).toBeUndefined();
    expect(await world.charts.ofAnomaly('default', `${world.slowId}1`, SVG)).toBeUndefined();
    expect(await world.charts.ofAnomaly('default', 'x', SVG)).toBeUndefined();
  });

  it('fails as Prometheus does, and with the reason of an abort', async () => {
    world.prometheus.failing = 'checkout';
    await expect(world.charts.ofAnomaly('default', world.slowId, SVG)).rejects.toThrow(PrometheusError);
    world.prometheus.failing = undefined;
    const signal = AbortSignal.abort(new Error('the client is gone'));
    const drawing = world.charts.ofAnomaly('default', world.slowId, SVG, { signal });
    await expect(drawing).rejects.toThrow('the client is gone');
  });

  it('cannot be drawn when Prometheus has forgotten its samples', async () => {
    const { stored } = world.prometheus;
    const forgetUpTo = (timeMs: number) =>
      stored.map((series) => {
        const from = series.timestamps.findIndex((timestampMs) => timestampMs >= timeMs);
        return { ...series, timestamps: series.timestamps.slice(from), values: series.values.slice(from) };
      });
    world.prometheus.stored = [];
    await expect(world.charts.ofAnomaly('default', world.slowId, SVG)).rejects.toThrow(NothingToDrawError);
    world.prometheus.stored = forgetUpTo(NOW_MS - 2 * 24 * HOUR_MS);
    await expect(world.charts.ofAnomaly('default', world.slowId, SVG)).rejects.toThrow(NothingToDrawError);
    world.prometheus.stored = forgetUpTo(NOW_MS - 3 * 24 * HOUR_MS);
    expect(textOf(await world.charts.ofAnomaly('default', world.slowId, SVG))).toContain('spike');
    world.prometheus.stored = stored;
  });
});

describe('The picture of an analysis', () => {
  let world: CheckoutWorld;
  beforeAll(async () => {
    world = await checkoutWorld();
  });
  afterAll(() => world.store.close());

  const draw = async (place?: number, metricName = 'request_latency_seconds') =>
    textOf(
      await world.charts.ofAnalysis(
        {
          source: { kind: 'metric', metricName },
          range: { stepMs: 300_000 },
          detection: { detector: 'baseline' },
          place,
        },
        SVG,
      ),
    );

  it('is of the strangest series, unless another is asked for', async () => {
    expect(await draw()).toContain('service=&quot;checkout&quot;');
    expect(await draw(0)).toContain('service=&quot;cart&quot;');
    expect(await draw(2)).toContain('service=&quot;search&quot;');
  });

  it('shows the whole range, with all that was found in it', async () => {
    const svg = await draw();
    expect(svg).toMatch(/spike|anomal/);
    expect(svg).toContain('2 – 16 Feb 2026');
  });

  it('is refused for a place where there is no series, and where there is none at all', async () => {
    await expect(draw(3)).rejects.toThrow(
      new InvalidRequestError('series', 'there is no series 3: they are 0 to 2'),
    );
    await expect(draw(undefined, 'nothing')).rejects.toThrow(
      new NothingToDrawError('no series match nothing in this time'),
    );
  });

  it('fails as the analysis does', async () => {
    world.prometheus.failing = 'request_latency_seconds';
    await expect(draw()).rejects.toThrow(PrometheusError);
    world.prometheus.failing = undefined;
  });
});
