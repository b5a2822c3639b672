import type { Anomaly } from '@metrics-ai/anomaly-detection';
import { decodeSketch, readSketchHeader } from '@metrics-ai/features';
import { matchersOf } from '@metrics-ai/promql';
import type { SeriesRecord, VectorStore } from '@metrics-ai/vector-store';
import { Anomalies } from '../anomalies/anomalies.ts';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { matchersOfSelector } from '../reading/matchers-of-selector.ts';
import { planReading, type PrometheusReader } from '../reading/plan-reading.ts';
import { readAgain } from '../reading/read-again.ts';
import { readSeries } from '../reading/read-series.ts';
import type { SeriesSource } from '../reading/series-source.ts';

/** The window whose shape is looked for. */
export interface ShapeWindow {
  readonly labels: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly unit: string;
  readonly promql: string;
  /** The record that has the series; absent when it was never ingested. */
  readonly id?: string;
  readonly startMs: number;
  readonly stepMs: number;
  /** From the first to the last sample that is not missing. */
  readonly values: Float64Array;
}

export interface ShapeWindowRequest {
  readonly startMs?: number;
  readonly endMs?: number;
  /** Which series: the id of a record, or as an ingest names it; it must be one. */
  readonly series?: { readonly kind: 'record'; readonly id: string } | SeriesSource;
  /** Instead of both: the anomaly of this id, with half of its length before and after it. */
  readonly anomaly?: string;
}

export interface ShapeWindowParts {
  readonly store: VectorStore;
  readonly prometheus: PrometheusReader;
  readonly maxPoints: number;
  readonly nowMs: () => number;
}

/** A window around an anomaly has at least so many samples before and after it. */
const MIN_MARGIN_STEPS = 12;

/**
 * The samples of a window. Of a series that was ingested they are those of its sketch where that has them; others are read from
 * Prometheus. Rejects with InvalidRequestError for a series that there is not, or of which there are many.
 */
export async function readShapeWindow(
  parts: ShapeWindowParts,
  tenant: string,
  request: ShapeWindowRequest,
  signal?: AbortSignal,
): Promise<ShapeWindow> {
  if (request.anomaly !== undefined) {
    const found = await new Anomalies(parts.store).get(tenant, request.anomaly);
    if (found === undefined)
      throw new InvalidRequestError('anomaly', `there is no anomaly ${request.anomaly}`);
    return ofRecord(parts, tenant, found.record, aroundAnomaly(found.record, found.anomaly), signal);
  }
  const { series: source } = request;
  if (source === undefined) throw new InvalidRequestError('series', 'give a series or an anomaly');
  const { startMs = -Infinity, endMs = Infinity } = request;
  if (startMs >= endMs) throw new InvalidRequestError('endMs', 'must be after the start');
  const record = await withinSeries(findRecord(parts.store, tenant, source));
  if (record !== undefined) return ofRecord(parts, tenant, record, [startMs, endMs], signal);
  if (source.kind === 'record')
    throw new InvalidRequestError('series.id', `there is no ingested series ${source.id}`);
  return withinSeries(fromPrometheus(parts, source, request, signal));
}

const OF_SERIES = new Set(['metricName', 'match', 'query']);

/** What is wrong with a source is wrong with the series that it stands in. */
async function withinSeries<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof InvalidRequestError && OF_SERIES.has(error.field))) throw error;
    throw new InvalidRequestError(`series.${error.field}`, error.message);
  }
}

function aroundAnomaly(
  { stepMs }: SeriesRecord,
  { startMs, endMs }: Anomaly,
): [fromMs: number, toMs: number] {
  const marginMs = Math.max((endMs - startMs) / 2, MIN_MARGIN_STEPS * stepMs);
  return [startMs - marginMs, endMs + marginMs];
}

