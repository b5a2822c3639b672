import type { PromqlType } from './expression.ts';

export interface PromqlFunction {
  readonly name: string;
  /** Types of the arguments; those beyond the last one repeat its type. */
  readonly arguments: readonly PromqlType[];
  readonly minArguments: number;
  /** Infinity where any number may follow. */
  readonly maxArguments: number;
  readonly returns: PromqlType;
  /** Whether Prometheus has it behind `--enable-feature=promql-experimental-functions`. */
  readonly isExperimental: boolean;
}

/**
 * The functions of Prometheus 3, a line for each form of arguments: `?` marks an argument that may be left out, `…` one
 * that may be repeated, `!` a function that is experimental (Prometheus documentation, "Query functions").
 */
const FORMS = `
  vector → vector: abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sqrt tan tanh
    sort sort_desc timestamp histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar start_timestamp!
  vector? → vector: day_of_month day_of_week day_of_year days_in_month hour minute month year
  vector scalar? → vector: round
  vector scalar → vector: clamp_max clamp_min
  vector scalar scalar → vector: clamp
  vector string string string string → vector: label_replace
  vector string string string… → vector: label_join
  vector string… → vector: sort_by_label! sort_by_label_desc!
  vector vector? → vector: info!
  vector string scalar scalar… → vector: histogram_quantiles!
  scalar vector → vector: histogram_quantile
  scalar scalar vector → vector: histogram_fraction
  matrix → vector: absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time
    min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time first_over_time mad_over_time!
    ts_of_first_over_time! ts_of_last_over_time! ts_of_max_over_time! ts_of_min_over_time!
  matrix scalar → vector: predict_linear
  matrix scalar scalar → vector: double_exponential_smoothing!
  scalar matrix → vector: quantile_over_time
  scalar → vector: vector
  vector → scalar: scalar
  → scalar: time pi start! end! range! step!`;

/** A quantile a column of `histogram_quantiles`: Prometheus takes no more. */
const MOST_QUANTILES = 10;

export const PROMQL_FUNCTIONS: ReadonlyMap<string, PromqlFunction> = new Map(
  FORMS.trim()
    .split(/\n {2}(?! )/)
    .flatMap((form): PromqlFunction[] => {
      const [, takes, returns, names] = /^(.*)→ (\w+): ([^]*)$/.exec(form)!;
      const written = takes.trim() === '' ? [] : takes.trim().split(' ');
      return names.split(/\s+/).map((name) => functionOf(name, written, returns as PromqlType));
    })
    .map((each) => [each.name, each]),
);

function functionOf(written: string, takes: readonly string[], returns: PromqlType): PromqlFunction {
  const name = written.replace('!', '');
  const repeats = takes.at(-1)?.endsWith('…') === true;
  // What may be repeated may be left out as well, as Prometheus's parser has it.
  const minArguments = takes.filter((type) => !/[?…]$/.test(type)).length;
  const most = name === 'histogram_quantiles' ? MOST_QUANTILES + 2 : Infinity;
  return {
    name,
    arguments: takes.map((type) => type.replace(/[?…]$/, '') as PromqlType),
    minArguments,
    maxArguments: repeats ? most : takes.length,
    returns,
    isExperimental: written.endsWith('!'),
  };
}

/** The aggregations, with the type of the parameter that stands before the vector. */
export const PROMQL_AGGREGATIONS: ReadonlyMap<string, PromqlType | undefined> = new Map<
  string,
  PromqlType | undefined
>([
  ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].map(
    (name) => [name, undefined] as const,
  ),
  ...['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio'].map((name) => [name, 'scalar'] as const),
  ['count_values', 'string'],
]);

/** Aggregations that keep some of the series as they are, with all of their labels. */
export const SELECTING_AGGREGATIONS: ReadonlySet<string> = new Set([
  'topk',
  'bottomk',
  'limitk',
  'limit_ratio',
]);

/** Aggregations behind the same feature flag as the experimental functions. */
export const EXPERIMENTAL_AGGREGATIONS: ReadonlySet<string> = new Set(['limitk', 'limit_ratio']);

/** Functions of counters: they take a fall for a reset. */
export const COUNTER_FUNCTIONS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

/** Functions of gauges: a reset of a counter is a fall to them. */
export const GAUGE_FUNCTIONS: ReadonlySet<string> = new Set([
  'deriv',
  'delta',
  'idelta',
  'predict_linear',
  'double_exponential_smoothing',
]);
