/** The part of Qdrant's filter language that the adapter uses, on JSON values (api.qdrant.tech, "Filter"). */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface StandInPoint {
  readonly id: string;
  readonly vectors: Map<string, number[] | { indices: number[]; values: number[] }>;
  payload: JsonObject;
}

/** An answer other than 200. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asText(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Refusal(400, `expected a string, not ${JSON.stringify(value)}`);
  return value;
}

export function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** All values at a path, those within lists included; `a[].b` is the path into a list's elements. */
export function valuesAt(payload: JsonObject, path: string): Json[] {
  let values: Json[] = [payload];
  for (const key of path.split('.').map((part) => part.replace('[]', ''))) {
    values = values.flatMap((value) =>
      isObject(value) && value[key] !== undefined ? asList(value[key]) : [],
    );
  }
  return values;
}

export function passesFilter(point: StandInPoint, filter: Json | undefined): boolean {
  if (filter === undefined || filter === null) return true;
  if (!isObject(filter)) throw new Refusal(400, 'filter must be an object');
  const unknown = Object.keys(filter).find((key) => !['must', 'should', 'must_not'].includes(key));
  if (unknown !== undefined) throw new Refusal(400, `unknown field of filter: ${unknown}`);
  const should = asList(filter['should']);
  return (
    asList(filter['must']).every((condition) => passesCondition(point, condition)) &&
    (should.length === 0 || should.some((condition) => passesCondition(point, condition))) &&
    !asList(filter['must_not']).some((condition) => passesCondition(point, condition))
  );
}

function passesCondition(point: StandInPoint, condition: Json): boolean {
  if (!isObject(condition)) throw new Refusal(400, 'condition must be an object');
  const { key, match, range, nested, is_empty: isEmpty, has_id: hasId, has_vector: hasVector } = condition;
  if (hasId !== undefined) return asList(hasId).includes(point.id);
  if (typeof hasVector === 'string') return point.vectors.has(hasVector);
  if (isObject(nested)) return passesNested(point, nested);
  if (isObject(isEmpty)) return valuesAt(point.payload, asText(isEmpty['key'])).every((x) => x === null);
  if (typeof key !== 'string') return passesFilter(point, condition);
  const values = valuesAt(point.payload, key);
  if (isObject(match)) {
    const wanted = 'any' in match ? asList(match['any']) : [match['value']];
    return values.some((value) => wanted.includes(value));
  }
  if (isObject(range)) return values.some((value) => typeof value === 'number' && isWithin(value, range));
  throw new Refusal(400, `condition not known here: ${JSON.stringify(condition)}`);
}

/** One and the same element of the list must pass. */
function passesNested(point: StandInPoint, { key, filter }: JsonObject): boolean {
  if (typeof key !== 'string') throw new Refusal(400, 'nested needs a key');
  return valuesAt(point.payload, key).some(
    (payload) => isObject(payload) && passesFilter({ id: point.id, vectors: point.vectors, payload }, filter),
  );
}

function isWithin(value: number, range: JsonObject): boolean {
  const { gte, gt, lte, lt } = range;
  return (
    (typeof gte !== 'number' || value >= gte) &&
    (typeof gt !== 'number' || value > gt) &&
    (typeof lte !== 'number' || value <= lte) &&
    (typeof lt !== 'number' || value < lt)
  );
}
