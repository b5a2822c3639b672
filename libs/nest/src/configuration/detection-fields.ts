import { DETECTOR_NAMES } from '@metrics-ai/anomaly-detection';
import type { DetectionOptions } from '@metrics-ai/engine';
import { z } from 'zod';
import { marked } from './marked-field.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
};

/** IANA name of a time zone. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin');

const MAX_FALSE_ALARMS_PER_WEEK = 10_000;

/** How anomalies are found, as requests and watch files say it. Becomes DetectionOptions. */
export const detectionFields = z
  .strictObject({
    detector: z
      .enum(DETECTOR_NAMES, `must be one of ${DETECTOR_NAMES.join(', ')}`)
      .optional()
      .meta({
        description: 'Default engine. The others are there to compare with, and take no more options.',
        examples: ['engine'],
      }),
    false_alarms_per_week: z
      .number()
      .positive('must be more than 0')
      .max(MAX_FALSE_ALARMS_PER_WEEK)
      .optional()
      .meta({
        description: 'False alarms that a series may raise in a week, on average. Default 1.',
        examples: [0.25],
      }),
    time_zone: timeZone.optional().meta({
      description: 'Whose days and weeks the series follow, daylight saving included. Default UTC.',
      examples: ['Europe/Zurich'],
    }),
    min_deviation: z
      .strictObject({
        absolute: z
          .number()
          .min(0)
          .optional()
          .meta({ description: 'In the unit of the series. Default 0.', examples: [0.05] }),
        relative: z
          .number()
          .min(0)
          .optional()
          .meta({ description: 'As a share of the expected value. Default 0.', examples: [0.1] }),
      })
      .optional()
      .meta({
        description:
          'What is nearer to the expected value is never anomalous, a reset_storm apart; where both are given, the larger counts.',
      }),
    marked: marked.optional(),
  })
  .superRefine(({ detector = 'engine', ...options }, context) => {
    if (detector === 'engine') return;
    for (const [name, value] of Object.entries(options)) {
      if (value === undefined) continue;
      const message = `is an option of the detector engine, not of ${detector}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .transform(({ false_alarms_per_week, time_zone, min_deviation, ...same }): DetectionOptions => ({
    ...same,
    falseAlarmsPerWeek: false_alarms_per_week,
    timeZone: time_zone,
    minDeviation: min_deviation,
  }))
  .meta({
    description: 'How anomalies are found.',
    examples: [{ false_alarms_per_week: 0.25, time_zone: 'Europe/Zurich' }],
  });
