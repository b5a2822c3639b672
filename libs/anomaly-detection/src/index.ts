export { ANOMALY_TYPES } from './anomaly.ts';
export { baselineDetector } from './baseline-detector.ts';
export { detectAnomalies, explainJudgements } from './detect-anomalies.ts';
export { ensembleDetector } from './ensemble-detector.ts';
export { iqrDetector } from './iqr-detector.ts';
export { isolationForestDetector } from './isolation-forest-detector.ts';
export { IsolationForest } from './isolation-forest.ts';
export { zScoreDetector } from './z-score-detector.ts';

export type { Anomaly, AnomalySignal, AnomalyType } from './anomaly.ts';
export type { BaselineOptions } from './baseline-detector.ts';
export type { Band, Detector, Judgement, Judgements, MemberScores, OnlineDetector } from './detector.ts';
export type { DetectAnomaliesOptions, ExplainOptions } from './detect-anomalies.ts';
export type { EnsembleDetector, EnsembleOptions } from './ensemble-detector.ts';
export type { IqrOptions } from './iqr-detector.ts';
export type { IsolationForestDetectorOptions } from './isolation-forest-detector.ts';
export type { IsolationForestOptions } from './isolation-forest.ts';
export type { ZScoreOptions } from './z-score-detector.ts';
