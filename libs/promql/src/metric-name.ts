/** What a series of a histogram, a summary or an OpenMetrics counter has behind the name of its family. */
export type MetricSuffix = 'total' | 'bucket' | 'count' | 'sum';

/** `a_bucket` → `a` and `bucket`; a name without such an end is its own family. */
export function splitSuffix(name: string): [family: string, suffix: MetricSuffix | ''] {
  const match = /^(.+)_(total|bucket|count|sum)$/.exec(name);
  return match === null ? [name, ''] : [match[1], match[2] as MetricSuffix];
}

/** The name of a recording rule, `level:metric:operations`: it says what was done, not what there is. */
export function isRecorded(name: string): boolean {
  return name.includes(':');
}
