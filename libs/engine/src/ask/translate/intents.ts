import { busyShare } from './intents/busy-time.ts';
import { increase, meanTime, rate } from './intents/counters.ts';
import { lasting, overTime, value } from './intents/gauges.ts';
import {
  beyondBound,
  distribution,
  highestOfSummary,
  meanOfObservations,
  quantile,
  rateOfObservations,
  timeSpent,
} from './intents/histograms.ts';
import { hitRatio, ratioOfValues, shareOfFailures, shareOfOutcome, shareOfValue } from './intents/ratios.ts';
import { perThing } from './intents/per-thing.ts';
import { restOfWhole, shareOfWhole, usedOfWhole } from './intents/wholes.ts';
import {
  absence,
  countOfKind,
  countOfSeries,
  countOfState,
  down,
  mismatch,
  shareOfState,
} from './intents/states.ts';
import { age, changes, expiry, forecast, growth, timeLeft, restarted, trend } from './intents/times.ts';
import type { Intent } from './intent.ts';

/** All kinds of questions that are understood. Of several that fit a metric, the best fit is taken; of equals, the first. */
export const INTENTS: readonly Intent[] = [
  countOfState,
  countOfKind,
  down,
  shareOfState,
  highestOfSummary,
  quantile,
  beyondBound,
  distribution,
  meanOfObservations,
  timeSpent,
  rateOfObservations,
  busyShare,
  hitRatio,
  ratioOfValues,
  shareOfOutcome,
  shareOfValue,
  shareOfFailures,
  shareOfWhole,
  restOfWhole,
  usedOfWhole,
  expiry,
  age,
  timeLeft,
  forecast,
  restarted,
  changes,
  growth,
  trend,
  absence,
  mismatch,
  countOfSeries,
  lasting,
  overTime,
  increase,
  meanTime,
  perThing,
  rate,
  value,
];
