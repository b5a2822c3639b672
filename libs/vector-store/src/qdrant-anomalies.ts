import type { Schemas } from '@qdrant/js-client-rest';
import { type AnomalyPlace, decodeCursor, encodeCursor } from './anomaly-cursor.ts';
import { passesAnomaly, splitFilter } from './anomaly-filter.ts';
import { listOf, number, objectOf, string } from './json-shape.ts';
import { pointId, type QdrantCollection } from './qdrant-collection.ts';
import {
  anomalyConditions,
  type AnomalyPayload,
  anomalyPayload,
  maxScore,
  type QdrantFilter,
} from './qdrant-filter.ts';
import { makeFilter } from './qdrant-queries.ts';
import { scrollPoints } from './qdrant-scroll.ts';
import { decodeRecord } from './record-json.ts';
import type {
  AnomalyFilter,
  AnomalyListRequest,
  AnomalyOrder,
  AnomalyPage,
  RecordedAnomaly,
  RecordFilter,
  SeriesRecord,
} from './vector-store.ts';

const ordered = objectOf<{ points: { id: string; payload: { record: string }; order_value: number }[] }>({
  points: listOf(objectOf({ id: string, payload: objectOf({ record: string }), order_value: number })),
});

/**
 * Records by the highest score of their anomalies that pass. Goes down the records by their highest score of all,
 * which no passing one exceeds, until none below can take a place.
 */
export async function findStrangest(
  collection: QdrantCollection,
  tenant: string,
  limit: number,
  filter: RecordFilter = {},
): Promise<SeriesRecord[]> {
  const passing = await makeFilter(collection, tenant, filter);
  const found: { record: SeriesRecord; score: number }[] = [];
  const pagePoints = Math.max(100, limit);
  let last = Infinity;
  /** Points at the last score that were seen: the next page starts at that score again. */
  let seen: string[] = [];
  for (;;) {
    const { points } = await scrollInOrder(collection, {
      filter: { ...passing, must_not: [{ has_id: seen }] },
      limit: pagePoints,
      order_by: { key: 'max_score', direction: 'desc', ...(last < Infinity && { start_from: last }) },
    });
    for (const { id, payload } of points) {
      const record = decodeRecord(payload.record);
      const most = maxScore(record.anomalies) ?? -Infinity;
      if (most !== last) seen = [];
      last = most;
      seen.push(id);
      const those = record.anomalies.filter((anomaly) => passesAnomaly(anomaly, filter));
      found.push({ record, score: maxScore(those) ?? -Infinity });
    }
    found.sort((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1));
    // Those of the same score as the last place may have smaller ids.
    const isDecided = found.length >= limit && found[limit - 1].score > last;
    if (points.length < pagePoints || isDecided) return found.slice(0, limit).map(({ record }) => record);
    found.length = Math.min(found.length, limit);
  }
}

/** An anomaly with its place in the order: by value downwards, then by the point's id, then by its start downwards. */
interface Standing extends RecordedAnomaly {
  readonly value: number;
  readonly point: string;
}

/** A page of anomalies: down the values of their order, from where the page before ended. */
export async function listAnomalyPoints(
  collection: QdrantCollection,
  tenant: string,
  { order, after, limit, filter }: AnomalyListRequest,
): Promise<AnomalyPage> {
  const { ofRecords, ofAnomalies } = splitFilter(filter);
  const passing = await makeFilter(collection, tenant, ofRecords);
  const walk: Walk = { collection, order, limit, passing, ofAnomalies };
  const found: Standing[] = [];
  for await (const standings of standingsFrom(walk, tenant, after)) {
    found.push(...standings);
    if (found.length > limit) break;
  }
  const anomalies = found.slice(0, limit);
  const last = anomalies.at(-1);
  return {
    anomalies: anomalies.map(({ record, anomaly }) => ({ record, anomaly })),
    ...(found.length > limit &&
      last && {
        next: encodeCursor(order, {
          value: last.value,
          recordId: last.record.id,
          startMs: last.anomaly.startMs,
        }),
      }),
  };
}

interface Walk {
  readonly collection: QdrantCollection;
  readonly order: AnomalyOrder;
  readonly limit: number;
  /** What a record must fulfil. */
  readonly passing: QdrantFilter;
  readonly ofAnomalies: AnomalyFilter;
}

/** Of what an order goes by: the field of the list's elements, and a number below each value and above the next one. */
const ORDERS: Readonly<
  Record<AnomalyOrder, { readonly field: keyof AnomalyPayload; readonly below: (value: number) => number }>
> = {
  // Milliseconds since the epoch are whole.
  time: { field: 'start_ms', below: (value) => value - Math.max(1e-3, Math.abs(value) * 2 ** -51) },
  // Scores are stored with twelve digits.
  score: { field: 'score', below: (value) => (value === 0 ? -1e-300 : value - Math.abs(value) * 1e-13) },
};

