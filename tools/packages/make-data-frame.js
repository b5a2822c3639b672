// Runs in the project that has danfojs-node installed: series in, what their DataFrame is like out.
import { profile, PROFILE_COLUMNS } from '@metrics-ai/features';
import { toDataFrame } from '@metrics-ai/features/data-frame';
import * as danfo from 'danfojs-node';
import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

const series = deserialize(readFileSync('series.bin'));
const rows = series.map((one) => ({ labels: one.labels, profile: profile(one), tags: ['noisy', 'spiky'] }));
const frame = toDataFrame(danfo, rows);
const none = toDataFrame(danfo, []);

const facts = {
  shape: frame.shape,
  columns: frame.columns,
  dtypes: frame.dtypes,
  values: frame.values,
  missing: frame.isNa().values,
  numbersPlusZero: frame.loc({ columns: [...PROFILE_COLUMNS] }).add(0).values,
  meanOfNothing: messageOf(() => frame.column('weekly_strength').mean()),
  none: { shape: none.shape, columns: none.columns },
};
process.stdout.write(serialize(facts).toString('base64'));

function messageOf(action) {
  try {
    return `no error, but ${action()}`;
  } catch (error) {
    return error.message;
  }
}
