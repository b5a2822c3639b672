import { setTimeout as sleepFor } from 'node:timers/promises';
import { type ConnectionOptions, parseConnection } from './connection-options.ts';
import { decodeQuery } from './decode-query.ts';
import { invalid, isRecord, parseEnvelope, parseLabels, parseStrings } from './envelope.ts';
import { HttpTransport } from './http-transport.ts';
import type { Labels } from './labels.ts';
import type { MetadataEntry } from './metric-type.ts';
import { PrometheusError } from './prometheus-error.ts';
import type { Answer, QueryResult, RangeSeries } from './query-result.ts';
import { joinSeries, type Range, splitRange } from './split-range.ts';

/** Longer requests go by POST: proxies commonly allow 4 to 8 KiB of address and headers. */
const MAX_GET_LENGTH = 2_000;

/** A help text says what a metric is in a sentence or a few. */
const LONGEST_TEXT = 2_000;

export interface PrometheusClientOptions extends ConnectionOptions {
  /** Longest wait for one attempt, from connecting to the last byte. Default 30,000. */
  readonly timeoutMs?: number;
  /** Requests under way at once; the others wait. Default 10, half of what a Prometheus allows to all its clients. */
  readonly maxConcurrency?: number;
  /** Attempts after the first. Default 3. */
  readonly retries?: number;
  /** Bytes of one response, after decompression. Default 256 MiB, some ten million points; it is in memory as a whole. */
  readonly maxResponseBytes?: number;
  /** 0 … 1, for the jitter of retries. Default Math.random; replaced in tests. */
  readonly random?: () => number;
  /** Waits between attempts, and rejects when the signal aborts. Replaced in tests. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface RangeRequest extends Range {
  readonly signal?: AbortSignal;
}

export interface LookupRequest {
  /** Only what was there at some moment from here … */
  readonly startMs?: number;
  /** … to here. */
  readonly endMs?: number;
  /** Most that is given back; a warning says where there was more. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface LabelRequest extends LookupRequest {
  /** Series selectors, any of which may match. Left out: all series. */
  readonly matches?: readonly string[];
}

export interface BuildInfo {
  /** Undefined where the server does not say, as VictoriaMetrics up to 1.79 does not. */
  readonly version: string | undefined;
  /** Everything else that the server says of itself, as far as it is text. */
  readonly details: Readonly<Record<string, string>>;
}

/**
 * A client of Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/), and of what speaks it
 * too. Every method throws PrometheusError where the request fails, and gives Prometheus' warnings with every answer.
 */
export class PrometheusClient {
  readonly #transport: HttpTransport;

