import type { Labels } from './labels.ts';
import { PrometheusError, type PrometheusErrorKind } from './prometheus-error.ts';
import type { Answer } from './query-result.ts';

/** Parses a JSON body in UTF-8. Throws PrometheusError `invalid-response` where it is not that. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new PrometheusError('invalid-response', 'the response is not JSON');
  }
}

/**
 * Opens the envelope that every answer of Prometheus' HTTP API comes in, and gives its `data` to `parseData`.
 * Throws PrometheusError: `invalid-response` where it is no such envelope, else as `errorFromEnvelope`.
 */
export function parseEnvelope<T>(body: Uint8Array, parseData: (data: unknown) => T): Answer<T> {
  const envelope = parseJson(body);
  if (!isRecord(envelope)) throw invalid('an envelope with a status');
  return { data: parseData(checkStatus(envelope).data), ...parseRemarks(envelope) };
}

/** Passes an envelope of success on, and throws what one of failure says. */
export function checkStatus(envelope: Record<string, unknown>): Record<string, unknown> {
  if (envelope.status === 'success') return envelope;
  if (envelope.status !== 'error') throw invalid('an envelope with a status');
  throw errorFromEnvelope(200, envelope);
}

export function parseRemarks(envelope: Record<string, unknown>): Pick<Answer<unknown>, 'warnings' | 'infos'> {
  return {
    warnings: parseStrings(envelope.warnings ?? [], 'warnings'),
    infos: parseStrings(envelope.infos ?? [], 'infos'),
  };
}

/** The error that an answer stands for which is not a success. A body that is no envelope is quoted where it is plain text. */
export function errorFromBody(status: number, body: Uint8Array): PrometheusError {
  const text = new TextDecoder().decode(body).trim();
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    envelope = undefined;
  }
  if (isRecord(envelope) && envelope.status === 'error') return errorFromEnvelope(status, envelope);
  const quoted = text === '' || text.startsWith('<') ? '' : `: ${text}`;
  return new PrometheusError(kindOf(status), `Prometheus answered with status ${status}${quoted}`, {
    status,
  });
}

function errorFromEnvelope(status: number, envelope: Record<string, unknown>): PrometheusError {
  const { errorType, error } = envelope;
  // VictoriaMetrics writes the status there once more.
  const known = typeof errorType === 'string' && /^[a-z_]{1,40}$/.test(errorType) ? errorType : undefined;
  const said = typeof error === 'string' ? error : 'no message';
  const message = known === undefined ? said : `${known}: ${said}`;
  return new PrometheusError(kindOf(status, known), message, { status, errorType: known });
}

function kindOf(status: number, errorType?: string): PrometheusErrorKind {
  if (errorType === 'timeout') return 'timeout';
  if (status === 400 || status === 422 || errorType === 'bad_data' || errorType === 'execution')
    return 'bad-query';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || errorType === 'not_found') return 'not-found';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429) return 'rate-limited';
  return 'server';
}

/** Checks a label set; the object itself is passed on, for a label may be called `__proto__`. */
export function parseLabels(json: unknown): Labels {
  if (!isLabels(json)) throw invalid('a label set');
  return json;
}

function isLabels(json: unknown): json is Labels {
  return isRecord(json) && Object.values(json).every((value) => typeof value === 'string');
}

export function parseStrings(json: unknown, name: string): string[] {
  if (!Array.isArray(json) || !json.every((item) => typeof item === 'string')) throw invalid(name);
  return json;
}

export function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function invalid(expected: string): PrometheusError {
  return new PrometheusError('invalid-response', `the response is not valid: expected ${expected}`);
}
