export {
  answersGarbage,
  answersManyPoints,
  answersStatus,
  breaksInBody,
  clockIsAhead,
  neverAnswers,
  onPath,
  times,
  truncatesBody,
} from './faults.ts';
export { startFaultyProxy } from './faulty-proxy.ts';
export type { Fault, FaultHandler, FaultyProxy, ProxiedRequest, RealAnswer } from './faulty-proxy.ts';
export { METRICS_SERVERS } from './metrics-servers.ts';
export type { MetricsServer, MetricsServerKind } from './metrics-servers.ts';
export { findFreePort, startProgram } from './program.ts';
export type { Program, ProgramOptions } from './program.ts';
export { findBinary, findPrometheus, startPrometheus } from './prometheus-server.ts';
export type { PrometheusServer, PrometheusServerOptions } from './prometheus-server.ts';
export { findVictoriaMetrics, startVictoriaMetrics } from './victoria-metrics-server.ts';
export type { VictoriaMetricsServer, VictoriaMetricsServerOptions } from './victoria-metrics-server.ts';