  /** Throws TypeError for options that are malformed or exclude each other, RangeError for numbers out of bounds. */
  constructor(options: PrometheusClientOptions) {
    this.#transport = new HttpTransport(parseConnection(options), {
      timeoutMs: integer('timeoutMs', options.timeoutMs ?? 30_000, 1, 2 ** 31 - 1),
      maxConcurrency: integer('maxConcurrency', options.maxConcurrency ?? 10, 1, 1_000),
      retries: integer('retries', options.retries ?? 3, 0, 100),
      maxResponseBytes: integer('maxResponseBytes', options.maxResponseBytes ?? 2 ** 28, 1, 2 ** 31),
      random: options.random ?? Math.random,
      sleep: options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal })),
    });
  }

  /** The value of an expression at `timeMs`, by default now. */
  query(
    promql: string,
    request: { timeMs?: number; signal?: AbortSignal } = {},
  ): Promise<Answer<QueryResult>> {
    const params = new URLSearchParams({ query: promql });
    setTime(params, 'time', 'timeMs', request.timeMs);
    return this.#read('api/v1/query', params, decodeQuery, request.signal);
  }

  /**
   * The values of an expression at `startMs`, `startMs + stepMs`, … up to `endMs`. A range of more than 11,000 points is
   * asked for in several requests, and fails as a whole where one of them does.
   * Throws RangeError for times that are not whole milliseconds in order, and for more than 11 million points.
   */
  async queryRange(
    promql: string,
    { signal, ...range }: RangeRequest,
  ): Promise<Answer<readonly RangeSeries[]>> {
    const ranges = splitRange(range);
    const siblings = new AbortController();
    const all = signal === undefined ? siblings.signal : AbortSignal.any([signal, siblings.signal]);
    try {
      const pieces = await Promise.all(ranges.map((piece) => this.#queryPiece(promql, piece, all)));
      return {
        data: joinSeries(pieces.map(({ data }) => data)),
        warnings: [...new Set(pieces.flatMap(({ warnings }) => warnings))],
        infos: [...new Set(pieces.flatMap(({ infos }) => infos))],
      };
    } finally {
      siblings.abort();
    }
  }

  /** Label sets of the series that any of the selectors matches. Throws RangeError where there is no selector. */
  async series(matches: readonly string[], request: LookupRequest = {}): Promise<Answer<readonly Labels[]>> {
    if (matches.length === 0) throw new RangeError('matches must hold at least one selector');
    const params = lookupParams({ ...request, matches });
    const parse = (data: unknown): Labels[] => array(data, 'series').map(parseLabels);
    return cut(await this.#readJson('api/v1/series', params, parse, request.signal), request.limit);
  }

  /** Names of the labels that there are. */
  async labels(request: LabelRequest = {}): Promise<Answer<readonly string[]>> {
    const parse = (data: unknown): string[] => parseStrings(data, 'label names');
    const answer = await this.#readJson('api/v1/labels', lookupParams(request), parse, request.signal);
    return cut(answer, request.limit);
  }

  /** Values that a label has; of `__name__`, the metrics that there are. Throws RangeError for an empty name. */
  async labelValues(name: string, request: LabelRequest = {}): Promise<Answer<readonly string[]>> {
    const parse = (data: unknown): string[] => parseStrings(data, 'label values');
    const path = `api/v1/label/${escapeLabelName(name)}/values`;
    // This one is not there by POST, however long its selectors are.
    const get = { method: 'GET', path, params: lookupParams(request), signal: request.signal } as const;
    return cut(await this.#transport.send(get, (body) => parseEnvelope(body, parse)), request.limit);
  }

  /**
   * Type, help and unit of metrics as their targets gave them, cut after 2,000 characters: several entries where targets
   * disagree.
   */
  metadata(
    request: { metric?: string; limit?: number; signal?: AbortSignal } = {},
  ): Promise<Answer<ReadonlyMap<string, readonly MetadataEntry[]>>> {
    const params = new URLSearchParams();
    if (request.metric !== undefined) params.set('metric', request.metric);
    if (request.limit !== undefined) params.set('limit', String(checkLimit(request.limit)));
    const get = { method: 'GET', path: 'api/v1/metadata', params, signal: request.signal } as const;
    return this.#transport.send(get, (body) => parseEnvelope(body, parseMetadata));
  }

  buildInfo(request: { signal?: AbortSignal } = {}): Promise<Answer<BuildInfo>> {
    const get = { method: 'GET', path: 'api/v1/status/buildinfo', params: new URLSearchParams() } as const;
    return this.#transport.send({ ...get, signal: request.signal }, (body) =>
      parseEnvelope(body, parseBuildInfo),
    );
  }

  /** Whether Prometheus says that it is healthy. Asked once; throws where it cannot be asked. */
  healthy(request: { signal?: AbortSignal } = {}): Promise<boolean> {
    return this.#probe('-/healthy', request.signal);
  }

  /** Whether Prometheus says that it is ready to answer queries. Asked once; throws where it cannot be asked. */
  ready(request: { signal?: AbortSignal } = {}): Promise<boolean> {
    return this.#probe('-/ready', request.signal);
  }

  /** Ends the pooled connections; what is under way fails. */
  close(): void {
    this.#transport.close();
  }

  async #queryPiece(
    promql: string,
    range: Range,
    signal: AbortSignal,
  ): Promise<Answer<readonly RangeSeries[]>> {
    const { startMs, endMs, stepMs } = range;
    const params = new URLSearchParams({ query: promql });
    params.set('start', String(startMs / 1000));
    params.set('end', String(endMs / 1000));
    params.set('step', String(stepMs / 1000));
    // Else VictoriaMetrics moves the range onto multiples of the step, for its cache. Prometheus knows no such parameter.
    params.set('nocache', '1');
    const expectedPoints = (endMs - startMs) / stepMs + 1;
    const decode = (body: Buffer): Answer<readonly RangeSeries[]> => {
      const { data, ...remarks } = decodeQuery(body, expectedPoints);
      if (data.type !== 'matrix') throw invalid('a matrix');
      return { data: data.series, ...remarks };
    };
    return this.#read('api/v1/query_range', params, decode, signal);
  }

  #readJson<T>(
    path: string,
    params: URLSearchParams,
    parse: (data: unknown) => T,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    return this.#read(path, params, (body) => parseEnvelope(body, parse), signal);
  }

  #read<T>(
    path: string,
    params: URLSearchParams,
    decode: (body: Buffer) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    const method = params.toString().length > MAX_GET_LENGTH ? 'POST' : 'GET';
    return this.#transport.send({ method, path, params, signal }, decode);
  }

  async #probe(path: string, signal?: AbortSignal): Promise<boolean> {
    try {
      const get = { method: 'GET', path, params: new URLSearchParams(), signal, retries: 0 } as const;
      return await this.#transport.send(get, () => true);
    } catch (error) {
      if (error instanceof PrometheusError && error.kind === 'server') return false;
      throw error;
    }
  }
}

