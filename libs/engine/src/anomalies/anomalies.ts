import type { AnomalyListRequest, RecordedAnomaly, VectorStore } from '@metrics-ai/vector-store';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { anomalyId, parseAnomalyId } from './anomaly-id.ts';

/** A remembered anomaly, the series that has it, and the name by which it is found again. */
export interface FoundAnomaly extends RecordedAnomaly {
  readonly id: string;
}

export interface FoundAnomalies {
  readonly anomalies: readonly FoundAnomaly[];
  /** Where the next page begins; absent when this was the last. */
  readonly next?: string;
}

/** The anomalies of all series that are remembered. */
export class Anomalies {
  private readonly store: VectorStore;

  constructor(store: VectorStore) {
    this.store = store;
  }

  /** A page of those that pass, by time or score. Rejects with InvalidRequestError or VectorStoreError. */
  async list(tenant: string, request: AnomalyListRequest): Promise<FoundAnomalies> {
    try {
      const { anomalies, next } = await this.store.listAnomalies(tenant, request);
      return { anomalies: anomalies.map(withId), next };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The store names the argument first; of a filter, the caller knows the selector.
      const [argument] = error.message.split(/:? /, 1);
      const message = error.message.slice(argument.length).replace(/^:? /, '');
      throw new InvalidRequestError(argument === 'after' ? 'after' : 'match', message);
    }
  }

  /** Undefined when there is none of this id, or none any more. Rejects with VectorStoreError. */
  async get(tenant: string, id: string): Promise<FoundAnomaly | undefined> {
    const named = parseAnomalyId(id);
    if (named === undefined) return undefined;
    const [record] = await this.store.get(tenant, [named.seriesId]);
    const anomaly = record?.anomalies.find(({ startMs }) => startMs === named.startMs);
    return anomaly && withId({ record, anomaly });
  }
}

const withId = ({ record, anomaly }: RecordedAnomaly): FoundAnomaly => ({
  id: anomalyId(record.id, anomaly),
  record,
  anomaly,
});
