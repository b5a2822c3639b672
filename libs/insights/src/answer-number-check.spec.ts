import { describe, expect, it } from '@jest/globals';
import { formatQuantity, formatTime } from '@metrics-ai/features';
import { answerNumberCheck } from './answer-number-check.ts';
import { seededRandom } from './testing/seeded-random.ts';

const AT_MS = Date.UTC(2026, 1, 2, 14, 5);

describe('answerNumberCheck', () => {
  const check = answerNumberCheck({
    quantities: [
      { value: 0.934, unit: 'ratio' },
      { value: 1.5 * 1_024 ** 3, unit: 'bytes' },
      { value: 12.34, unit: 'requests/s' },
      { value: 23, unit: '' },
      { value: 1_800, unit: 'seconds' },
      { value: AT_MS / 1_000 - 3_600, unit: 'timestamp' },
    ],
    timesMs: [AT_MS],
    names: [
      'instance="10.0.0.5:9100"',
      'code="500"',
      'device="3h"',
      '3h',
      'sum(rate(http_requests_total[5m]))',
      '99th percentile of latency over 5m',
    ],
  });

  it.each([
    'It is 93.4 % now.',
    'It is 1.5 GiB.',
    '12.3 requests/s, in 23 series.',
    'Last seen 30 min ago.',
    'At Mon 2 Feb 14:05 UTC.',
    'Started at Mon 2 Feb 13:05 UTC.',
    'Highest: instance="10.0.0.5:9100" with 93.4 %, then code="500", device="3h".',
    '99th percentile of latency over 5m: 12.3 requests/s.',
    'By sum(rate(http_requests_total[5m])).',
  ])('accepts: %s', (text) => {
    expect(check(text)).toBeUndefined();
  });

  it.each([
    ['It is 93.5 % now.', '93.5 %'],
    ['It is 1.6 GiB.', '1.6 GiB'],
    ['In 24 series.', '24'],
    ['Twice the usual.', 'Twice'],
    ['At Mon 2 Feb 14:06 UTC.', 'Mon 2 Feb 14:06 UTC'],
    ['Code 500.', '500'],
    ['It took 3h.', '3h'],
    ['In the last 5 min.', '5 min'],
  ])('names the invention in: %s', (text, invented) => {
    expect(check(text)).toBe(invented);
  });

  it('knows every number as it is formatted, whatever its unit', () => {
    const random = seededRandom(5);
    const units = ['', 'ratio', 'percent', 'bytes', 'bytes/s', 'seconds', 'requests/s', '/s', 'celsius'];
    for (let i = 0; i < 400; i++) {
      const unit = units[i % units.length];
      const value = (random() < 0.2 ? -1 : 1) * 10 ** (12 * random() - 5);
      const text = `It is ${formatQuantity(value, unit)} at ${formatTime(AT_MS)}.`;
      const facts = { quantities: [{ value, unit }], timesMs: [AT_MS], names: [] };
      expect([text, answerNumberCheck(facts)(text)]).toEqual([text, undefined]);
    }
  });
});
