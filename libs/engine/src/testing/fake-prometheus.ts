import { PrometheusError, type Labels, type MetadataEntry } from '@metrics-ai/prometheus-client';
import { parseSelector } from '@metrics-ai/promql';
import type { Series } from '@metrics-ai/timeseries';
import type { PrometheusReader } from '../reading/plan-reading.ts';

/**
 * Answers as a Prometheus would that holds these series: enough PromQL for the tests of the engine (selectors, `or`,
 * and functions around one selector, which are taken for the selector itself; no counter is ever reset). The real one is used end to end.
 */
export class FakePrometheus implements PrometheusReader {
  readonly asked: string[] = [];
  /** Points that each range query asked for. */
  readonly askedPoints: number[] = [];
  /** Queries that hold this text fail. */
  failing?: string;
  /** Range queries that begin before this fail. */
  failingBeforeMs = -Infinity;
  /** What `time()` gives. */
  nowMs = 0;
  stored: readonly Series[];
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

  query(promql: string): ReturnType<PrometheusReader['query']> {
    const { nowMs } = this;
    const data =
      promql === 'time()'
        ? ({ type: 'scalar', timestampMs: nowMs, value: nowMs / 1000 } as const)
        : ({ type: 'vector', samples: [] } as const);
    return Promise.resolve({ data, warnings: [], infos: [] });
  }

  queryRange(
    promql: string,
    { startMs, endMs, stepMs }: Parameters<PrometheusReader['queryRange']>[1],
  ): ReturnType<PrometheusReader['queryRange']> {
    if (promql.startsWith('resets(')) return Promise.resolve({ data: [], warnings: [], infos: [] });
    this.asked.push(promql);
    this.askedPoints.push((endMs - startMs) / stepMs + 1);
    const within = ({ labels, timestamps, values }: Series): Series => {
      const isAsked = timestamps.map((timestampMs) => Number(timestampMs >= startMs && timestampMs <= endMs));
      return {
        labels,
        timestamps: timestamps.filter((_, i) => isAsked[i] === 1),
        values: values.filter((_, i) => isAsked[i] === 1),
      };
    };
    if (startMs < this.failingBeforeMs || (this.failing !== undefined && promql.includes(this.failing))) {
      return Promise.reject(new PrometheusError('server', 'disk is on fire'));
    }
    const selectors = promql.split(' or ').map((part) => /[a-z_]+\{[^}]*\}|[a-z_]+$/.exec(part)?.[0] ?? part);
    const series = this.stored
      .filter(({ labels }) => selectors.some((match) => isMatch(match, labels)))
      .map(within)
      .filter(({ timestamps }) => timestamps.length > 0);
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
    matchers.every(({ name, operator, value }) =>
      operator === '=~'
        ? new RegExp(`^(?:${value})$`).test(labels[name] ?? '')
        : (labels[name] ?? '') === value,
    )
  );
}
