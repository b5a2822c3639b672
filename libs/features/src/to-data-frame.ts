import { flattenProfile, PROFILE_COLUMNS } from './flatten-profile.ts';
import type { SeriesProfile } from './series-profile.ts';

/** What is needed of the module `danfojs-node`, which the caller brings along. */
export interface DataFrameModule<DataFrame> {
  readonly DataFrame: new (
    data: (string | number)[][],
    options: { columns: string[]; dtypes: string[] },
  ) => DataFrame;
}

/** One series of the table; a record of the vector store is one. */
export interface ProfiledSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly profile: SeriesProfile;
  readonly tags?: readonly string[];
}

/**
 * Profiles as a danfojs DataFrame: one row a series, in the order given. The columns are the labels of all series, sorted,
 * as `label_<name>` (text; empty where a series has no such label, which is the same to Prometheus), then `tags` (text, one
 * space between tags), then the numbers of {@link flattenProfile} with the dtype `float32`, whatever values the rows have.
 *
 * danfojs keeps the numbers as they are (64 bits) and calls them `float32`; what it computes with tensors, such as
 * `DataFrame.add`, it rounds to 24 bits: times in milliseconds are then off by up to 66 seconds. NaN is missing to it.
 */
export function toDataFrame<DataFrame>(
  danfo: DataFrameModule<DataFrame>,
  rows: readonly ProfiledSeries[],
): DataFrame {
  const labelNames = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const data = rows.map(({ labels, profile, tags = [] }) => {
    const numbers = flattenProfile(profile);
    return [
      ...labelNames.map((name) => (Object.hasOwn(labels, name) ? labels[name] : '')),
      tags.join(' '),
      ...PROFILE_COLUMNS.map((column) => numbers[column]),
    ];
  });
  const columns = [...labelNames.map((name) => `label_${name}`), 'tags', ...PROFILE_COLUMNS];
  // Told, not guessed: danfojs guesses from the first rows, where a column may have nothing but NaN.
  const dtypes = columns.map((_, i) => (i <= labelNames.length ? 'string' : 'float32'));
  return new danfo.DataFrame(data, { columns, dtypes });
}
