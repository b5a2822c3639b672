import {
  parseSelector,
  PrometheusError,
  type Labels,
  type MetadataEntry,
} from '@metrics-ai/prometheus-client';
import type { Series } from '@metrics-ai/timeseries';
import type { PrometheusReader } from '../reading/plan-reading.ts';

/**
 * Answers as a Prometheus would that holds these series: enough PromQL for the tests of the engine (selectors, `or`,
 * and functions around one selector, which are taken for the selector itself). The real one is used end to end.
 */
export class FakePrometheus implements PrometheusReader {
  readonly asked: string[] = [];
  /** Queries that hold this text fail. */
  failing?: string;
  private readonly stored: readonly Series[];
  private readonly metadataByName: ReadonlyMap<string, readonly MetadataEntry[]>;

  constructor(stored: readonly Series[], metadata: Record<string, MetadataEntry[]> = {}) {
    this.stored = stored;
    this.metadataByName = new Map(Object.entries(metadata));
  }

  series(matches: readonly string[]): ReturnType<PrometheusReader['series']> {
    const series = this.stored.filter(({ labels }) => matches.some((match) => isMatch(match, labels)));
    return Promise.resolve({ data: series.map(({ labels }) => labels), warnings: [], infos: [] });
  }

  metadata(): ReturnType<PrometheusReader['metadata']> {
    return Promise.resolve({ data: this.metadataByName, warnings: [], infos: [] });
  }

  query(): ReturnType<PrometheusReader['query']> {
    return Promise.resolve({ data: { type: 'vector', samples: [] }, warnings: [], infos: [] });
  }

  queryRange(promql: string): ReturnType<PrometheusReader['queryRange']> {
    this.asked.push(promql);
    if (this.failing !== undefined && promql.includes(this.failing)) {
      return Promise.reject(new PrometheusError('server', 'disk is on fire'));
    }
    const selectors = promql.split(' or ').map((part) => /[a-z_]+\{[^}]*\}|[a-z_]+$/.exec(part)?.[0] ?? part);
    const series = this.stored.filter(({ labels }) => selectors.some((match) => isMatch(match, labels)));
    const isPlain = promql === selectors[0];
    return Promise.resolve({
      data: series.map(({ labels: { __name__: name, ...labels }, ...samples }) => ({
        ...samples,
        histograms: [],
        labels: isPlain ? { ...labels, __name__: name } : labels,
      })),
      warnings: ['slow disk'],
      infos: [],
    });
  }
}

function isMatch(match: string, labels: Labels): boolean {
  const { metric, matchers } = parseSelector(match);
  return (
    (metric === undefined || labels.__name__ === metric) &&
    matchers.every(({ name, value }) => (labels[name] ?? '') === value)
  );
}
