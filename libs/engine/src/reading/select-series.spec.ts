import { describe, expect, it } from '@jest/globals';
import type { LabelMatcher, Labels } from '@metrics-ai/prometheus-client';
import { selectSeries } from './select-series.ts';

const fulfils = (labels: Labels, { name, operator, value }: LabelMatcher): boolean =>
  operator === '=' ? (labels[name] ?? '') === value : new RegExp(`^(?:${value})$`).test(labels[name] ?? '');

const all = (length: number, labelsOf: (i: number) => Record<string, string>): Labels[] =>
  Array.from({ length }, (_, i) => labelsOf(i));

/** What Prometheus would give for the matchers is what the selection says, and each series is in one selection. */
function check(series: readonly Labels[], options: Partial<Parameters<typeof selectSeries>[1]> = {}) {
  const selections = selectSeries(series, { maxSeries: 50, isWanted: () => true, ignoring: [], ...options });
  for (const { matchers, series: selected } of selections) {
    const found = series.filter((labels) => matchers.every((matcher) => fulfils(labels, matcher)));
    expect(new Set(found)).toEqual(new Set(selected));
  }
  const chosen = selections.flatMap((selection) => selection.series);
  expect(new Set(chosen).size).toBe(chosen.length);
  return selections;
}

describe('selectSeries', () => {
  it('selects a metric of few series whole', () => {
    expect(check(all(50, (i) => ({ pod: `pod-${i}` })))).toMatchObject([{ matchers: [] }]);
  });

  it('packs the values of the most telling label', () => {
    const selections = check(all(120, (i) => ({ job: 'a', zone: `z${i % 3}`, pod: `pod.${i}` })));
    expect(selections.map(({ series }) => series.length)).toEqual([50, 50, 20]);
    expect(selections[2].matchers).toMatchObject([{ name: 'pod', operator: '=~' }]);
    expect(selections[2].matchers[0].value).toMatch(/^pod\\\.100\|pod\\\.101\|/);
  });

  it('goes target by target, and divides one that has too many by another label', () => {
    const selections = check(
      all(200, (i) => ({ instance: i < 120 ? 'big' : `small-${i % 4}`, device: `d${i}` })),
    );
    expect(selections.map(({ series }) => series.length)).toEqual([50, 50, 20, 40, 40]);
    expect(selections[0].matchers.map(({ name }) => name)).toEqual(['instance', 'device']);
  });

  it('tells a missing label from others', () => {
    const odd = all(100, (i): Record<string, string> => (i % 2 === 0 ? {} : { mode: `m${i}` }));
    const selections = check(
      odd.map((labels, i) => ({ ...labels, cpu: String(i % 60) })),
      { maxSeries: 10 },
    );
    expect(selections.flatMap(({ series }) => series)).toHaveLength(100);
  });

  it('leaves out what holds nothing wanted', () => {
    const selections = check(
      all(500, (i) => ({ instance: `host-${i % 100}` })),
      { isWanted: ({ instance }) => instance === 'host-7' },
    );
    expect(selections).toMatchObject([{ matchers: [{ name: 'instance', operator: '=', value: 'host-7' }] }]);
  });

  it('keeps together what differs in ignored labels alone', () => {
    const selections = check(
      all(300, (i) => ({ replica: `r${i % 100}`, pod: `pod-${Math.floor(i / 100)}` })),
      { ignoring: ['replica'] },
    );
    expect(selections.map(({ series }) => series.length)).toEqual([100, 100, 100]);
  });

  it('has nothing to say of values with special characters', () => {
    check(all(60, (i) => ({ path: `/a.b*[${i}]{x}|y$^(z)\\+?` })));
  });
});
