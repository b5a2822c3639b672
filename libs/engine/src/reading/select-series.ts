import type { LabelMatcher, Labels } from '@metrics-ai/prometheus-client';

/** Matchers, and the series of the metric that they select: all of these and no others. */
export interface Selection {
  readonly matchers: readonly LabelMatcher[];
  readonly series: readonly Labels[];
}

export interface SelectOptions {
  /** Series of a selection, as far as labels tell them apart. */
  readonly maxSeries: number;
  /** Selections without any such series are left out. */
  readonly isWanted: (series: Labels) => boolean;
  /** Series that differ in these labels alone stay together. */
  readonly ignoring: readonly string[];
}

/** Where there are several targets, what is wanted of one is most often wanted whole. */
const FIRST_LABEL = 'instance';

/**
 * Divides the series of a metric into selections by the values of a label, and by those of another where one value
 * has too many: a regular expression over fifty values is far cheaper for Prometheus than fifty selectors in a row of
 * `or`, each of which goes through the results of all before it at every step.
 * @param all the label sets of a metric, without its name; the cost grows with their number times that of their labels
 */
export function selectSeries(all: readonly Labels[], options: SelectOptions): Selection[] {
  return divide(all, [], options);
}

function divide(
  all: readonly Labels[],
  matchers: readonly LabelMatcher[],
  options: SelectOptions,
): Selection[] {
  const { maxSeries, isWanted, ignoring } = options;
  if (!all.some(isWanted)) return [];
  const name = all.length <= maxSeries ? undefined : mostTelling(all, ignoring);
  if (name === undefined) return [{ matchers, series: all }];
  const divided: Selection[] = [];
  const packs: { values: string[]; series: Labels[] }[] = [];
  for (const [value, series] of Map.groupBy(all, (labels) => labels[name] ?? '')) {
    if (series.length > maxSeries) {
      divided.push(...divide(series, [...matchers, { name, operator: '=', value }], options));
    } else if (series.some(isWanted)) {
      const last = packs.at(-1);
      if (last === undefined || last.series.length + series.length > maxSeries) {
        packs.push({ values: [value], series: [...series] });
      } else {
        last.values.push(value);
        last.series.push(...series);
      }
    }
  }
  return [
    ...divided,
    ...packs.map(({ values, series }) => ({ matchers: [...matchers, anyOf(name, values)], series })),
  ];
}

/** The label with the most values; undefined when none tells these series apart. */
function mostTelling(all: readonly Labels[], ignoring: readonly string[]): string | undefined {
  const valuesOf = (name: string): number => new Set(all.map((labels) => labels[name] ?? '')).size;
  if (!ignoring.includes(FIRST_LABEL) && valuesOf(FIRST_LABEL) > 1) return FIRST_LABEL;
  const names = [...new Set(all.flatMap((labels) => Object.keys(labels)))].sort();
  const [best] = names
    .filter((name) => !ignoring.includes(name))
    .map((name) => ({ name, values: valuesOf(name) }))
    .sort((a, b) => b.values - a.values);
  return best !== undefined && best.values > 1 ? best.name : undefined;
}

/** The matcher of a label that has any of these values. */
export function anyOf(name: string, values: readonly string[]): LabelMatcher {
  if (values.length === 1) return { name, operator: '=', value: values[0] };
  return { name, operator: '=~', value: values.map(escapeRegex).join('|') };
}

/** RE2's special characters (github.com/google/re2/wiki/Syntax). */
const escapeRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
