import * as promql from '@metrics-ai/promql';
import { PrometheusError } from './prometheus-error.ts';

/** Throws a PrometheusError of kind `bad-query`, with the position, when the text is not well-formed PromQL. */
export function checkPromql(text: string): void {
  asBadQuery(() => promql.parsePromql(text));
}

/** As `parseSelector` of `@metrics-ai/promql`, but throws a PrometheusError of kind `bad-query`. */
export function parseSelector(text: string): promql.ParsedSelector {
  return asBadQuery(() => promql.parseSelector(text));
}

/** As `ratedCounter` of `@metrics-ai/promql`, but throws a PrometheusError of kind `bad-query`. */
export function ratedCounter(text: string): promql.RatedCounter | undefined {
  return asBadQuery(() => promql.ratedCounter(text));
}

function asBadQuery<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof promql.PromqlSyntaxError)) throw error;
    throw new PrometheusError('bad-query', error.message, { position: error.from });
  }
}