function lookupParams({ matches = [], startMs, endMs, limit }: LabelRequest): URLSearchParams {
  const params = new URLSearchParams();
  for (const match of matches) params.append('match[]', match);
  setTime(params, 'start', 'startMs', startMs);
  setTime(params, 'end', 'endMs', endMs);
  // One more than is wanted shows that there is more: VictoriaMetrics cuts without a warning.
  if (limit !== undefined) params.set('limit', String(checkLimit(limit) + 1));
  return params;
}

function setTime(params: URLSearchParams, key: string, argument: string, timeMs: number | undefined): void {
  if (timeMs === undefined) return;
  if (!Number.isSafeInteger(timeMs))
    throw new RangeError(`${argument} must be whole milliseconds, got ${timeMs}`);
  params.set(key, String(timeMs / 1000));
}

const checkLimit = (limit: number): number => integer('limit', limit, 1, 2 ** 52);

/** Keeps the limit, which one before Prometheus 2.53 does not know, and warns as Prometheus does. */
function cut<T>(answer: Answer<readonly T[]>, limit: number = Infinity): Answer<readonly T[]> {
  if (answer.data.length <= limit) return answer;
  const warnings = [...new Set([...answer.warnings, 'results truncated due to limit'])];
  return { ...answer, data: answer.data.slice(0, limit), warnings };
}

/** A label's name in a path: what is not legacy-valid by the escape `U__` (Prometheus documentation, "UTF-8 in Prometheus"). */
function escapeLabelName(name: string): string {
  if (name === '' || !name.isWellFormed())
    throw new RangeError('name must be a label name of well-formed Unicode');
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith('U__')) return name;
  const escaped = Array.from(name, (character, i) => {
    if (character === '_') return '__';
    return /[a-zA-Z]/.test(character) || (i > 0 && /\d/.test(character))
      ? character
      : `_${character.codePointAt(0)?.toString(16)}_`;
  });
  return `U__${escaped.join('')}`;
}

function parseMetadata(data: unknown): Map<string, MetadataEntry[]> {
  if (!isRecord(data)) throw invalid('metadata');
  return new Map(
    Object.entries(data).map(([name, entries]) => [name, array(entries, 'metadata').map(parseEntry)]),
  );
}

function parseEntry(json: unknown): MetadataEntry {
  if (!isRecord(json) || typeof json.type !== 'string') throw invalid('metadata');
  const { type, help, unit } = json;
  return { type, help: shortText(help), unit: shortText(unit) };
}

/** Targets write what they like, however long. */
function shortText(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, LONGEST_TEXT).toWellFormed() : '';
}

function parseBuildInfo(data: unknown): BuildInfo {
  if (!isRecord(data)) throw invalid('build information');
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  const details = Object.fromEntries(Object.entries(data).filter(isText));
  return { version: typeof data.version === 'string' ? data.version : undefined, details };
}

function array(json: unknown, name: string): unknown[] {
  if (!Array.isArray(json)) throw invalid(name);
  return json;
}

function integer(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, got ${value}`);
  }
  return value;
}
