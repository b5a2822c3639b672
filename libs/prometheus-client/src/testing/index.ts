export { findFreePort, startProgram } from './program.ts';
export type { Program, ProgramOptions } from './program.ts';
export { findBinary, findPrometheus, startPrometheus } from './prometheus-server.ts';
export type { PrometheusServer, PrometheusServerOptions } from './prometheus-server.ts';
