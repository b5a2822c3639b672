import { listOf, objectOf, optional, type Parse, string } from './json-shape.ts';
import type { QdrantCollection } from './qdrant-collection.ts';
import type { QdrantFilter } from './qdrant-filter.ts';

export interface ScrolledPoint<Payload> {
  readonly id: string;
  readonly payload: Payload;
}

/**
 * All points that pass, by id, a page at a time. No page is empty: one whose points were all deleted while the server read
 * it is left out, since it need not be the last.
 * @param fields of the payload that are asked for, each with what reads it
 * @param request `offset`: the point to start from, that one included
 */
export async function* scrollPoints<Payload extends object>(
  { connection, name }: QdrantCollection,
  fields: { readonly [Field in keyof Payload]-?: Parse<Payload[Field]> },
  {
    filter,
    limit,
    offset: start,
  }: { readonly filter?: QdrantFilter; readonly limit: number; readonly offset?: string },
): AsyncGenerator<ScrolledPoint<Payload>[], void, undefined> {
  const page = objectOf<{ points: ScrolledPoint<Payload>[]; next_page_offset: string | undefined }>({
    points: listOf(objectOf({ id: string, payload: objectOf<Payload>(fields) })),
    next_page_offset: optional(string),
  });
  for (let next = start; ;) {
    const offset = next;
    const answer = await connection.call(page, (api, init) =>
      api.scrollPoints(
        {
          collection_name: name,
          filter,
          limit,
          with_payload: Object.keys(fields),
          ...(offset !== undefined && { offset }),
        },
        init,
      ),
    );
    if (answer.points.length > 0) yield answer.points;
    if (answer.next_page_offset === undefined) return;
    next = answer.next_page_offset;
  }
}
