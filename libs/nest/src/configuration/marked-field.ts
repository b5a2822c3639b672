import { PERIOD_MARKS, type MarkedPeriod } from '@metrics-ai/anomaly-detection';
import { z } from 'zod';
import { time } from './time-field.ts';

const MAX_PERIODS = 100;

/** Becomes a MarkedPeriod. */
export const markedPeriod = z
  .strictObject({
    start: time,
    end: time.meta({
      description: 'The last moment of it: RFC 3339 time, or seconds since 1970.',
      examples: ['2026-01-31T16:00:00Z', 1769875200],
    }),
    as: z.enum(PERIOD_MARKS, `must be one of ${PERIOD_MARKS.join(', ')}`).meta({
      description:
        'maintenance: neither judged nor learnt. incident: judged, and forgotten when it is over. normal: learnt, and never an anomaly.',
      examples: ['maintenance'],
    }),
  })
  .transform(({ start, end, as }, context): MarkedPeriod => {
    if (end < start) context.addIssue({ code: 'custom', path: ['end'], message: 'must not be before start' });
    return { fromMs: start, toMs: end, as };
  });

/** Periods of which somebody knows more than the series shows, in any order. */
export const marked = z
  .array(markedPeriod)
  .max(MAX_PERIODS)
  .transform((periods, context) => {
    const inOrder = periods
      .map((period, place) => ({ ...period, place }))
      .sort((a, b) => a.fromMs - b.fromMs);
    for (let i = 1; i < inOrder.length; i++) {
      const { toMs } = inOrder[i - 1];
      if (inOrder[i].fromMs > toMs) continue;
      const message = `is not after the end of the period before it, ${new Date(toMs).toISOString()}: periods must not overlap`;
      context.addIssue({ code: 'custom', path: [inOrder[i].place, 'start'], message });
    }
    return periods;
  })
  .meta({
    description: 'What somebody knows of some periods; they must not overlap.',
    examples: [[{ start: '2026-01-31T12:00:00Z', end: '2026-01-31T16:00:00Z', as: 'maintenance' }]],
  });
