import { busyShare } from './intents/busy-time.ts';
import { increase, rate } from './intents/counters.ts';
import { overTime, value } from './intents/gauges.ts';
import {
  beyondBound,
  distribution,
  meanOfObservations,
  quantile,
  rateOfObservations,
} from './intents/histograms.ts';
import { hitRatio, ratioOfValues, shareOfFailures, shareOfOutcome, shareOfWhole } from './intents/ratios.ts';
import {
  absence,
  countOfKind,
  countOfSeries,
  countOfState,
  down,
  mismatch,
  shareOfState,
} from './intents/states.ts';
import { age, changes, expiry, forecast, growth, timeLeft, trend } from './intents/times.ts';
import type { Intent } from './intent.ts';

/** All kinds of questions that are understood. Of several that fit a metric, the best fit is taken; of equals, the first. */
export const INTENTS: readonly Intent[] = [
  countOfState,
  countOfKind,
  down,
  shareOfState,
  quantile,
  beyondBound,
  distribution,
  meanOfObservations,
  rateOfObservations,
  busyShare,
  hitRatio,
  ratioOfValues,
  shareOfOutcome,
  shareOfFailures,
  shareOfWhole,
  expiry,
  age,
  timeLeft,
  forecast,
  changes,
  growth,
  trend,
  absence,
  mismatch,
  countOfSeries,
  overTime,
  increase,
  rate,
  value,
];
