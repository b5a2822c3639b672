import {
  asList,
  asText,
  isObject,
  type Json,
  type JsonObject,
  passesFilter,
  Refusal,
  type StandInPoint,
  valuesAt,
} from './qdrant-stand-in-filter.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One collection: every point in memory, every query by going through all of them. */
export class StandInCollection {
  readonly points = new Map<string, StandInPoint>();
  readonly indexes: JsonObject = {};
  readonly vectors: JsonObject;
  readonly metadata: JsonObject;
  readonly #sparse: JsonObject;

  constructor(body: JsonObject) {
    this.vectors = objectAt(body, 'vectors');
    this.#sparse = objectAt(body, 'sparse_vectors');
    this.metadata = isObject(body['metadata']) ? body['metadata'] : {};
  }

  info(): JsonObject {
    return {
      status: 'green',
      optimizer_status: 'ok',
      segments_count: 1,
      points_count: this.points.size,
      config: {
        params: { vectors: this.vectors, sparse_vectors: this.#sparse },
        metadata: this.metadata,
        hnsw_config: {},
        optimizer_config: {},
      },
      payload_schema: this.indexes,
    };
  }

  /** A point is replaced as a whole. */
  upsert(body: JsonObject): void {
    const points = asList(body['points']).map((point) => {
      if (!isObject(point) || typeof point['id'] !== 'string' || !UUID.test(point['id'])) {
        throw new Refusal(400, 'a point needs a UUID');
      }
      const vectors = new Map<string, ReturnType<StandInCollection['parseVector']>>();
      for (const [name, vector] of Object.entries(objectAt(point, 'vector'))) {
        vectors.set(name, this.parseVector(name, vector));
      }
      return { id: point['id'], vectors, payload: isObject(point['payload']) ? point['payload'] : {} };
    });
    for (const point of points) this.points.set(point.id, point);
  }

  /** By ids, or by what passes a filter. */
  delete(body: JsonObject): void {
    const ids =
      'filter' in body
        ? this.passing(body['filter']).map(({ id }) => id)
        : asList(body['points']).map(asText);
    for (const id of ids) this.points.delete(id);
  }

  /** The operations of a batch, in their order. */
  update(body: JsonObject): number {
    const operations = asList(body['operations']);
    for (const operation of operations) {
      const given = isObject(operation) ? operation['set_payload'] : undefined;
      if (!isObject(given)) throw new Refusal(400, 'an operation that is not known here');
      for (const point of this.passing(given['filter'])) {
        point.payload = { ...point.payload, ...objectAt(given, 'payload') };
      }
    }
    return operations.length;
  }

  updateVectors(body: JsonObject): void {
    const updates = asList(body['points']).map((update) => {
      if (!isObject(update) || typeof update['id'] !== 'string')
        throw new Refusal(400, 'a point needs an id');
      const point = this.points.get(update['id']);
      if (!point) throw new Refusal(404, `Not found: No point with id ${update['id']} found`);
      const vectors = Object.entries(objectAt(update, 'vector'));
      return {
        point,
        vectors: vectors.map(([name, vector]) => [name, this.parseVector(name, vector)] as const),
      };
    });
    for (const { point, vectors } of updates) {
      if (!passesFilter(point, body['update_filter'])) continue;
      for (const [name, vector] of vectors) point.vectors.set(name, vector);
    }
  }

  addVectorName(name: string, body: JsonObject): void {
    this.vectors[name] = objectAt(body, 'dense');
  }

  dropVectorName(name: string): void {
    if (!(name in this.vectors))
      throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
    delete this.vectors[name];
    for (const point of this.points.values()) point.vectors.delete(name);
  }

  /** By id; or, with `order_by`, by an indexed number, from `start_from` on. */
  scroll(body: JsonObject): JsonObject {
    const limit = Number(body['limit'] ?? 10);
    const order = body['order_by'];
    const passing = this.passing(body['filter']);
    if (!isObject(order)) {
      const from = passing.filter(({ id }) => typeof body['offset'] !== 'string' || id >= body['offset']);
      return {
        points: from.slice(0, limit).map((point) => this.show(point, body)),
        next_page_offset: from[limit]?.id ?? null,
      };
    }
    const key = asText(order['key']);
    const index = this.indexes[key];
    if (!isObject(index) || index['data_type'] !== 'float') {
      throw new Refusal(400, `Bad request: No range index for \`order_by\` key: \`${key}\`.`);
    }
    const sign = order['direction'] === 'desc' ? -1 : 1;
    const start = order['start_from'];
    const valued = passing
      // Once for each of its values.
      .flatMap((point) =>
        [...new Set(valuesAt(point.payload, key))].map((value) => ({ point, value: Number(value) })),
      )
      .filter(({ value }) => typeof start !== 'number' || sign * (value - start) >= 0)
      .sort((a, b) => sign * (a.value - b.value));
    return {
      points: valued
        .slice(0, limit)
        .map(({ point, value }) => ({ ...this.show(point, body), order_value: value })),
      next_page_offset: null,
    };
  }

  facet(body: JsonObject): JsonObject {
    const key = asText(body['key']);
    if (!(key in this.indexes)) {
      throw new Refusal(400, `Bad request: Index required but not found for "${key}".`);
    }
    const counts = new Map<Json, number>();
    for (const point of this.passing(body['filter'])) {
      for (const value of new Set(valuesAt(point.payload, key)))
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const hits = [...counts].map(([value, count]) => ({ value, count }));
    hits.sort((a, b) => b.count - a.count || (JSON.stringify(a.value) < JSON.stringify(b.value) ? -1 : 1));
    return { hits: hits.slice(0, Number(body['limit'] ?? 10)) };
  }

  query(body: JsonObject): JsonObject {
    const points = this.rank(body).map(({ point, score }) => ({
      ...this.show(point, body),
      version: 0,
      score,
    }));
    return { points };
  }

  passing(filter: Json | undefined): StandInPoint[] {
    const points = [...this.points.values()].filter((point) => passesFilter(point, filter));
    return points.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  show(point: StandInPoint, body: JsonObject): JsonObject {
    const wanted = body['with_payload'];
    if (wanted === false) return { id: point.id };
    if (!Array.isArray(wanted)) return { id: point.id, payload: point.payload };
    const fields = Object.entries(point.payload).filter(([key]) => wanted.includes(key));
    return { id: point.id, payload: Object.fromEntries(fields) };
  }

  /**
   * As the server does (lib/collection/src/grouping/group_by.rs): it takes as many points as would fill all groups,
   * then as many of those whose groups are not full, and so on, five times, and five times more to fill the best.
   */
  queryGroups(body: JsonObject): JsonObject {
    const key = asText(body['group_by']);
    const [size, limit] = [Number(body['group_size'] ?? 3), Number(body['limit'] ?? 10)];
    let rest = this.rank({ ...body, offset: 0, limit: Number.MAX_SAFE_INTEGER });
    const groups = new Map<Json, { point: StandInPoint; score: number }[]>();
    const best = () => [...groups].sort(([, a], [, b]) => b[0].score - a[0].score).slice(0, limit);
    const isOpen = (group: Json) => (groups.get(group)?.length ?? 0) < size;
    const take = (wanted: (group: Json) => boolean) => {
      const taken = rest
        .filter(({ point }) => valuesAt(point.payload, key).some(wanted))
        .slice(0, limit * size);
      for (const scored of taken) {
        for (const group of valuesAt(scored.point.payload, key).filter(isOpen)) {
          groups.set(group, [...(groups.get(group) ?? []), scored]);
        }
      }
      const seen = new Set(taken);
      rest = rest.filter((scored) => !seen.has(scored));
    };
    for (let round = 0; round < 5; round++) {
      take(isOpen);
      if (best().filter(([group]) => !isOpen(group)).length >= limit) break;
    }
    for (let round = 0; round < 5; round++) {
      const unfilled = new Set(best().map(([group]) => group));
      take((group) => unfilled.has(group) && isOpen(group));
    }
    return {
      groups: best().map(([id, hits]) => ({
        id,
        hits: hits.map(({ point, score }) => ({ ...this.show(point, body), version: 0, score })),
      })),
    };
  }

  private rank(body: JsonObject): { point: StandInPoint; score: number }[] {
    const limit = Number(body['limit'] ?? 10);
    const offset = Number(body['offset'] ?? 0);
    const { query, using } = body;
    const scored =
      isObject(query) && isObject(query['rrf'])
        ? this.fuse(asList(body['prefetch']), Number(query['rrf']['k'] ?? 2))
        : this.score(asText(using), query, body);
    return scored.sort((a, b) => b.score - a.score).slice(offset, offset + limit);
  }

  /** 1 / (k + place), places from 0 (qdrant.tech/documentation/concepts/hybrid-queries). */
  private fuse(prefetches: readonly Json[], k: number): { point: StandInPoint; score: number }[] {
    const scores = new Map<StandInPoint, number>();
    for (const prefetch of prefetches) {
      if (!isObject(prefetch)) throw new Refusal(400, 'prefetch must be an object');
      this.rank(prefetch).forEach(({ point }, place) => {
        scores.set(point, (scores.get(point) ?? 0) + 1 / (k + place));
      });
    }
    return [...scores].map(([point, score]) => ({ point, score }));
  }

  private score(
    name: string,
    query: Json | undefined,
    body: JsonObject,
  ): { point: StandInPoint; score: number }[] {
    if (query === undefined) throw new Refusal(400, 'a query is needed');
    const wanted = this.parseVector(name, query);
    const weights = new Map(
      Array.isArray(wanted) ? [] : wanted.indices.map((index, i) => [index, wanted.values[i]]),
    );
    const idf = Array.isArray(wanted) ? undefined : this.inverseFrequencies(name, wanted.indices, body);
    const prefetches = asList(body['prefetch']).map((prefetch) =>
      this.rank(isObject(prefetch) ? prefetch : {}),
    );
    const prefetched = prefetches.length > 0 && new Set(prefetches.flat().map(({ point }) => point));
    return this.passing(body['filter']).flatMap((point) => {
      if (prefetched && !prefetched.has(point)) return [];
      const vector = point.vectors.get(name);
      if (!vector) return [];
      if (Array.isArray(vector)) return [{ point, score: cosine(vector, asNumbers(query)) }];
      const shared = vector.indices.flatMap((index, i) =>
        idf?.has(index) ? [vector.values[i] * (weights.get(index) ?? 0) * (idf.get(index) ?? 0)] : [],
      );
      return shared.length > 0 ? [{ point, score: shared.reduce((a, b) => a + b) }] : [];
    });
  }

  /** Of each index, among the points of the corpus: ln((n − df + 0.5) / (df + 0.5) + 1). */
  private inverseFrequencies(
    name: string,
    indices: readonly number[],
    body: JsonObject,
  ): Map<number, number> {
    const params = isObject(body['params']) ? body['params']['idf'] : undefined;
    const corpus = this.passing(isObject(params) ? params['corpus'] : undefined);
    const sets = corpus.map((point) => {
      const vector = point.vectors.get(name);
      return new Set(vector && !Array.isArray(vector) ? vector.indices : []);
    });
    return new Map(
      indices.map((index) => {
        const df = sets.filter((set) => set.has(index)).length;
        return [index, Math.log((sets.length - df + 0.5) / (df + 0.5) + 1)];
      }),
    );
  }

  private parseVector(name: string, vector: Json): number[] | { indices: number[]; values: number[] } {
    const dense = this.vectors[name];
    if (isObject(dense)) {
      const numbers = asNumbers(vector);
      if (numbers.length !== dense['size']) {
        throw new Refusal(
          400,
          `Wrong input: Vector dimension error: expected dim: ${JSON.stringify(dense['size'])}`,
        );
      }
      return numbers;
    }
    if (!(name in this.#sparse) || !isObject(vector)) {
      throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
    }
    const [indices, values] = [asNumbers(vector['indices']), asNumbers(vector['values'])];
    const areIndices = indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32);
    if (!areIndices || new Set(indices).size !== indices.length || indices.length !== values.length) {
      throw new Refusal(422, 'Validation error: indices must be unique, as many as values');
    }
    return { indices, values };
  }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const norm = Math.hypot(...a) * Math.hypot(...b);
  return norm === 0 ? 0 : a.reduce((sum, x, i) => sum + x * b[i], 0) / norm;
}

function asNumbers(value: Json | undefined): number[] {
  return asList(value).map((x) => {
    if (typeof x !== 'number') throw new Refusal(400, 'expected numbers');
    return x;
  });
}

function objectAt(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  if (!isObject(value)) throw new Refusal(400, `Format error in JSON body: missing field \`${key}\``);
  return value;
}
