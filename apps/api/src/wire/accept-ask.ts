import { matchersOfSelector, type AnswerChartRequest, type AskRequest } from '@metrics-ai/engine';
import { matchersOf } from '@metrics-ai/prometheus-client';
import type { AnswerChartQuery, AskBody } from './ask.ts';

export function toAskRequest(body: AskBody): AskRequest {
  const { question, promql, time: timeMs, labels = {}, match, limit } = body;
  return {
    question,
    promql,
    timeMs,
    range: toRange(body),
    matchers: [...matchersOf(labels), ...(match === undefined ? [] : matchersOfSelector(match))],
    limit,
  };
}

export function toAnswerChartRequest(query: AnswerChartQuery): AnswerChartRequest {
  const { promql, title, unit, threshold: limit } = query;
  return { promql, title, unit, limit, range: toRange(query) };
}

function toRange(
  fields: Pick<AskBody, 'start_time' | 'end_time' | 'time_range' | 'step'>,
): AnswerChartRequest['range'] {
  return {
    startMs: fields.start_time,
    endMs: fields.end_time,
    durationMs: fields.time_range,
    stepMs: fields.step,
  };
}
