import { describe, expect, it } from '@jest/globals';
import { judgeSeries } from '../characterizer/judge-series.ts';
import { drawPicture } from './draw-picture.ts';

/** What is drawn here must not depend on how the engine is tuned. */
const BASELINE = { detector: 'baseline' } as const;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 1, 2);
const at = (i: number): number => START_MS + i * MINUTE_MS;

/** 600 calm minutes, but for those that are named. */
function seriesWith(strange: readonly (readonly [number, number])[]) {
  const timestamps = Float64Array.from({ length: 600 }, (_, i) => at(i));
  const isStrange = (i: number) => strange.some(([from, to]) => i >= from && i <= to);
  return {
    labels: { __name__: 'load', job: 'shop', host: 'a"b' },
    timestamps,
    values: timestamps.map((_, i) => (isStrange(i) ? 90 : 10 + Math.sin(i * i))),
  };
}

const draw = async (picture: Omit<Parameters<typeof drawPicture>[0], 'unit' | 'look'>) =>
  new TextDecoder().decode(
    await drawPicture({ ...picture, detection: BASELINE, unit: '', look: { format: 'svg' } }),
  );

describe('A picture', () => {
  const whole = { fromMs: at(0), toMs: at(599) };

  it('marks what is found, of what is shown alone', async () => {
    const series = seriesWith([
      [100, 104],
      [400, 404],
    ]);
    expect(await draw({ series, ...whole })).toContain('2 anomalies');
    const half = await draw({ series, fromMs: at(300), toMs: at(500) });
    expect(half).toContain('>anomaly<');
    expect(half).toContain('05:00');
    expect(half).not.toContain('04:00');
  });

  it('shows what is remembered, and of what is found only that which came later', async () => {
    const before = seriesWith([
      [100, 104],
      [400, 404],
    ]);
    const found = judgeSeries({ series: before }, BASELINE).anomalies;
    const series = seriesWith([
      [100, 104],
      [400, 404],
      [550, 553],
    ]);
    const remembered = { anomalies: [found[1]], shownStartMs: at(400), knownToMs: at(500) };
    // The first is not remembered, the last is news.
    expect(await draw({ series, ...whole, remembered })).toContain('2 anomalies');
  });

  it('shows how one that was ongoing went on', async () => {
    const begun = { ...judgeSeries({ series: seriesWith([[580, 599]]) }, BASELINE).anomalies[0] };
    expect(begun).toMatchObject({ startMs: at(580), endMs: at(599), isOngoing: true });
    const earlier = { ...begun, endMs: at(585) };
    const remembered = { anomalies: [earlier], shownStartMs: at(580), knownToMs: at(585) };
    const expected = { anomalies: [begun], shownStartMs: at(580), knownToMs: at(599) };
    const series = seriesWith([[580, 599]]);
    expect(await draw({ series, ...whole, remembered })).toBe(
      await draw({ series, ...whole, remembered: expected }),
    );
    const ended = { ...remembered, anomalies: [{ ...earlier, isOngoing: false }] };
    expect(await draw({ series, ...whole, remembered: ended })).not.toBe(
      await draw({ series, ...whole, remembered }),
    );
  });

  it('says which series it is of, where it was found last', async () => {
    expect(await draw({ series: seriesWith([]), ...whole })).toContain(
      'host=&quot;a\\&quot;b&quot;, job=&quot;shop&quot;',
    );
  });
});
