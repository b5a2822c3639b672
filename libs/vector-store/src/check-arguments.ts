import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import { RE2JS, RE2JSException } from 're2js';
import { decodeCursor } from './anomaly-cursor.ts';
import { checkSketch } from './record-sketch.ts';
import type {
  AnomalyListRequest,
  EmbedderIdentity,
  FacetField,
  FilterAlternative,
  LabelMatcher,
  ListRequest,
  Query,
  RecordFilter,
  SearchRequest,
  SeriesRecord,
  StoredRecord,
} from './vector-store.ts';

/** How many records, ids or hits one call may be about. */
export const MAX_PER_CALL = 1000;

/** How many each side of a query may bring. */
const MOST_CANDIDATES = 2000;
const MOST_ALTERNATIVES = 50;

const LONGEST_NAME = 256;
const LONGEST_TEXT = 1_000_000;
const LONGEST_QUERY = 10_000;
const LONGEST_PATTERN = 10_000;
/** Unit vectors in float32, perhaps normalised by others, are this near to length 1. */
const UNIT_TOLERANCE = 0.01;

export function checkTenant(tenant: string): void {
  checkName('tenant', tenant);
}

export function checkEmbedder(embedder: EmbedderIdentity): void {
  checkName('embedder.identity', embedder.identity);
  checkCount('embedder.dimensions', embedder.dimensions, 65_536);
}

/** Whole, from 1 to `most`. */
export function checkCount(name: string, value: number, most: number = MAX_PER_CALL): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name} must be a whole number from 1 to ${most}, not ${value}`);
  }
}

export function checkIds(ids: readonly string[]): void {
  checkLength('ids', ids);
  ids.forEach((id, i) => checkName(`ids[${i}]`, id));
}

export function checkRecords(records: readonly StoredRecord[], dimensions: number): void {
  checkLength('records', records);
  records.forEach((record, i) => {
    const name = `records[${i}]`;
    checkName(`${name}.id`, record.id);
    checkRecord(name, record);
    checkUnitVector(`${name}.vector`, record.vector, dimensions);
    checkSketch(`${name}.sketch`, record.sketch);
  });
}

function checkRecord(name: string, record: SeriesRecord): void {
  if (typeof record.metric !== 'string') throw new TypeError(`${name}.metric must be a string`);
  checkText(`${name}.text`, record.text);
  checkWatch(`${name}.watch`, record.watch);
}

export function checkText(name: string, text: string): void {
  if (typeof text !== 'string') throw new TypeError(`${name} must be a string`);
  if (text.length > LONGEST_TEXT) {
    throw new RangeError(`${name} must have at most ${LONGEST_TEXT} characters`);
  }
}

/** Vectors of one batch of texts, as an embedder gave them. */
export function checkEmbeddings(
  vectors: readonly Float32Array[],
  texts: readonly string[],
  dimensions: number,
): void {
  if (vectors.length !== texts.length) {
    throw new RangeError(`embed must give one vector a text: ${texts.length}, not ${vectors.length}`);
  }
  vectors.forEach((vector, i) => checkUnitVector(`embed's vector ${i}`, vector, dimensions));
}

export function checkSearch({ filter, perMetric, ...query }: SearchRequest, dimensions: number): void {
  checkQuery(query, dimensions);
  if (perMetric !== undefined) checkCount('perMetric', perMetric);
  checkFilter(filter);
}

export function checkQuery(query: Query, dimensions: number): void {
  const { vector, text, alternatives, topK, offset = 0, candidates } = query;
  checkCount('topK', topK);
  if (!Number.isInteger(offset) || offset < 0 || offset + topK > MAX_PER_CALL) {
    throw new RangeError(
      `offset must be a whole number from 0, with topK at most ${MAX_PER_CALL}, not ${offset}`,
    );
  }
  if (candidates !== undefined) {
    checkCount('candidates', candidates, MOST_CANDIDATES);
    if (candidates < offset + topK) throw new RangeError('candidates must not be fewer than offset + topK');
  }
  if (vector === undefined && text === undefined) {
    throw new TypeError('request needs a vector, a text, or both');
  }
  if (vector !== undefined) checkVector('vector', vector, dimensions);
  if (text !== undefined) checkQueryText('text', text);
  if (alternatives === undefined) return;
  checkStrings('alternatives', alternatives);
  checkQueryText('alternatives', alternatives.join(' '));
}

