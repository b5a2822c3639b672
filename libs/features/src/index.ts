export { BEHAVIOUR_TAGS, behaviourTags } from './behaviour-tags.ts';
export { describe } from './describe.ts';
export { flattenProfile, PROFILE_COLUMNS } from './flatten-profile.ts';
export { formatDuration } from './format-duration.ts';
export { formatQuantity, scaleQuantity } from './format-quantity.ts';
export { formatTime } from './format-time.ts';
export { humaniseMetric } from './humanise-metric.ts';
export { profile } from './profile.ts';
export { refineSketch, scanSketch, sharpenPlace } from './shape/find-shape.ts';
export { chanceSimilarity, isNoise } from './shape/shape-noise.ts';
export { MIN_SHAPE_SAMPLES, shapeQuery } from './shape/shape-query.ts';
export { decodeSketch, encodeSketch, readSketchHeader } from './shape/shape-sketch.ts';
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
export type { ShapePlace } from './shape/scan-shape.ts';
export type { ShapeBounds, ShapeMatch } from './shape/find-shape.ts';
export type { ShapeEffort, ShapeQuery } from './shape/shape-query.ts';
export type { SketchHeader } from './shape/shape-sketch.ts';
export type { MetricMetadata, Unit } from './unit-of.ts';