/** The record of the series; undefined where none was ingested. */
async function findRecord(
  store: VectorStore,
  tenant: string,
  source: NonNullable<ShapeWindowRequest['series']>,
): Promise<SeriesRecord | undefined> {
  if (source.kind === 'query') return undefined;
  if (source.kind === 'record') return (await store.get(tenant, [source.id]))[0];
  const { metricName = '', labels = {} } = source.kind === 'metric' ? source : {};
  const matchers = source.kind === 'match' ? matchersOfSelector(source.match) : matchersOf(labels);
  const filter = { ...(metricName !== '' && { metrics: [metricName] }), matchers };
  const found = await store.list(tenant, { limit: 2, filter });
  if (found.length < 2) return found[0];
  // A series that has these labels and no others is meant by them.
  const given = Object.keys(labels).length + 1;
  const all = await store.list(tenant, { limit: 1_000, filter });
  const [exact] = all.filter((record) => Object.keys(record.labels).length === given);
  if (source.kind === 'metric' && metricName !== '' && exact !== undefined) return exact;
  const [one, other] = found.map(({ promql }) => promql);
  throw new InvalidRequestError(
    source.kind === 'metric' ? 'metricName' : 'match',
    `names ${await store.count(tenant, filter)} ingested series, such as ${one} and ${other}: give labels that only one has, or its id`,
  );
}

async function ofRecord(
  { store, prometheus }: ShapeWindowParts,
  tenant: string,
  record: SeriesRecord,
  [fromMs, toMs]: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<ShapeWindow> {
  const { id, labels, metric, unit, promql, stepMs } = record;
  const series = { id, labels, metric, unit, promql };
  // Left open, it is as long as the record; around an anomaly, as far as that goes.
  const startMs = fromMs === -Infinity ? record.startMs : fromMs;
  const endMs = toMs === Infinity ? record.endMs : toMs;
  const isWithin = startMs > record.startMs - stepMs && endMs < record.endMs + stepMs;
  const [stored] = isWithin ? await store.readSketches(tenant, [id]) : [];
  if (stored !== undefined) {
    const header = readSketchHeader(stored.sketch);
    const { offset, scale } = header;
    const values = Float64Array.from(decodeSketch(stored.sketch), (value) => offset + scale * value);
    return cut({ ...series, startMs: header.startMs, stepMs: header.stepMs, values }, startMs, endMs);
  }
  const onGrid = (timeMs: number): number =>
    record.startMs + Math.floor((timeMs - record.startMs) / stepMs) * stepMs;
  const range = { startMs: onGrid(startMs), endMs: onGrid(endMs), stepMs };
  const read = await readAgain(prometheus, record, range, signal);
  if (read === undefined) throw nothingThere();
  return cut({ ...series, startMs: read.timestamps[0], stepMs, values: read.values }, startMs, endMs);
}

async function fromPrometheus(
  { prometheus, maxPoints, nowMs }: ShapeWindowParts,
  source: SeriesSource,
  { startMs, endMs }: ShapeWindowRequest,
  signal: AbortSignal | undefined,
): Promise<ShapeWindow> {
  const now = nowMs();
  const plan = await planReading(
    prometheus,
    source,
    { startMs, endMs },
    { nowMs: now, maxSeries: 1, maxPoints, signal },
  );
  for await (const { series, failure } of readSeries(prometheus, plan, { nowMs: now, signal })) {
    if (failure !== undefined) throw failure;
    if (series.length > 1) {
      throw new InvalidRequestError(plan.field, `gives ${series.length} series: it must be one`);
    }
    for (const { series: read, unit, promql } of series) {
      if (!read.values.some(Number.isFinite)) continue;
      const { labels } = read;
      const at = { startMs: read.timestamps[0], stepMs: plan.range.stepMs, values: read.values };
      return cut({ labels, metric: labels['__name__'] ?? promql, unit, promql, ...at }, -Infinity, Infinity);
    }
  }
  throw nothingThere();
}

/** The samples within a time, gaps at its ends left out. */
function cut(window: ShapeWindow, fromMs: number, toMs: number): ShapeWindow {
  const { startMs, stepMs, values } = window;
  let from = Math.max(0, Math.ceil((fromMs - startMs) / stepMs));
  let to = Math.min(values.length - 1, Math.floor((toMs - startMs) / stepMs));
  while (from <= to && !Number.isFinite(values[from])) from += 1;
  while (to >= from && !Number.isFinite(values[to])) to -= 1;
  if (to < from) throw nothingThere();
  return { ...window, startMs: startMs + from * stepMs, values: values.slice(from, to + 1) };
}

const nothingThere = (): InvalidRequestError =>
  new InvalidRequestError('series', 'there are no samples in this time');