/**
 * Qdrant gives a point once for each value of its list, in the order of the values, and no order among equals. So the
 * points of one value are read whole, by id, wherever a page or an answer might end between them.
 */
async function* standingsFrom(
  walk: Walk,
  tenant: string,
  after: string | undefined,
): AsyncGenerator<Standing[]> {
  const { below } = ORDERS[walk.order];
  let highest = Number.MAX_VALUE;
  if (after !== undefined) {
    const place = decodeCursor(walk.order, after);
    yield* tiesAfter(walk, pointId(tenant, place.recordId), place);
    highest = below(place.value);
  }
  // Below the lowest of all numbers there is none to ask for.
  while (Number.isFinite(highest)) {
    const read = await readDownFrom(walk, highest);
    if (!read) return;
    yield passingOnly(walk, read.above);
    yield* tiesAt(walk, read.lowest);
    highest = below(read.lowest);
  }
}

/**
 * From `highest` downwards, the values of points with an anomaly that passes and stands so low, as many as make an answer:
 * the last of them, and all that stand above it. Undefined when there are none.
 */
async function readDownFrom(
  walk: Walk,
  highest: number,
): Promise<{ readonly lowest: number; readonly above: Standing[] } | undefined> {
  const { points } = await scrollInOrder(walk.collection, {
    filter: { must: [walk.passing, passingAnomaly(walk, { lte: highest })] },
    limit: walk.limit + 1,
    order_by: { key: `anomalies[].${ORDERS[walk.order].field}`, direction: 'desc', start_from: highest },
  });
  const lowest = points.at(-1)?.order_value;
  if (lowest === undefined) return undefined;
  const records = new Map(points.map(({ id, payload }) => [id, payload.record]));
  const above = [...records]
    .flatMap(([point, record]) => standingsOf(walk.order, point, decodeRecord(record)))
    .filter(({ value }) => value > lowest && value <= highest)
    .sort(byPlace);
  return { lowest, above };
}

/** All that stand at one value, from a point on. */
async function* tiesAt(walk: Walk, value: number, from?: string): AsyncGenerator<Standing[]> {
  const filter = { must: [walk.passing, passingAnomaly(walk, { gte: value, lte: value })] };
  const pages = scrollPoints(
    walk.collection,
    { record: string },
    { filter, limit: walk.limit + 1, offset: from },
  );
  for await (const points of pages) {
    const standings = points.flatMap(({ id, payload }) =>
      standingsOf(walk.order, id, decodeRecord(payload.record)),
    );
    yield passingOnly(walk, standings.filter((standing) => standing.value === value).sort(byPlace));
  }
}

/** What is left at the value where a page ended. */
async function* tiesAfter(
  walk: Walk,
  point: string,
  { value, startMs }: AnomalyPlace,
): AsyncGenerator<Standing[]> {
  for await (const standings of tiesAt(walk, value, point)) {
    yield standings.filter((standing) => standing.point !== point || standing.anomaly.startMs < startMs);
  }
}

function standingsOf(order: AnomalyOrder, point: string, record: SeriesRecord): Standing[] {
  return record.anomalies.flatMap((anomaly) => {
    const { start_ms: startMs, ...payload } = anomalyPayload(anomaly);
    const value = order === 'time' ? startMs : payload.score;
    // What has no place in the order is left out.
    return startMs === undefined || value === undefined ? [] : [{ record, anomaly, point, value }];
  });
}

const byPlace = (a: Standing, b: Standing): number =>
  b.value - a.value ||
  (a.point < b.point ? -1 : a.point > b.point ? 1 : b.anomaly.startMs - a.anomaly.startMs);

const passingOnly = ({ ofAnomalies }: Walk, standings: readonly Standing[]): Standing[] =>
  standings.filter(({ anomaly }) => passesAnomaly(anomaly, ofAnomalies));

/** One and the same anomaly passes and stands within a range. */
function passingAnomaly(
  { order, ofAnomalies }: Walk,
  range: { gte?: number; lte: number },
): Schemas['Condition'] {
  const within = { key: ORDERS[order].field, range };
  return { nested: { key: 'anomalies', filter: { must: [...anomalyConditions(ofAnomalies), within] } } };
}

/** The first points in an order, which has no next page. */
function scrollInOrder(
  { connection, name }: QdrantCollection,
  request: Required<Pick<Schemas['ScrollRequest'], 'filter' | 'limit' | 'order_by'>>,
) {
  return connection.call(ordered, (api, init) =>
    api.scrollPoints({ collection_name: name, ...request, with_payload: ['record'] }, init),
  );
}
