import { describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { sendChart } from './chart-answer.ts';

/** What is sent for a chart of a metric. */
function headersOf(metric: string, format: 'svg' | 'png' = 'png'): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    send: () => response,
  };
  const chart = { bytes: new Uint8Array(1), metric, fromMs: Date.UTC(2026, 0, 31, 12, 5, 7) };
  sendChart(response as unknown as Response, chart, format);
  return headers;
}

describe('A picture that is sent', () => {
  it.each([
    ['cpu_usage', 'cpu_usage-2026-01-31T12:05'],
    ['sum by (le) (rate(x_total{a="b\r\nc: d"}[5m]))', 'sum-by-le-rate-x_total-a-b-c-d-5m-'],
    ['../../etc/passwd', 'etc-passwd-'],
    ['温度', 'chart-'],
  ])('has a name to be saved under: %j', (metric, name) => {
    const disposition = headersOf(metric)['content-disposition'];
    expect(disposition).toMatch(/^inline; filename="[\w.-]+-2026-01-31T1205Z\.png"$/);
    expect(disposition).toContain(`"${name.replace(/:/g, '')}`);
  });

  it('has a short name, however long an expression is', () => {
    expect(headersOf('a'.repeat(10_000))['content-disposition'].length).toBeLessThan(150);
  });

  it('says what it is, and that nothing in it may run', () => {
    expect(headersOf('up', 'svg')).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
    });
    expect(headersOf('up')['content-type']).toBe('image/png');
  });
});
