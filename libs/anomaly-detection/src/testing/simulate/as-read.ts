import type { Series } from '@metrics-ai/timeseries';
import { medianStepMs, resample } from '@metrics-ai/timeseries';
import type { PlantedSeries } from './planted-series.ts';

/** A planted series as it is read: of a counter the raw samples, in which alone a reset shows; and NaN at the steps that have none. */
export function asRead({ timestamps, values, counter }: PlantedSeries): Series {
  const stepMs = medianStepMs(timestamps);
  return resample({ labels: {}, timestamps, values: counter ?? values }, { stepMs, aggregate: 'last' });
}
