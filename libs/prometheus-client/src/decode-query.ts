import { checkStatus, invalid, isRecord, parseLabels, parseRemarks } from './envelope.ts';
import { JsonScanner } from './json-scanner.ts';
import type { Labels } from './labels.ts';
import { parseNativeHistogram } from './native-histogram.ts';
import type { Answer, HistogramSample, QueryResult, RangeSeries, VectorSample } from './query-result.ts';
import { SampleReader } from './sample-reader.ts';
import { parseSampleValue } from './sample-value.ts';

const OPEN_BRACE = 0x7b;

const NO_SAMPLES = { timestamps: new Float64Array(0), values: new Float64Array(0) };

/**
 * Decodes the body of `/api/v1/query` or `/api/v1/query_range`. The samples of a matrix go straight from the bytes into
 * typed arrays; everything else is parsed by JSON.parse and checked. Keys may come in any order, and of a key that
 * comes twice the last one counts, as with JSON.parse.
 *
 * `expectedPoints` of a series sizes the buffers. Throws PrometheusError: `invalid-response` where the body is
 * anything else, or what Prometheus says where it is an error.
 */
export function decodeQuery(body: Buffer, expectedPoints = 0): Answer<QueryResult> {
  const scanner = new JsonScanner(body);
  const envelope = new Map<string, unknown>();
  let data: QueryResult | undefined;
  scanner.readObject((key) => {
    data = key === 'data' ? undefined : data;
    if (key === 'data' && scanner.next() === OPEN_BRACE) data = readData(scanner, expectedPoints);
    else envelope.set(key, scanner.readJson());
  });
  scanner.expectEnd();
  const { status, errorType, error, warnings, infos } = Object.fromEntries(envelope);
  checkStatus({ status, errorType, error });
  if (data === undefined) throw invalid('data');
  return { data, ...parseRemarks({ warnings, infos }) };
}

function readData(scanner: JsonScanner, expectedPoints: number): QueryResult | undefined {
  let type: unknown;
  let resultStart = -1;
  let series: RangeSeries[] | undefined;
  scanner.readObject((key) => {
    if (key === 'resultType') {
      type = scanner.readJson();
    } else if (key === 'result') {
      scanner.next();
      resultStart = scanner.position;
      series = undefined;
      // In the order in which Prometheus writes, the type is known by now; else this is only stepped over.
      if (type === 'matrix') series = readMatrix(scanner, expectedPoints);
      else scanner.skipValue();
    } else {
      scanner.readJson();
    }
  });
  // An envelope of an error may carry data without a result.
  if (resultStart < 0) return undefined;
  const end = scanner.position;
  scanner.position = resultStart;
  const result: QueryResult =
    type === 'matrix'
      ? { type, series: series ?? readMatrix(scanner, expectedPoints) }
      : parseResult(type, scanner.readJson());
  scanner.position = end;
  return result;
}

function readMatrix(scanner: JsonScanner, expectedPoints: number): RangeSeries[] {
  const reader = new SampleReader(scanner, expectedPoints);
  const matrix: RangeSeries[] = [];
  scanner.readArray(() => {
    let labels: Labels | undefined;
    let samples: ReturnType<SampleReader['read']> = NO_SAMPLES;
    let histograms: HistogramSample[] = [];
    scanner.readObject((key) => {
      if (key === 'metric') labels = parseLabels(scanner.readJson());
      else if (key === 'values') samples = reader.read();
      else if (key === 'histograms') histograms = parseHistograms(scanner.readJson());
      else scanner.readJson();
    });
    matrix.push({ labels: labels ?? scanner.fail('a metric'), ...samples, histograms });
  });
  return matrix;
}

function parseHistograms(json: unknown): HistogramSample[] {
  if (!Array.isArray(json)) throw invalid('histograms');
  const samples = json.map((item): HistogramSample => {
    const [timestampMs, histogram] = parsePair(item);
    return { timestampMs, histogram: parseNativeHistogram(histogram) };
  });
  if (samples.some(({ timestampMs }, i) => i > 0 && timestampMs <= samples[i - 1].timestampMs)) {
    throw invalid('histograms in order of time');
  }
  return samples;
}

function parseResult(type: unknown, json: unknown): QueryResult {
  switch (type) {
    case 'vector':
      if (!Array.isArray(json)) throw invalid('a vector');
      return { type, samples: json.map(parseVectorSample) };
    case 'scalar': {
      const [timestampMs, value] = parsePair(json);
      return { type, timestampMs, value: parseValue(value) };
    }
    case 'string': {
      const [timestampMs, value] = parsePair(json);
      if (typeof value !== 'string') throw invalid('a string');
      return { type, timestampMs, value };
    }
    default:
      throw invalid('a resultType that is known');
  }
}

function parseVectorSample(json: unknown): VectorSample {
  if (!isRecord(json)) throw invalid('a series');
  const labels = parseLabels(json.metric);
  if (json.histogram !== undefined) {
    const [timestampMs, histogram] = parsePair(json.histogram);
    return { labels, timestampMs, value: NaN, histogram: parseNativeHistogram(histogram) };
  }
  const [timestampMs, value] = parsePair(json.value);
  return { labels, timestampMs, value: parseValue(value) };
}

function parsePair(json: unknown): [timestampMs: number, value: unknown] {
  if (!Array.isArray(json) || json.length !== 2) throw invalid('a sample');
  const [seconds, value] = json as unknown[];
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) throw invalid('a time in seconds');
  return [Math.round(seconds * 1000), value];
}

function parseValue(json: unknown): number {
  const value = typeof json === 'string' ? parseSampleValue(json) : undefined;
  if (value === undefined) throw invalid('a sample value');
  return value;
}
