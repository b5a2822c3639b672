import { PrometheusError, type Answer, type Labels, type MetadataEntry } from '@metrics-ai/prometheus-client';
import { parseSelector } from '@metrics-ai/promql';
import type { CatalogueSource } from '../catalogue/read-metrics.ts';

type Asked = keyof CatalogueSource;

/** Answers what a catalogue asks as a Prometheus would that has these series, live or not. The real one is used end to end. */
export class FakeMetricsSource implements CatalogueSource {
  /** Methods that were called, in order. */
  readonly asked: Asked[] = [];
  live: readonly Labels[] = [];
  /** Series that had samples within the day, and have none now. */
  dormant: readonly Labels[] = [];
  /** Names that an index still knows. */
  remembered: readonly string[] = [];
  metadataByName: Readonly<Record<string, readonly MetadataEntry[]>> = {};
  /** Throws where a call is to fail. */
  fail: (method: Asked, about: string) => void = () => undefined;

  labelValues(name: string, { matches }: { readonly matches?: readonly string[] } = {}) {
    return this.answer('labelValues', matches?.join() ?? name, () => {
      const values = this.select(matches?.[0]).map((labels) => labels[name]);
      const remembered = name === '__name__' ? this.remembered : [];
      return [...new Set([...values, ...remembered])].filter((value) => value !== undefined).sort();
    });
  }

  labels({ matches }: { readonly matches?: readonly string[] } = {}) {
    return this.answer('labels', matches?.join() ?? '', () => [
      ...new Set(this.select(matches?.[0]).flatMap((labels) => Object.keys(labels))),
    ]);
  }

  series(matches: readonly string[]) {
    return this.answer('series', matches.join(), () => this.select(matches[0]));
  }

  metadata() {
    return this.answer('metadata', '', () => new Map(Object.entries(this.metadataByName)));
  }

  query(promql: string): ReturnType<CatalogueSource['query']> {
    return this.answer('query', promql, () => {
      if (promql === 'time()') return { type: 'scalar', timestampMs: 0, value: 1_000_000 } as const;
      const [, window, selected] = /^count by \(__name__\) \((last_over_time\()?(\{.*\})/.exec(promql) ?? [];
      const live = new Set(this.live);
      const series = this.select(selected).filter((each) => window !== undefined || live.has(each));
      const counts = Map.groupBy(series, ({ __name__ }) => __name__);
      const samples = [...counts].map(([name, { length }]) => ({
        labels: { __name__: name },
        timestampMs: 0,
        value: length,
      }));
      return { type: 'vector', samples } as const;
    });
  }

  /** The series, live and dormant, whose name fits. */
  private select(selected = '{__name__!=""}'): Labels[] {
    const [{ operator, value }] = [
      ...parseSelector(selected).matchers,
      { operator: '=', value: parseSelector(selected).metric ?? '' },
    ];
    const pattern = RegExp(`^(?:${value})$`);
    const isMeant = (name: string): boolean =>
      operator === '!=' ? name !== value : operator === '=~' ? pattern.test(name) : name === value;
    return [...this.live, ...this.dormant].filter(({ __name__ }) => isMeant(__name__));
  }

  private async answer<T>(method: Asked, about: string, make: () => T): Promise<Answer<T>> {
    this.asked.push(method);
    await Promise.resolve();
    this.fail(method, about);
    return { data: make(), warnings: [], infos: [] };
  }
}

export const refuses = (message: string): PrometheusError => new PrometheusError('bad-query', message);
