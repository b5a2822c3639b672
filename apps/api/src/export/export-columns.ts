import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { flattenProfile, PROFILE_COLUMNS, type ProfileColumn } from '@metrics-ai/features';
import type { SeriesRecord } from '@metrics-ai/vector-store';
import type { Cell } from './csv.ts';

/** RFC 3339; empty when the time is not known. */
const time = (timeMs: number): string => {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
};

/** An unknown score is lower than any. */
const strongest = ({ anomalies }: SeriesRecord): Anomaly | undefined =>
  anomalies.toSorted((a, b) => knownScore(b) - knownScore(a)).at(0);
const knownScore = ({ score }: Anomaly): number => (Number.isNaN(score) ? -Number.MAX_VALUE : score);

const RECORD_COLUMNS: readonly { readonly name: string; readonly of: (record: SeriesRecord) => Cell }[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'metric', of: ({ metric }) => metric },
  { name: 'labels', of: ({ labels }) => JSON.stringify(labels) },
  { name: 'unit', of: ({ unit }) => unit },
  { name: 'tags', of: ({ tags }) => tags.join(' ') },
  { name: 'description', of: ({ description }) => description },
  { name: 'promql', of: ({ promql }) => promql },
  { name: 'watch', of: ({ watch }) => watch },
  { name: 'start', of: ({ startMs }) => time(startMs) },
  { name: 'end', of: ({ endMs }) => time(endMs) },
  { name: 'step_seconds', of: ({ stepMs }) => stepMs / 1000 },
  { name: 'ingested_at', of: ({ ingestedAtMs }) => time(ingestedAtMs) },
  { name: 'anomaly_count', of: ({ anomalies }) => anomalies.length },
  { name: 'highest_anomaly_score', of: (record) => strongest(record)?.score ?? '' },
  { name: 'highest_anomaly_type', of: (record) => strongest(record)?.type ?? '' },
  { name: 'highest_anomaly_at', of: (record) => time(strongest(record)?.peakMs ?? NaN) },
  {
    name: 'highest_anomaly_once_in_seconds',
    of: (record) => (strongest(record)?.onceInMs ?? NaN) / 1000,
  },
  { name: 'ongoing_anomaly_count', of: ({ anomalies }) => anomalies.filter((a) => a.isOngoing).length },
  { name: 'trend_direction', of: ({ profile }) => profile.trend.direction },
];

/** Of these there is a column of the record already, or the word for the number. */
const TOLD: readonly ProfileColumn[] = ['start_ms', 'end_ms', 'step_seconds', 'trend_direction'];

const NUMBERS = PROFILE_COLUMNS.filter((column) => !TOLD.includes(column)).map((column) => ({
  column,
  name: column.replace(/_ms$/, ''),
  isTime: column.endsWith('_ms'),
}));

/** The names of the columns of an export, in their order: what a record is, then every number of its profile. */
export const EXPORT_COLUMNS: readonly string[] = [...RECORD_COLUMNS, ...NUMBERS].map(({ name }) => name);

/** A record's cells under these columns. */
export function exportRow(record: SeriesRecord): Cell[] {
  const numbers = flattenProfile(record.profile);
  return [
    ...RECORD_COLUMNS.map(({ of }) => of(record)),
    ...NUMBERS.map(({ column, isTime }) => (isTime ? time(numbers[column]) : numbers[column])),
  ];
}
