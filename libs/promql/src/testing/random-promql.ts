/** Draws PromQL, most of it well-formed and of fitting types, some not; the same of the same seed. */
export class RandomPromql {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An expression, in one of two with a mistake in it: a piece left out, doubled, exchanged or put in. */
  expression(): string {
    const written = this.#any(this.#below(4));
    return this.#below(2) === 0 ? written : this.#spoil(written);
  }

  #below(limit: number): number {
    // Numerical Recipes' generator; its low bits are poor, the high ones are used.
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)];
  }

  #any(depth: number): string {
    const kind = this.#below(20);
    if (kind === 0) return this.#scalar(depth);
    if (kind === 1) return this.#matrix(depth);
    return kind === 2 ? this.#string() : this.#vector(depth);
  }

  /** Mostly what is asked for. */
  #vector(depth: number): string {
    if (this.#below(25) === 0) return this.#pick([this.#scalar(0), this.#matrix(0), this.#string()]);
    if (depth === 0) return this.#selector() + this.#modifier();
    switch (this.#below(9)) {
      case 0:
      case 1:
        return this.#aggregation(depth - 1);
      case 2:
      case 3:
        return `${this.#pick(RANGE_FUNCTIONS)}(${this.#matrix(depth - 1)})`;
      case 4:
        return this.#call(depth - 1);
      case 5:
        return `(${this.#vector(depth - 1)})${this.#below(8) === 0 ? this.#modifier() : ''}`;
      case 6:
        return `-${this.#vector(depth - 1)}`;
      default:
        return this.#operation(depth - 1);
    }
  }

  #matrix(depth: number): string {
    if (depth === 0 || this.#below(3) > 0)
      return `${this.#selector()}[${this.#pick(DURATIONS)}]${this.#modifier()}`;
    return `${this.#vector(depth - 1)}[${this.#pick(DURATIONS)}:${this.#pick(['', '1m', '30s'])}]${this.#modifier()}`;
  }

  #scalar(depth: number): string {
    if (depth === 0 || this.#below(2) === 0)
      return this.#pick(['1', '0.5', '-2', '1e3', '0x1F', 'Inf', 'NaN', 'time()', 'pi()']);
    return this.#pick([
      `scalar(${this.#vector(depth - 1)})`,
      `${this.#scalar(0)} ${this.#pick(['+', '>', '> bool', '^'])} ${this.#scalar(0)}`,
    ]);
  }

  #string(): string {
    return this.#pick(['"a"', "'b'", '`c`', '"\\n"', '"\\""', '"\\x41\\u00e9"', '"{}[]"']);
  }

  #selector(): string {
    const matchers = Array.from({ length: this.#below(3) }, () => this.#matcher());
    const braces =
      matchers.length > 0 || this.#below(6) === 0
        ? `{${matchers.join(',')}${this.#below(9) === 0 && matchers.length > 0 ? ',' : ''}}`
        : '';
    return this.#below(12) === 0 && braces !== '' ? braces : this.#pick(METRICS) + braces;
  }

  #matcher(): string {
    return this.#pick(LABELS) + this.#pick(['=', '!=', '=~', '!~']) + this.#pick(VALUES);
  }

  #modifier(): string {
    return this.#below(6) === 0
      ? this.#pick([
          ' offset 5m',
          ' offset -1h',
          ' @ 1e9',
          ' @ end()',
          ' @ start() offset 1d',
          ' offset 1d @ 3',
        ])
      : '';
  }

  #aggregation(depth: number): string {
    const operator = this.#pick([
      'sum',
      'avg',
      'COUNT',
      'max',
      'stddev',
      'group',
      'topk',
      'quantile',
      'count_values',
    ]);
    const parameter =
      operator === 'count_values'
        ? `${this.#string()}, `
        : /topk|quantile/.test(operator)
          ? `${this.#scalar(0)}, `
          : '';
    const body = `(${this.#below(20) === 0 ? '' : parameter}${this.#vector(depth)})`;
    const grouping = `${this.#pick(['by', 'without'])} (${this.#labels()})`;
    return this.#pick([operator + body, `${operator} ${grouping} ${body}`, `${operator}${body} ${grouping}`]);
  }

  #call(depth: number): string {
    const vector = () => this.#vector(depth);
    return this.#pick([
      () => `abs(${vector()})`,
      () => `absent(${vector()})`,
      () => `round(${vector()}, ${this.#scalar(0)})`,
      () => `round(${vector()})`,
      () => `clamp(${vector()}, 0, ${this.#scalar(0)})`,
      () => `histogram_quantile(${this.#scalar(0)}, ${vector()})`,
      () => `label_replace(${vector()}, "a", "$1", "b", "(.*)")`,
      () => `label_join(${vector()}, "a", ",", "b", "c")`,
      () => `hour(${this.#pick(['', vector()])})`,
      () => `vector(${this.#scalar(depth)})`,
      () => `quantile_over_time(0.9, ${this.#matrix(depth)})`,
      () => `predict_linear(${this.#matrix(depth)}, 3600)`,
      () => `sort_desc(${vector()})`,
      () => `timestamp(${vector()})`,
      () => `${this.#pick(['abs', 'rate', 'clamp', 'nothing', 'time'])}(${vector()}, ${this.#scalar(0)})`,
    ])();
  }

  #operation(depth: number): string {
    const operator = this.#pick([
      '+',
      '-',
      '*',
      '/',
      '%',
      '^',
      'atan2',
      '==',
      '!=',
      '>',
      '<=',
      'and',
      'or',
      'unless',
      '> bool',
    ]);
    const group =
      this.#below(3) === 0
        ? ` ${this.#pick(['group_left', 'group_right'])}${this.#pick(['', ` (${this.#labels()})`])}`
        : '';
    const matching =
      this.#below(3) === 0 ? ` ${this.#pick(['on', 'ignoring'])} (${this.#labels()})${group}` : '';
    const right = this.#below(4) === 0 ? this.#scalar(depth) : this.#vector(depth);
    return `${this.#vector(depth)} ${operator}${matching} ${right}`;
  }

  #labels(): string {
    return Array.from({ length: this.#below(3) }, () => this.#pick(LABELS)).join(', ');
  }

  #spoil(written: string): string {
    const pieces = written.match(/"[^"]*"|[\w:.]+|\s+|[=!<>~]+|./g) ?? [];
    const at = this.#below(pieces.length);
    const other = this.#below(pieces.length);
    switch (this.#below(4)) {
      case 0:
        pieces.splice(at, 1);
        break;
      case 1:
        pieces.splice(at, 0, pieces[at]);
        break;
      case 2:
        [pieces[at], pieces[other]] = [pieces[other], pieces[at]];
        break;
      default:
        pieces.splice(
          at,
          0,
          this.#pick([
            '(',
            ')',
            '{',
            '}',
            '[',
            ']',
            ',',
            ' and ',
            ' by ',
            ' offset ',
            '@',
            '"',
            '=',
            '1',
            'x',
            '[5m]',
            ' bool ',
            '#',
          ]),
        );
    }
    return pieces.join('');
  }
}

const METRICS = ['up', 'http_requests_total', 'a:b:rate5m', 'sum', 'x_bucket', 'rate', 'time'];
const LABELS = ['job', 'le', 'instance', 'on', 'by', '__name__', 'a1'];
const VALUES = [
  '"api"',
  '""',
  "'x|y'",
  '`.*`',
  '".+"',
  '"("',
  '"\\\\d+"',
  '"a\\nb"',
  '"[a-z"',
  '"x{2,}"',
  '"(?i)a"',
  '"a**"',
];
const DURATIONS = ['5m', '1h30m', '90s', '1d', '250ms', '0s', '1w'];
const RANGE_FUNCTIONS = [
  'rate',
  'increase',
  'irate',
  'avg_over_time',
  'max_over_time',
  'delta',
  'changes',
  'absent_over_time',
  'last_over_time',
];