function checkQueryText(name: string, text: string): void {
  if (typeof text !== 'string') throw new TypeError(`${name} must be a string`);
  if (text.length > LONGEST_QUERY) {
    throw new RangeError(`${name} must have at most ${LONGEST_QUERY} characters`);
  }
}

export function checkFacetFields(fields: readonly FacetField[]): void {
  checkStrings('fields', fields);
  fields.forEach((field, i) => {
    const label = /^label:(.*)$/s.exec(field)?.[1];
    if (label !== undefined) checkName(`fields[${i}]`, label);
    else if (field !== 'metric' && field !== 'tag') {
      throw new RangeError(`fields[${i}] must be metric, tag or label:NAME, not ${field}`);
    }
  });
}

export function checkList({ afterId, limit, filter }: ListRequest): void {
  if (afterId !== undefined) checkName('afterId', afterId);
  checkCount('limit', limit);
  checkFilter(filter);
}

export function checkAnomalyList({ order, after, limit, filter }: AnomalyListRequest): void {
  if (!['time', 'score'].includes(order)) throw new RangeError('order must be time or score');
  if (after !== undefined) {
    if (typeof after !== 'string') throw new TypeError('after must be a string');
    decodeCursor(order, after);
  }
  checkCount('limit', limit);
  checkFilter(filter);
}

/** A filter that holds at least one condition: what every record fulfils is none. */
export function checkCondition(filter: RecordFilter): void {
  checkFilter(filter);
  const { tags = [], matchers = [], anyOf = [], ...others } = filter;
  const isConditional =
    tags.length > 0 ||
    matchers.length > 0 ||
    anyOf.length > 0 ||
    Object.values(others).some((value) => value !== undefined);
  if (!isConditional) throw new RangeError('filter must hold at least one condition');
}

export function checkFilter(filter: RecordFilter = {}): void {
  checkStrings('filter.metrics', filter.metrics);
  checkTraits('filter', filter);
  checkMatchers(filter.matchers);
  if (filter.watch !== undefined) checkWatch('filter.watch', filter.watch);
  checkNumbers('filter', filter, ['windowFromMs', 'windowToMs', 'endedBeforeMs']);
  checkOrder('filter', 'windowFromMs', filter.windowFromMs, 'windowToMs', filter.windowToMs);
  if (filter.anyOf !== undefined) checkAlternatives('filter.anyOf', filter.anyOf);
}

function checkAlternatives(name: string, lists: NonNullable<RecordFilter['anyOf']>): void {
  const isList = (value: unknown): boolean => Array.isArray(value);
  if (!isList(lists) || !lists.every(isList)) throw new TypeError(`${name} must hold lists`);
  if (lists.flat().length > MOST_ALTERNATIVES) {
    throw new RangeError(`${name} must hold at most ${MOST_ALTERNATIVES} alternatives in all`);
  }
  lists.forEach((list, i) => {
    list.forEach((alternative, k) => {
      checkTraits(`${name}[${i}][${k}]`, alternative);
      const { tags = [], ...others } = alternative;
      if (tags.length === 0 && Object.values(others).every((value) => value === undefined)) {
        throw new RangeError(`${name}[${i}][${k}] must hold at least one condition`);
      }
    });
  });
}

function checkTraits(name: string, filter: FilterAlternative): void {
  checkStrings(`${name}.tags`, filter.tags);
  checkStrings(`${name}.anomalyTypes`, filter.anomalyTypes);
  const unknown = filter.anomalyTypes?.find((type) => !ANOMALY_TYPES.includes(type));
  if (unknown !== undefined) {
    throw new RangeError(`${name}.anomalyTypes must hold any of ${ANOMALY_TYPES.join(', ')}, not ${unknown}`);
  }
  checkNumbers(name, filter, ['anomalyFromMs', 'anomalyToMs', 'anomalyBegunFromMs', 'minAnomalyScore']);
  const { anomalyFromMs, anomalyToMs, anomalyBegunFromMs } = filter;
  checkOrder(name, 'anomalyFromMs', anomalyFromMs, 'anomalyToMs', anomalyToMs);
  checkOrder(name, 'anomalyBegunFromMs', anomalyBegunFromMs, 'anomalyToMs', anomalyToMs);
}

