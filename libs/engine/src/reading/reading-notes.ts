import { matchersOf, selector } from '@metrics-ai/prometheus-client';
import { namingField, type ReadingPlan } from './plan-reading.ts';
import type { ReadBatch, ReadSeries } from './read-series.ts';

/** What a reading has to say besides its series. */
export interface ReadingReport {
  /** Series that were found and left out. */
  readonly skipped: readonly { readonly series: string; readonly reason: string }[];
  /** Queries that failed; what the others gave is there. */
  readonly failed: readonly { readonly query: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** A query of many series is thousands of characters long: its beginning tells which it is. */
const MAX_QUERY_LENGTH = 500;

/** Collects that while the reading goes on. */
export class ReadingNotes {
  private readonly plan: ReadingPlan;
  private readonly warnings: Set<string>;
  private readonly infos: Set<string>;
  private readonly skipped: { series: string; reason: string }[] = [];
  private readonly failures: Required<Pick<ReadBatch, 'query' | 'failure'>>[] = [];
  private series = 0;

  constructor(plan: ReadingPlan) {
    this.plan = plan;
    this.warnings = new Set(plan.warnings);
    this.infos = new Set(plan.infos);
  }

  add({ query, series, warnings, infos, failure }: ReadBatch): void {
    this.series += series.length;
    for (const warning of warnings) this.warnings.add(warning);
    for (const info of infos) this.infos.add(info);
    if (failure !== undefined) this.failures.push({ query, failure });
  }

  skip({ series: { labels } }: ReadSeries, reason: string): void {
    const { __name__: name, ...rest } = labels;
    this.skipped.push({ series: selector(name, matchersOf(rest)), reason });
  }

  /** Ends the reading; throws the first failure when every query failed. */
  finish(): ReadingReport {
    if (this.failures.length > 0 && this.failures.length === this.plan.queries.length) {
      throw namingField(this.plan.field, this.failures[0].failure);
    }
    if (this.series === 0 && this.failures.length === 0 && this.plan.queries.length > 0) {
      this.warnings.add('there are no samples in this time');
    }
    return {
      skipped: this.skipped,
      failed: this.failures.map(({ query, failure }) => ({
        query: query.promql.slice(0, MAX_QUERY_LENGTH),
        reason: failure.message,
      })),
      warnings: [...this.warnings],
      infos: [...this.infos],
    };
  }
}
