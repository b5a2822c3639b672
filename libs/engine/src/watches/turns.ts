import { PrometheusError, type PrometheusClient } from '@metrics-ai/prometheus-client';
import type { VectorStore } from '@metrics-ai/vector-store';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ingest, IngestReport } from '../ingest/ingest.ts';
import { isOfShard, WHOLE, type Shard } from '../reading/shard.ts';
import type { TimeRange, TimeRangeRequest } from '../time-range/time-range.ts';
import type { Watch } from './watch.ts';

export interface TurnReport extends IngestReport {
  /** Records of series that are gone, forgotten in this turn. */
  readonly expired: number;
}

export interface TurnParts {
  readonly prometheus: Pick<PrometheusClient, 'query'>;
  readonly ingest: Ingest;
  readonly store: VectorStore;
}

/** One odd answer of Prometheus must not cost a record: a series is gone when it was missing from so many turns. */
const MISSED_TURNS = 3;

const RECORDS_PER_PAGE = 100;

/** Brings the records of a watch up to date. */
export class Turns {
  private readonly parts: TurnParts;

  constructor(parts: TurnParts) {
    this.parts = parts;
  }

  /**
   * Reads what is new, renews the records, and forgets series that are gone. A turn may be broken off anywhere and
   * repeated. The clock that counts is Prometheus', so that a wrong one on this machine changes nothing.
   * Rejects as `Ingest.run` does.
   */
  async run(
    watch: Watch,
    { shard = WHOLE, signal }: { readonly shard?: Shard; readonly signal?: AbortSignal } = {},
  ): Promise<TurnReport> {
    const { prometheus, ingest } = this.parts;
    const nowMs = await readClockMs(prometheus, signal);
    const { name, tenant, source, dropLabels, detection, maxSeries, expireAfterMs } = watch;
    const report = await ingest.run(
      tenant,
      { source, range: rangeOfTurn(watch, nowMs), dropLabels, detection },
      { watched: { watch: name, shard, nowMs, maxSeries, expireAfterMs }, signal },
    );
    // Where something could not be read, or nothing was there at all, what is missing may be there still.
    const isComplete = report.series > 0 && report.failed.length === 0;
    const expired = isComplete ? await this.expire(watch, shard, report, signal) : 0;
    return { ...report, expired };
  }

  private async expire(
    watch: Watch,
    shard: Shard,
    { range }: IngestReport,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const { store } = this.parts;
    const { name, tenant } = watch;
    const filter = { watch: name, endedBeforeMs: goneBeforeMs(watch, range) };
    let expired = 0;
    for (let afterId: string | undefined; ;) {
      signal?.throwIfAborted();
      const page = await store.list(tenant, { limit: RECORDS_PER_PAGE, afterId, filter });
      if (page.length === 0) return expired;
      const gone = page.filter(({ labels }) => isOfShard(labels, shard)).map(({ id }) => id);
      if (gone.length > 0) expired += await store.delete(tenant, gone);
      afterId = page.at(-1)?.id;
      // Forgetting many takes a while: others get their turn in between.
      await nextTurn();
    }
  }
}

/** A record that ends before this is forgotten by a turn that reads up to `endMs`. */
export function goneBeforeMs(
  { everyMs }: Pick<Watch, 'everyMs'>,
  { endMs, stepMs }: Pick<TimeRange, 'endMs' | 'stepMs'>,
): number {
  return endMs - MISSED_TURNS * Math.max(everyMs, stepMs);
}

/** What a turn at that time reads. */
export function rangeOfTurn({ lookbackMs, stepMs }: Watch, nowMs: number): TimeRangeRequest {
  // The engine starts afresh in each turn: its verdicts stay the same as long as it starts at the same sample.
  return { endMs: nowMs, durationMs: lookbackMs, stepMs, isSteady: true };
}

/** Prometheus' own time, in milliseconds since the epoch. Rejects with a PrometheusError. */
export async function readClockMs(
  prometheus: Pick<PrometheusClient, 'query'>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { data } = await prometheus.query('time()', { signal });
  const seconds = data.type === 'scalar' ? data.value : data.type === 'vector' ? data.samples[0]?.value : NaN;
  if (!(seconds > 0)) throw new PrometheusError('invalid-response', 'time() gave no time');
  return Math.floor(seconds * 1000);
}