function checkNumbers<Key extends string>(
  name: string,
  filter: Readonly<Partial<Record<Key, number>>>,
  keys: readonly Key[],
): void {
  for (const key of keys) {
    const value = filter[key];
    if (value !== undefined && !Number.isFinite(value)) {
      throw new RangeError(`${name}.${key} must be a finite number, not ${String(value)}`);
    }
  }
}

export function checkMatchers(matchers: readonly LabelMatcher[] | undefined): void {
  if (matchers === undefined) return;
  checkLength('filter.matchers', matchers);
  matchers.forEach((matcher, i) => checkMatcher(`filter.matchers[${i}]`, matcher));
}

function checkMatcher(name: string, matcher: LabelMatcher): void {
  checkName(`${name}.name`, matcher.name);
  if (!['=', '!=', '=~', '!~'].includes(matcher.operator)) {
    throw new RangeError(`${name}.operator must be =, !=, =~ or !~`);
  }
  if (typeof matcher.value !== 'string') throw new TypeError(`${name}.value must be a string`);
  if (!matcher.operator.endsWith('~')) return;
  if (matcher.value.length > LONGEST_PATTERN) {
    throw new RangeError(`${name}.value must have at most ${LONGEST_PATTERN} characters`);
  }
  compilePattern(name, matcher.value);
}

/** Compiles RE2 syntax, in which matching takes linear time; `.` matches newlines too, as in Prometheus. */
export function compilePattern(name: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new RangeError(
      `${name}: the regular expression ${JSON.stringify(pattern)} is invalid: ${cause.message}`,
      {
        cause,
      },
    );
  }
}

function checkVector(name: string, vector: Float32Array, dimensions: number): number {
  if (Object.prototype.toString.call(vector) !== '[object Float32Array]') {
    throw new TypeError(`${name} must be a Float32Array`);
  }
  if (vector.length !== dimensions) {
    throw new RangeError(`${name} must have ${dimensions} components, not ${vector.length}`);
  }
  let squares = 0;
  for (const x of vector) squares += x * x;
  if (!Number.isFinite(squares)) throw new RangeError(`${name} must hold finite numbers only`);
  return Math.sqrt(squares);
}

export function checkUnitVector(name: string, vector: Float32Array, dimensions: number): void {
  const length = checkVector(name, vector, dimensions);
  if (Math.abs(length - 1) > UNIT_TOLERANCE) {
    throw new RangeError(`${name} must have unit length, not ${length}`);
  }
}

/** Strings that are keys must survive UTF-8, or two of them could become one. */
export function checkName(name: string, value: string): void {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  if (value === '' || value.length > LONGEST_NAME || !value.isWellFormed() || value.includes('\0')) {
    throw new RangeError(
      `${name} must have 1 to ${LONGEST_NAME} characters of well-formed Unicode without NUL`,
    );
  }
}

function checkWatch(name: string, value: string): void {
  if (value !== '') checkName(name, value);
}

export function checkStrings(name: string, values: readonly string[] | undefined): void {
  if (values === undefined) return;
  checkLength(name, values);
  if (!values.every((value) => typeof value === 'string')) throw new TypeError(`${name} must hold strings`);
}

export function checkLength(name: string, list: readonly unknown[]): void {
  if (!Array.isArray(list)) throw new TypeError(`${name} must be a list`);
  if (list.length > MAX_PER_CALL) {
    throw new RangeError(`${name} must have at most ${MAX_PER_CALL} elements, not ${list.length}`);
  }
}

function checkOrder(
  name: string,
  fromName: string,
  from: number | undefined,
  toName: string,
  to: number | undefined,
): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw new RangeError(`${name}.${toName} must not be before ${name}.${fromName}`);
  }
}
