import type { Ingest } from '@metrics-ai/engine';
import { parseSelector } from '@metrics-ai/promql';
import type { BehaviourSeries } from './behaviour-data.ts';

type Reader = ConstructorParameters<typeof Ingest>[0]['prometheus'];

/** `a{…} or b{…}`, and one selector inside of a function, which is taken for the selector itself. */
const selectorsOf = (promql: string): string[] =>
  promql.split(' or ').map((part) => /^[a-z_]+\((.*)\)$/.exec(part)?.[1] ?? part);

/**
 * Answers what an ingest asks of Prometheus from series in memory. Each is given as a gauge, its values as they are; only
 * selectors are understood.
 */
export function dataPrometheus(stored: readonly BehaviourSeries[], nowMs: number): Reader {
  const answer = <Data>(data: Data) => Promise.resolve({ data, warnings: [], infos: [] });
  const find = (match: string): BehaviourSeries[] => {
    const { metric, matchers } = parseSelector(match);
    const fits = (value: string, { operator, value: wanted }: (typeof matchers)[number]): boolean => {
      const isEqual = operator.endsWith('~') ? new RegExp(`^(?:${wanted})$`).test(value) : value === wanted;
      return operator.startsWith('!') ? !isEqual : isEqual;
    };
    return stored.filter(
      ({ labels }) =>
        (metric === undefined || labels['__name__'] === metric) &&
        matchers.every((matcher) => fits(labels[matcher.name] ?? '', matcher)),
    );
  };
  const findAny = (matches: readonly string[]) => [...new Set(matches.flatMap(find))];
  return {
    series: (matches) => answer(findAny(matches).map(({ labels }) => labels)),
    metadata: () =>
      answer(
        new Map(
          stored.map(({ labels, help, unit }) => [
            labels['__name__'],
            [{ type: 'gauge' as const, help, unit }],
          ]),
        ),
      ),
    query: () => answer({ type: 'scalar', timestampMs: nowMs, value: nowMs / 1_000 } as const),
    queryRange: (promql, { startMs, endMs }) =>
      answer(
        findAny(selectorsOf(promql)).map(({ labels, timestamps, values }) => {
          const isAsked = timestamps.map((timestampMs, i) =>
            Number(timestampMs >= startMs && timestampMs <= endMs && !Number.isNaN(values[i])),
          );
          return {
            labels,
            timestamps: timestamps.filter((_, i) => isAsked[i] === 1),
            values: values.filter((_, i) => isAsked[i] === 1),
            histograms: [],
          };
        }),
      ),
  };
}
