import type { Series } from '@metrics-ai/timeseries';
import { PbfWriter } from 'pbf';

/** A run of samples of one series: positions `from` up to, not including, `to`. */
export interface SeriesPart {
  readonly series: Series;
  readonly from: number;
  readonly to: number;
  /** Where given, a stale marker is written at this time after the samples. */
  readonly staleMs?: number;
}

/** More than one sample takes: its message's tag and length, two tags, a double and a varint of at most ten bytes. */
const sampleBytes = 22;

/**
 * Encodes a remote-write 1.0 `WriteRequest`, uncompressed.
 * NaN values are left out; labels are sorted by name, and those with an empty value, which mean the same as absent ones, left out.
 *
 * Source: Prometheus Remote-Write 1.0 specification, "Protocol", and prometheus/prometheus `prompb/remote.proto`, `prompb/types.proto`.
 */
export function encodeWriteRequest(parts: readonly SeriesPart[]): Uint8Array {
  const samples = parts.reduce((sum, part) => sum + part.to - part.from + 1, 0);
  const pbf = new PbfWriter(new Uint8Array(samples * sampleBytes + parts.length * 256));
  for (const part of parts) pbf.writeMessage(1, writeTimeSeries, part);
  return pbf.finish();
}

function writeTimeSeries({ series, from, to, staleMs }: SeriesPart, pbf: PbfWriter): void {
  for (const label of sortedLabels(series.labels)) pbf.writeMessage(1, writeLabel, label);
  const sample = { value: 0, timestamp: 0 };
  for (let i = from; i < to; i++) {
    sample.value = series.values[i];
    sample.timestamp = series.timestamps[i];
    if (!Number.isNaN(sample.value)) pbf.writeMessage(2, writeSample, sample);
  }
  if (staleMs !== undefined) pbf.writeMessage(2, writeStaleSample, staleMs);
}

function sortedLabels(labels: Series['labels']): [name: string, value: string][] {
  return Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function writeLabel([name, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, value);
}

function writeSample(sample: { value: number; timestamp: number }, pbf: PbfWriter): void {
  pbf.writeDoubleField(1, sample.value);
  pbf.writeVarintField(2, sample.timestamp);
}

/** The NaN that Prometheus takes for "this series ended here", 0x7ff0000000000002; a number would lose its bits on the way. */
function writeStaleSample(timestamp: number, pbf: PbfWriter): void {
  const fixed64 = 1;
  pbf.writeTag(1, fixed64);
  pbf.writeFixed32(0x00000002);
  pbf.writeFixed32(0x7ff00000);
  pbf.writeVarintField(2, timestamp);
}
