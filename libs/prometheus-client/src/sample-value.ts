const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * A sample value as Prometheus writes it (Go's strconv.FormatFloat): a decimal number, `NaN`, `+Inf` or `-Inf`
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats).
 * Gives undefined for any other text, so that a misread text never looks like the value NaN.
 */
export function parseSampleValue(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'NaN') return NaN;
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return undefined;
}
