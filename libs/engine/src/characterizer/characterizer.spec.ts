import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { drawLines } from '../charts/draw-lines.ts';
import { drawPicture } from '../charts/draw-picture.ts';
import type { ReadSeries } from '../reading/read-series.ts';
import { characterizeHere } from './characterize-here.ts';
import { characterizePool } from './characterize-pool.ts';
import { characterize } from './characterize.ts';
import { CharacterizerClosedError, type Characterizer } from './characterizer.ts';

// Hundreds of series are analysed here, by several threads: on a busy machine that takes its time.
jest.setTimeout(60_000);

const STEP_MS = 300_000;

/** Five days of a series at five minutes; each `i` behaves in a way of its own. */
function readSeries(i: number, points = 1_440): ReadSeries {
  const timestamps = Float64Array.from({ length: points }, (_, j) => 1.8e12 + j * STEP_MS);
  const values = timestamps.map((_, j) =>
    j % 97 === i
      ? NaN
      : i * 10 + Math.sin((2 * Math.PI * j) / 288) + ((j * (i + 7_919)) % 101) / 300 + (j === 1_000 ? 40 : 0),
  );
  return {
    series: { labels: { __name__: 'cpu_usage', pod: `pod-${i}` }, timestamps, values },
    unit: 'ratio',
    help: 'Share of a core.',
    promql: `cpu_usage{pod="pod-${i}"}`,
  };
}

/** What no series can be: its analysis throws. */
function brokenSeries(): ReadSeries {
  const read = readSeries(0, 100);
  return { ...read, series: { ...read.series, values: new Float64Array(99) } };
}

const many = (count: number): ReadSeries[] => Array.from({ length: count }, (_, i) => readSeries(i));

describe.each<[string, () => Characterizer]>([
  ['on the thread that calls', () => characterizeHere()],
  ['in a pool of one thread', () => characterizePool({ threads: 1 })],
  ['in a pool of two threads', () => characterizePool({ threads: 2 })],
])('Characterizing %s', (_where, create) => {
  let characterizer: Characterizer;
  const start = (): Characterizer => (characterizer = create());
  afterEach(() => characterizer.close());

  it('gives for each series, in order, what its analysis gives', async () => {
    const series = many(7);
    const expected = series.map((read) => characterize(read));
    expect(expected.flatMap(({ anomalies }) => anomalies)).not.toHaveLength(0);
    expect(await start().characterize(series)).toEqual(expected);
  });

  it('finds anomalies in the way that it is told', async () => {
    const series = many(2);
    const detection = { detector: 'z-score' } as const;
    const analyses = await start().characterize(series, { detection });
    expect(analyses).toEqual(series.map((read) => characterize(read, detection)));
    const detectors = analyses.flatMap(({ anomalies }) => anomalies.flatMap(({ detectors }) => detectors));
    expect(new Set(detectors)).toEqual(new Set(['z-score']));
    const wrong = characterizer.characterize(series, { detection: { falseAlarmsPerWeek: -1 } });
    await expect(wrong).rejects.toThrow(/^falseAlarmsPerWeek/);
  });

  it('knows series that are empty, or hold nothing but gaps', async () => {
    const gaps = readSeries(1, 50);
    gaps.series.values.fill(NaN);
    const series = [readSeries(1, 0), gaps, readSeries(1, 1)];
    expect(await start().characterize(series)).toEqual(series.map((read) => characterize(read)));
    expect(await characterizer.characterize([])).toEqual([]);
  });

  it('draws what is drawn without it, while others are characterized', async () => {
    const [{ series, unit }] = many(1);
    const shown = { fromMs: series.timestamps[0], toMs: series.timestamps[1_439] };
    const picture = { series, unit, ...shown, look: { format: 'png' } } as const;
    const working = start().characterize(many(3));
    expect(new Uint8Array(await characterizer.draw(picture))).toEqual(
      new Uint8Array(await drawPicture(picture)),
    );
    expect(await working).toHaveLength(3);
  });

  it('draws several series as they are drawn without it', async () => {
    const lines = many(3).map(({ series: { labels, timestamps, values } }) => ({
      label: labels.pod,
      timestamps,
      values,
    }));
    const picture = { title: 'cpu', unit: 'ratio', lines, look: { format: 'svg' } } as const;
    expect(new Uint8Array(await start().drawLines(picture))).toEqual(
      new Uint8Array(await drawLines(picture)),
    );
  });

  it('leaves the series as they are', async () => {
    const series = many(2);
    await start().characterize(series);
    expect(series).toEqual(many(2));
  });

  it('serves several callers at a time', async () => {
    const batches = [many(5), many(3), many(1)];
    start();
    const answers = await Promise.all(batches.map((batch) => characterizer.characterize(batch)));
    expect(answers).toEqual(batches.map((batch) => batch.map((read) => characterize(read))));
  });

  it('rejects with what is wrong with a series, and goes on with others', async () => {
    const wrong = start().characterize([...many(3), brokenSeries(), ...many(3)]);
    await expect(wrong).rejects.toMatchObject({
      name: 'RangeError',
      message: expect.stringMatching(/100.*99/),
    });
    expect(await characterizer.characterize(many(1))).toHaveLength(1);
  });

  it('lets the event loop of the caller turn meanwhile', async () => {
    let done = false;
    let turns = 0;
    const working = start()
      .characterize(many(10))
      .finally(() => (done = true));
    while (!done) {
      await sleep(1);
      turns++;
    }
    await working;
    expect(turns).toBeGreaterThan(5);
  });

  it('rejects with the reason of an abort at once, however much is left', async () => {
    const abort = new AbortController();
    let taken = 0;
    const series = new Proxy(
      Array.from({ length: 1_000 }, (_, i) => readSeries(i % 9)),
      {
        get(target, key, receiver): unknown {
          if (typeof key === 'string' && /^\d+$/.test(key)) taken++;
          return Reflect.get(target, key, receiver);
        },
      },
    );
    await start().characterize(many(4));
    const working = characterizer.characterize(series, { signal: abort.signal });
    await sleep(100);
    const abortedMs = performance.now();
    abort.abort(new Error('the client is gone'));
    await expect(working).rejects.toThrow('the client is gone');
    expect(performance.now() - abortedMs).toBeLessThan(1_000);
    // What is left is not worked on behind the back of whoever stopped it.
    const takenByThen = taken;
    expect(takenByThen).toBeGreaterThan(0);
    await characterizer.characterize(many(9));
    expect(taken).toBe(takenByThen);
  });

  it('rejects at once when it was aborted before', async () => {
    const reason = new Error('too late');
    const working = start().characterize(many(1), { signal: AbortSignal.abort(reason) });
    await expect(working).rejects.toBe(reason);
  });

  it('rejects what goes on when it is closed, and everything after', async () => {
    const working = start().characterize(many(50));
    const rejected = expect(working).rejects.toThrow(CharacterizerClosedError);
    await sleep(100);
    await characterizer.close();
    await rejected;
    await expect(characterizer.characterize(many(1))).rejects.toThrow(CharacterizerClosedError);
    const { series, unit } = readSeries(0);
    const drawing = characterizer.draw({ series, unit, fromMs: 0, toMs: 2e12, look: { format: 'svg' } });
    await expect(drawing).rejects.toThrow(CharacterizerClosedError);
    await characterizer.close();
  });
});

describe('characterizePool', () => {
  it.each([0, -1, 1.5, NaN])('refuses %s threads', (threads) => {
    expect(() => characterizePool({ threads })).toThrow(RangeError);
  });
});
