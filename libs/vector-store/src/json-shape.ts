/** Turns an unknown JSON value into a T, or throws a TypeError that names the path where it is something else. */
export type Parse<T> = (value: unknown, path: string) => T;

const fail = (path: string, wanted: string): never => {
  throw new TypeError(`${path}: expected ${wanted}`);
};

export const string: Parse<string> = (value, path) =>
  typeof value === 'string' ? value : fail(path, 'a string');

/** Not by instanceof: in a vm context, as test runners use, values from native code are of another realm. */
export const bytes: Parse<Uint8Array> = (value, path) =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : fail(path, 'bytes');

export const boolean: Parse<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : fail(path, 'true or false');

/**
 * JSON has no NaN and no infinities, so `toJson` writes them as the strings that Number() reads. What is missing, as
 * in records of an older release, is unknown: NaN for a number, an empty list, an object of such fields. A whole
 * number that the parser of a response gave as a bigint is a number too.
 */
export const number: Parse<number> = (value, path) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined || value === null || value === 'NaN') return NaN;
  if (value === 'Infinity' || value === '-Infinity' || value === '-0') return Number(value);
  return fail(path, 'a number');
};

/** As `listOf(number)` of numbers that are all known: of a hundred thousand the elements' paths would cost more than all else. */
export const numbers: Parse<number[]> = (value, path) =>
  isNumbers(value) ? value : fail(path, 'a list of numbers');

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'number');

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Parse<T> =>
  (value, path) =>
    choices.find((choice) => choice === value) ?? fail(path, choices.join(' or '));

export const listOf =
  <T>(item: Parse<T>): Parse<T[]> =>
  (value = [], path) =>
    Array.isArray(value)
      ? value.map((element: unknown, index) => item(element, `${path}[${index}]`))
      : fail(path, 'a list');

export const mapOf =
  <T>(item: Parse<T>): Parse<Record<string, T>> =>
  (value, path) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, item(v, `${path}.${key}`)]))
      : fail(path, 'an object');

export const optional =
  <T>(item: Parse<T>): Parse<T | undefined> =>
  (value, path) =>
    value === undefined || value === null ? undefined : item(value, path);

/** Exactly the fields of T: leaving one out does not compile, and fields that T does not have are dropped. */
export const objectOf =
  <T extends object>(fields: { readonly [K in keyof T]-?: Parse<T[K]> }): Parse<T> =>
  (value = {}, path) => {
    if (!isObject(value)) return fail(path, 'an object');
    const result: Partial<T> = {};
    for (const key in fields) result[key] = fields[key](value[key], `${path}.${key}`);
    return complete(result);
  };

/** Every key of T was set from `fields`, which has all of them: what the compiler cannot follow through the loop. */
const complete = <T>(value: Partial<T>): T => value as T;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON text in which NaN, the infinities and −0 survive, for reading back by a shape. */
export function toJson(value: object): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'number' || (Number.isFinite(item) && !Object.is(item, -0))) return item;
    return Object.is(item, -0) ? '-0' : String(item);
  });
}
