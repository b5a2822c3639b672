import type { Chart, ChartLook } from '@metrics-ai/engine';
import { ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';

const CONTENT_TYPES: Readonly<Record<ChartLook['format'], string>> = {
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
};

/** Documents the answer of a route that draws. */
export function AnswersChart(format: ChartLook['format']): MethodDecorator {
  const [contentType] = CONTENT_TYPES[format].split(';');
  return ApiResponse({
    status: 200,
    description: format === 'svg' ? 'The picture, without scripts or references.' : 'The picture.',
    content: {
      [contentType]: {
        schema: format === 'svg' ? { type: 'string' } : { type: 'string', format: 'binary' },
      },
    },
  });
}

/** Sends a picture that is shown where it is opened, and has a name where it is saved. */
export function sendChart(response: Response, chart: Chart, format: ChartLook['format']): void {
  response.setHeader('Content-Type', CONTENT_TYPES[format]);
  response.setHeader('Content-Disposition', `inline; filename="${fileName(chart)}.${format}"`);
  // An SVG document that is opened by itself is a page of this origin: it must not be one that can do anything.
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.send(Buffer.from(chart.bytes));
}

const MAX_NAME_LENGTH = 80;

/** Such as `cpu_usage-2026-01-31T1205Z`, whatever the metric is called. */
function fileName({ metric, fromMs }: Chart): string {
  const name = metric
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, MAX_NAME_LENGTH);
  const since = new Date(fromMs).toISOString().replace(/:(\d\d):.*/, '$1Z');
  return `${name || 'chart'}-${since}`;
}
