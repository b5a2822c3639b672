export { behavingSeries } from './behaving-series.ts';
