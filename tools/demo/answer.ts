/** A JSON document that somebody else sent, read field by field; a field of another type than expected is an error that names it. */
export class Answer {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = 'the answer') {
    this.#value = value;
    this.#path = path;
  }

  at(key: string): Answer {
    if (typeof this.#value !== 'object' || this.#value === null) throw this.#mismatch('an object');
    return new Answer(Object.getOwnPropertyDescriptor(this.#value, key)?.value, `${this.#path}.${key}`);
  }

  get exists(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#mismatch('a string');
    return this.#value;
  }

  /** NaN for null, which is what the API says for numbers that cannot be known. */
  number(): number {
    if (this.#value === null) return NaN;
    if (typeof this.#value !== 'number') throw this.#mismatch('a number');
    return this.#value;
  }

  list(): Answer[] {
    if (!Array.isArray(this.#value)) throw this.#mismatch('a list');
    return this.#value.map((item, i) => new Answer(item, `${this.#path}[${i}]`));
  }

  texts(): string[] {
    return this.list().map((item) => item.text());
  }

  textMap(): Record<string, string> {
    if (typeof this.#value !== 'object' || this.#value === null) throw this.#mismatch('an object');
    return Object.fromEntries(Object.keys(this.#value).map((key) => [key, this.at(key).text()]));
  }

  #mismatch(expected: string): TypeError {
    return new TypeError(`${this.#path} is not ${expected}: ${JSON.stringify(this.#value)?.slice(0, 100)}`);
  }
}
