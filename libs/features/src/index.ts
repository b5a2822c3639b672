export type {
  Extrema,
  Level,
  LevelChange,
  RecentChange,
  Seasonality,
  SeriesProfile,
  Statistics,
  Trend,
  Volatility,
} from './series-profile.ts';
