export { BEHAVIOUR_TAGS, behaviourTags } from './behaviour-tags.ts';
export { describe } from './describe.ts';
export { flattenProfile, PROFILE_COLUMNS } from './flatten-profile.ts';
export { formatDuration } from './format-duration.ts';
export { formatQuantity, scaleQuantity } from './format-quantity.ts';
export { formatTime } from './format-time.ts';
export { humaniseMetric } from './humanise-metric.ts';
export { profile } from './profile.ts';
export { unitOf } from './unit-of.ts';

export type { BehaviourTag, BehaviourTagDefinition } from './behaviour-tags.ts';
export type { DescribeInput } from './describe.ts';
export type { ProfileColumn } from './flatten-profile.ts';
export type { ProfileOptions } from './profile.ts';
export type {
  Ceiling,
  Episodes,
  Extrema,
  Level,
  LevelChange,
  RecentChange,
  Sawtooth,
  Seasonality,
  SeriesProfile,
  Statistics,
  Trend,
  Volatility,
  Zeros,
} from './series-profile.ts';
export type { MetricMetadata, Unit } from './unit-of.ts';
