/** A value out of a fixture, looked into by key and read as what the test says that it is. */
export interface Fixture {
  at(...keys: (string | number)[]): Fixture;
  keys(): string[];
  number(): number;
  numbers(): Float64Array;
}

/** @throws TypeError or RangeError (on reading) where the text is not what it is read as. */
export function parseFixture(text: string): Fixture {
  const json: unknown = JSON.parse(text);
  return wrap(json, '$');
}

function wrap(json: unknown, path: string): Fixture {
  return {
    at(...keys) {
      let inner = json;
      for (const key of keys) inner = isRecord(inner) ? inner[key] : undefined;
      if (inner === undefined) throw new RangeError(`${path} has no ${keys.join('.')}`);
      return wrap(inner, `${path}.${keys.join('.')}`);
    },
    keys: () => (isRecord(json) ? Object.keys(json) : []),
    number: () => parseNumber(json, path),
    numbers() {
      if (!Array.isArray(json)) throw new TypeError(`${path} is not a list`);
      return Float64Array.from(json, (item: unknown) => parseNumber(item, path));
    },
  };
}

/** The fixtures write NaN as null and infinities as words, since JSON has neither. */
function parseNumber(json: unknown, path: string): number {
  if (json === null) return NaN;
  if (json === 'Infinity' || json === '-Infinity') return Number(json);
  if (typeof json !== 'number') throw new TypeError(`${path} is not a number`);
  return json;
}

function isRecord(json: unknown): json is Record<string | number, unknown> {
  return typeof json === 'object' && json !== null;
}
