export type { Anomaly, AnomalyType } from './anomaly.ts';
export type { Detector, Judgement, Judgements, OnlineDetector } from './detector.ts';
