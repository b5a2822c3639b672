import { expect, test } from '@jest/globals';
import { decodeRecord, encodeRecord } from './record-json.ts';
import { sampleAnomaly, sampleRecord, withoutVector } from './testing/sample-records.ts';

test('NaN, the infinities and −0 survive, beside strings of the same spelling', () => {
  const anomaly = {
    ...sampleAnomaly(-0, Infinity, -Infinity),
    value: NaN,
    reason: 'NaN',
    detectors: ['Infinity'],
  };
  const record = sampleRecord('NaN', {
    anomalies: [anomaly],
    labels: { NaN: '-0', vector: 'kept' },
    stepMs: NaN,
  });
  const read = decodeRecord(encodeRecord(record));
  expect(read).toEqual(withoutVector(record));
  expect(Object.is(read.anomalies[0].startMs, -0)).toBe(true);
});

test('labels may be called as what every object has', () => {
  const labels = JSON.parse('{"__name__":"up","__proto__":"x","constructor":"y"}') as Record<string, string>;
  const record = { ...sampleRecord('a'), labels };
  expect(Object.entries(decodeRecord(encodeRecord(record)).labels)).toEqual(Object.entries(labels));
});

test('what an older release did not know is unknown', () => {
  const record = sampleRecord('old');
  const older = { ...record.profile, statistics: undefined };
  const read = decodeRecord(JSON.stringify({ ...JSON.parse(encodeRecord(record)), profile: older }));
  expect(read.profile.statistics.mean).toBeNaN();
});

test('what was stored before there were watches was ingested by hand', () => {
  const older = JSON.parse(encodeRecord(sampleRecord('old', { watch: 'nodes' }))) as Record<string, unknown>;
  expect(older['watch']).toBe('nodes');
  delete older['watch'];
  expect(decodeRecord(JSON.stringify(older)).watch).toBe('');
});

test('how anomalies were found is kept, and unknown of what an older release stored', () => {
  const detection = {
    detector: 'engine',
    falseAlarmsPerWeek: 0.1,
    timeZone: 'Europe/Zurich',
    minDeviation: { relative: 0.2 },
    marked: [{ fromMs: 1, toMs: 2, as: 'maintenance' }],
  } as const;
  expect(decodeRecord(encodeRecord(sampleRecord('new', { detection }))).detection).toEqual(detection);
  expect(decodeRecord(encodeRecord(sampleRecord('new', { detection: {} }))).detection).toEqual({});
  expect(decodeRecord(encodeRecord(sampleRecord('old'))).detection).toBeUndefined();
});

test('anomalies stored before they had signals go on when they end with the series, and how rare they are is unknown', () => {
  const record = sampleRecord('old', { anomalies: [sampleAnomaly(1, 8, 2), sampleAnomaly(9, 10, 2)] });
  const level = { ...record.profile.level, lastValueAtMs: 10 };
  const older = JSON.parse(encodeRecord({ ...record, profile: { ...record.profile, level } })) as {
    anomalies: Record<string, unknown>[];
  };
  for (const anomaly of older.anomalies) {
    for (const field of ['isOngoing', 'signals', 'onceInMs', 'detectedMs']) delete anomaly[field];
  }
  expect(decodeRecord(JSON.stringify(older)).anomalies).toEqual([
    { ...sampleAnomaly(1, 8, 2), isOngoing: false, signals: [] },
    { ...sampleAnomaly(9, 10, 2), isOngoing: true, signals: [] },
  ]);
});

test.each([
  ['no JSON', '{"id":'],
  ['no object', '[]'],
  ['a field of another type', encodeRecord(sampleRecord('a')).replace('"metric":"up"', '"metric":5')],
  ['no id', encodeRecord(sampleRecord('a')).replace('"id"', '"di"')],
])('%s is corrupt', (_, json) => {
  expect(() => decodeRecord(json)).toThrow(
    expect.objectContaining({ name: 'VectorStoreError', kind: 'corrupt' }),
  );
});
