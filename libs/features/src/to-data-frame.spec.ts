import { describe, expect, it } from '@jest/globals';
import { flattenProfile, PROFILE_COLUMNS } from './flatten-profile.ts';
import { profile } from './profile.ts';
import { seriesOf } from './testing/synthetic.ts';
import { toDataFrame, type ProfiledSeries } from './to-data-frame.ts';

/** Keeps what a DataFrame is made of; the packages' end-to-end test makes real ones. */
class Frame {
  readonly data: (string | number)[][];
  readonly columns: string[];
  readonly dtypes: string[];
  constructor(data: (string | number)[][], { columns, dtypes }: { columns: string[]; dtypes: string[] }) {
    this.data = data;
    this.columns = columns;
    this.dtypes = dtypes;
  }
}

const load = profile(seriesOf([1, 2, 4, 8], 300));
const nothing = profile(seriesOf([], 300));
const rows: ProfiledSeries[] = [
  { labels: { __name__: 'load', job: 'node' }, profile: load, tags: ['rising', 'spiky'] },
  { labels: { __name__: 'up', env: 'test' }, profile: nothing },
];

describe('toDataFrame', () => {
  it('has the labels of all series, sorted, then the tags, then the numbers', () => {
    const { columns, data } = toDataFrame({ DataFrame: Frame }, rows);
    expect(columns).toEqual(['label___name__', 'label_env', 'label_job', 'tags', ...PROFILE_COLUMNS]);
    expect(data).toEqual([
      ['load', '', 'node', 'rising spiky', ...Object.values(flattenProfile(load))],
      ['up', 'test', '', '', ...Object.values(flattenProfile(nothing))],
    ]);
  });

  it('has the same columns in whatever order the series come', () => {
    const there = toDataFrame({ DataFrame: Frame }, rows);
    const back = toDataFrame({ DataFrame: Frame }, rows.toReversed());
    expect(back.columns).toEqual(there.columns);
    expect(back.data).toEqual(there.data.toReversed());
  });

  it('tells the type of each column, also of one that is NaN throughout', () => {
    const { columns, dtypes } = toDataFrame({ DataFrame: Frame }, [rows[1]]);
    expect(dtypes).toEqual(columns.map((name) => (/^(label_|tags$)/.test(name) ? 'string' : 'float32')));
  });

  it('has the columns even without a series', () => {
    const { columns, data } = toDataFrame({ DataFrame: Frame }, []);
    expect(data).toEqual([]);
    expect(columns).toEqual(['tags', ...PROFILE_COLUMNS]);
  });

  it('takes a label for what it is, whatever it is called', () => {
    const labels = JSON.parse('{ "__proto__": "x", "constructor": "y" }') as Record<string, string>;
    const { columns, data } = toDataFrame({ DataFrame: Frame }, [
      { labels, profile: load },
      { labels: {}, profile: load },
    ]);
    expect(columns.slice(0, 2)).toEqual(['label___proto__', 'label_constructor']);
    expect(data.map((row) => row.slice(0, 2))).toEqual([
      ['x', 'y'],
      ['', ''],
    ]);
  });
});
