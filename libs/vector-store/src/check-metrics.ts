import {
  checkCount,
  checkLength,
  checkMatchers,
  checkName,
  checkQuery,
  checkStrings,
  checkText,
  checkUnitVector,
} from './check-arguments.ts';
import {
  METRIC_TYPES,
  type MetricEntry,
  type MetricFilter,
  type MetricListRequest,
  type StoredMetricEntry,
} from './metric-entry.ts';
import type { MetricSearchRequest } from './vector-store.ts';

export function checkEntries(entries: readonly StoredMetricEntry[], dimensions: number): void {
  checkLength('entries', entries);
  entries.forEach((entry, i) => {
    const name = `entries[${i}]`;
    checkName(`${name}.metric`, entry.metric);
    if (!METRIC_TYPES.includes(entry.type)) {
      throw new RangeError(`${name}.type must be any of ${METRIC_TYPES.join(', ')}`);
    }
    checkText(`${name}.help`, entry.help);
    checkText(`${name}.unit`, entry.unit);
    checkText(`${name}.text`, entry.text);
    checkLength(`${name}.labels`, Object.keys(entry.labels));
    for (const [label, values] of Object.entries(entry.labels)) {
      checkStrings(`${name}.labels.${label}`, values);
    }
    if (entry.vector !== undefined) checkUnitVector(`${name}.vector`, entry.vector, dimensions);
  });
}

export function checkMetricList({ afterMetric, limit }: MetricListRequest): void {
  if (afterMetric !== undefined) checkName('afterMetric', afterMetric);
  checkCount('limit', limit);
}

export function checkMetricSearch({ filter, ...query }: MetricSearchRequest, dimensions: number): void {
  checkQuery(query, dimensions);
  checkMetricFilter(filter);
}

function checkMetricFilter(filter: MetricFilter = {}): void {
  checkStrings('filter.metrics', filter.metrics);
  checkMatchers(filter.matchers);
  if (filter.unprofiledOnly !== undefined && typeof filter.unprofiledOnly !== 'boolean') {
    throw new TypeError('filter.unprofiledOnly must be true or false');
  }
}

export function checkSeenBefore(seenBeforeMs: number): void {
  if (!Number.isFinite(seenBeforeMs)) {
    throw new RangeError(`seenBeforeMs must be a finite number, not ${String(seenBeforeMs)}`);
  }
}

/** Of an entry without a vector. @param text that of the stored entry, where there is one */
export function checkSameText(entry: MetricEntry, text: string | undefined): void {
  if (text !== entry.text) {
    throw new RangeError(`entries: ${entry.metric} needs a vector, since none of this text is stored`);
  }
}
