import { time } from '@metrics-ai/nest';
import { z } from 'zod';
import { anomaly } from './anomaly.ts';
import { timestamps, values } from './columns.ts';
import { detectExample } from './detect-example.ts';
import { line } from './fields.ts';
import { body, detection } from './requests.ts';
import { number } from './values.ts';

export const detectRequest = z
  .strictObject(
    {
      timestamps,
      values,
      judge_from: time.optional().meta({
        description: 'What is earlier is only learnt from: RFC 3339, or seconds since 1970.',
        examples: ['2026-01-31T12:00:00Z', 1769860800],
      }),
      name: line(256)
        .optional()
        .meta({ description: 'What the reasons call the series.', examples: ['Orders'] }),
      unit: line(100)
        .optional()
        .meta({
          description: 'For the reasons: such as bytes, seconds, ratio, percent, requests/s.',
          examples: ['seconds'],
        }),
      counter: z
        .boolean()
        .optional()
        .meta({
          description: 'The values only ever grow, or start anew: their rate a second is what is judged.',
          examples: [false],
        }),
      detection: detection.optional(),
    },
    { error: body },
  )
  .meta({ id: 'DetectRequest', example: detectExample() });

const column = (description: string) => z.array(number).meta({ description, examples: [[null, 0.4]] });

export const detectResponse = z
  .strictObject({
    detector: z.string().meta({ examples: ['engine'] }),
    judged: z.number().meta({ description: 'Samples that have a score.', examples: [56] }),
    anomalies: z.array(anomaly).meta({
      description: 'Those that reach into the time that is judged, in order of their start.',
    }),
    warnings: z.array(z.string()),
    score: column('Of each sample; above 1 is anomalous. null: not judged, as all columns.'),
    onset: column(
      'Above 1: something new has to be said. 0 in between: a repetition is not said again, a worsening is.',
    ),
    expected: column('The value that would have been usual.'),
    lower: column('Below this is unusual.'),
    upper: column('Above this is unusual.'),
  })
  .meta({ id: 'DetectResponse' });

export type DetectBody = z.output<typeof detectRequest>;
