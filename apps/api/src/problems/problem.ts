import { EmbeddingError } from '@metrics-ai/embeddings';
import {
  CharacterizerClosedError,
  InvalidRequestError,
  NothingToDrawError,
  TooManyJobsError,
} from '@metrics-ai/engine';
import { LanguageModelError } from '@metrics-ai/insights';
import { PrometheusError } from '@metrics-ai/prometheus-client';
import { VectorStoreError } from '@metrics-ai/vector-store';
import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { problem } from '../wire/responses.ts';
import { InvalidBodyError } from './invalid-body-error.ts';

/** A problem document (RFC 9457), as it goes over the wire. */
export type Problem = z.output<typeof problem>;

/** How the engine's names of a request's parts are spelled in the API. */
const WIRE_FIELDS: Readonly<Record<string, string>> = {
  startMs: 'start_time',
  endMs: 'end_time',
  durationMs: 'time_range',
  stepMs: 'step',
  metricName: 'metric_name',
  after: 'cursor',
  compareWith: 'compare_with',
};

const wireField = (field: string): string =>
  field
    .split('.')
    .map((part) => WIRE_FIELDS[part] ?? part)
    .join('.');

const PROMETHEUS_STATUS: Readonly<Partial<Record<PrometheusError['kind'], number>>> = {
  'bad-query': 400,
  timeout: 504,
};

/** The one table that turns an error into an answer. What is not in it is our own mistake: 500, and no detail. */
export function toProblem(error: unknown): Problem {
  if (error instanceof InvalidBodyError) {
    return problemOf(400, error.message, error.errors);
  }
  if (error instanceof InvalidRequestError) {
    const field = wireField(error.field);
    return problemOf(400, `${field}: ${error.message}`, [{ field, message: error.message }]);
  }
  if (error instanceof NothingToDrawError) return problemOf(404, error.message);
  if (error instanceof CharacterizerClosedError) return problemOf(503, error.message);
  if (error instanceof TooManyJobsError) return problemOf(429, error.message);
  if (error instanceof PrometheusError) {
    return problemOf(PROMETHEUS_STATUS[error.kind] ?? 502, `Prometheus: ${error.message}`);
  }
  if (error instanceof VectorStoreError) {
    return problemOf(error.kind === 'timeout' ? 504 : 503, `vector store: ${error.message}`);
  }
  if (error instanceof EmbeddingError || error instanceof LanguageModelError) {
    return problemOf(error.kind === 'timeout' ? 504 : 502, error.message);
  }
  if (error instanceof HttpException) return problemOf(error.getStatus(), error.message);
  if (isBodyParserError(error)) return problemOf(error.status, error.message);
  return problemOf(500, 'An unexpected error: the log of the server says more.');
}

function problemOf(status: number, detail: string, errors?: Problem['errors']): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, errors };
}

/** body-parser and router errors of Express carry the status that they stand for, and may be shown. */
function isBodyParserError(error: unknown): error is Error & { status: number } {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    'expose' in error &&
    error.expose === true
  );
}
