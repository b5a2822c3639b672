export type { Series } from './series.ts';
