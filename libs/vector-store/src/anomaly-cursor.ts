import { number, string, toJson } from './json-shape.ts';
import type { AnomalyOrder } from './vector-store.ts';

/** The last anomaly of a page: its place in the order is known even when it has been deleted. */
export interface AnomalyPlace {
  /** What the order goes by; of a store's own making. */
  readonly value: number;
  readonly recordId: string;
  readonly startMs: number;
}

const LONGEST_CURSOR = 4096;

export function encodeCursor(order: AnomalyOrder, { value, recordId, startMs }: AnomalyPlace): string {
  return Buffer.from(toJson([order, value, recordId, startMs])).toString('base64url');
}

/** @throws RangeError for what `encodeCursor` did not make, and for a cursor of another order */
export function decodeCursor(order: AnomalyOrder, cursor: string): AnomalyPlace {
  const parts = cursor.length <= LONGEST_CURSOR ? parse(cursor) : undefined;
  if (!parts) throw new RangeError('after must be the cursor of the page before');
  if (parts.order !== order) {
    throw new RangeError(
      `after must be the cursor of a page in the order of ${order}, not of ${parts.order}`,
    );
  }
  return parts.place;
}

function parse(cursor: string): { order: string; place: AnomalyPlace } | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 4) return undefined;
    const [value, startMs] = [number(parts[1], 'value'), number(parts[3], 'startMs')];
    if (Number.isNaN(value) || Number.isNaN(startMs)) return undefined;
    return { order: string(parts[0], 'order'), place: { value, recordId: string(parts[2], 'id'), startMs } };
  } catch {
    return undefined;
  }
}
