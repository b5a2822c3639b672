export { answerNumberCheck } from './answer-number-check.ts';
export { LanguageModelError } from './language-model-error.ts';
export { narrate } from './narrate.ts';
export { ollamaLanguageModel } from './ollama-language-model.ts';
export { writeInsight } from './write-insight.ts';

export type { AnswerFacts } from './answer-number-check.ts';
export type { Insight, SeriesAnalysis } from './insight.ts';
export type { LanguageModelErrorKind } from './language-model-error.ts';
export type { GenerateRequest, LanguageModel } from './language-model.ts';
export type { OllamaLanguageModelOptions } from './ollama-language-model.ts';
export type { WriteInsightOptions } from './write-insight.ts';
