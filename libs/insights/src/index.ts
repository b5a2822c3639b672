export type { Insight, SeriesAnalysis } from './insight.ts';
export type { GenerateRequest, LanguageModel } from './language-model.ts';
