export { linesChart, MAX_LINES } from './lines-chart.ts';
export { renderPng } from './render-png.ts';
export { CHART_SIZES } from './series-chart-input.ts';
export { seriesChart } from './series-chart.ts';

export type { ChartAnomaly } from './anomaly-marks.ts';
export type { ChartLine, LinesChartInput } from './lines-chart-input.ts';
export type { SeriesChartInput } from './series-chart-input.ts';
export type { ThemeName } from './theme.ts';
