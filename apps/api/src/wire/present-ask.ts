import type { AnswerPicture, AskAnswer, AskChoice, AskResult, Elsewhere } from '@metrics-ai/engine';
import { formatQuantity } from '@metrics-ai/features';
import type { AskResponse } from './ask.ts';
import { presentFinding } from './present-finding.ts';
import { iso } from './present-values.ts';

export function presentAnswer(answer: AskAnswer): AskResponse {
  const { answered, result, picture } = answer;
  return {
    question: answer.question,
    text: answer.text,
    sure: answer.isSure,
    empty: answer.isEmpty,
    answered: answered && presentChoice(answered),
    result: result && presentResult(result, answered?.unit ?? ''),
    chart_url: picture && chartUrl(picture),
    alternatives: answer.alternatives.map(presentChoice),
    findings: answer.findings.map((finding) => presentFinding(finding, answered?.promql ?? '')),
    see: answer.see.map((place) => presentElsewhere(place, answer.question)),
    written_by: answer.writtenBy,
    model_discarded: answer.modelDiscarded,
    warnings: [...answer.warnings],
    infos: [...answer.infos],
    duration_seconds: answer.durationMs / 1000,
  };
}

function presentChoice({
  promql,
  metric,
  score,
  reading,
  unit,
}: AskChoice): AskResponse['alternatives'][number] {
  return { promql, metric, score: Math.round(score * 1000) / 1000, reading, unit };
}

function presentResult(result: AskResult, unit: string): NonNullable<AskResponse['result']> {
  const { seriesTotal } = result;
  if (result.kind === 'instant') {
    return {
      kind: 'instant',
      time: iso(result.timeMs),
      series: result.series.map(({ labels, value }) => ({
        labels,
        value,
        text: formatQuantity(value, unit),
      })),
      series_total: seriesTotal,
    };
  }
  const { startMs, endMs, stepMs } = result.range;
  return {
    kind: 'range',
    start: iso(startMs),
    end: iso(endMs),
    step_seconds: stepMs / 1000,
    series: result.series.map(({ labels, timestamps, values }) => ({
      labels,
      points: Array.from(timestamps, (timestampMs, i): [number, number] => [timestampMs / 1000, values[i]]),
    })),
    series_total: seriesTotal,
  };
}

function chartUrl({ promql, title, unit, limit, range }: AnswerPicture): string {
  const parameters = new URLSearchParams({
    promql,
    title: title.slice(0, 200),
    ...(unit !== '' && { unit }),
    // A number with an exponent is none in a query string, and no bound that a picture has room for.
    ...(limit !== undefined && /^-?[\d.]+$/.test(String(limit)) && { threshold: String(limit) }),
    start_time: iso(range.startMs),
    end_time: iso(range.endMs),
    step: String(range.stepMs / 1000),
  });
  return `/ask/chart.png?${parameters.toString()}`;
}

const PLACES = {
  query: { method: 'POST', path: '/metrics/query' },
  anomalies: { method: 'GET', path: '/anomalies' },
  similar: { method: 'POST', path: '/metrics/similar' },
} as const;

function presentElsewhere({ place, reason }: Elsewhere, question: string): AskResponse['see'][number] {
  return { ...PLACES[place], body: place === 'query' ? { query: question } : undefined, reason };
}
