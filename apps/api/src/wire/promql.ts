import { z } from 'zod';
import { duration } from './fields.ts';
import { body } from './requests.ts';

export const promqlCheckRequest = z
  .strictObject(
    {
      expression: z
        .string()
        .max(20_000, 'an expression may have at most 20,000 characters')
        .meta({ description: 'PromQL, as it is.', examples: ['rate(sum(http_requests_total))'] }),
      use: z.enum(['query', 'alert']).default('query').meta({
        description: 'What it is for: of an alert every series that it returns fires. Default query.',
      }),
      scrape_interval: duration.optional().meta({
        description: 'How often targets are scraped; left out, lengths of ranges are not checked.',
        examples: ['30s'],
      }),
      catalogue: z.boolean().default(true).meta({
        description:
          'Check the names of metrics, labels and values against the metrics that Prometheus has. Default true.',
      }),
    },
    { error: body },
  )
  .meta({
    id: 'PromqlCheckRequest',
    example: { expression: 'rate(sum(http_requests_total))', scrape_interval: '30s' },
  });

/** What was remarked of an expression. */
export const finding = z
  .strictObject({
    severity: z.enum(['error', 'warning']).meta({
      description:
        '`error`: Prometheus refuses it, or it cannot have a result. `warning`: it most likely does not say what was meant.',
    }),
    code: z.string().meta({ description: 'What it is about; codes are stable.', examples: ['wrong-type'] }),
    message: z.string().meta({
      description: 'What is wrong, and why.',
      examples: ['The argument of rate() is a range vector, and this is an instant vector.'],
    }),
    from: z.number().meta({ description: 'Offset of its first character in the expression.', examples: [5] }),
    to: z.number().meta({ description: 'Offset behind its last character.', examples: [29] }),
    line: z.number().meta({ description: 'Line of its first character, from 1.', examples: [1] }),
    column: z.number().meta({ description: 'Column of its first character, from 1.', examples: [6] }),
    suggestion: z
      .strictObject({
        expression: z.string().meta({
          description: 'The whole expression, repaired: without this finding, and without new errors.',
          examples: ['sum(rate(http_requests_total[5m]))'],
        }),
        reason: z.string().meta({ description: 'What was done.' }),
      })
      .optional(),
  })
  .meta({ id: 'PromqlFinding' });

export const promqlCheckResponse = z
  .strictObject({
    valid: z.boolean().meta({ description: 'Whether there is no error; there may be warnings.' }),
    type: z
      .enum(['scalar', 'string', 'vector', 'matrix'])
      .optional()
      .meta({
        description:
          'Type of the result: `vector` is an instant vector, `matrix` a range vector; absent where it is no PromQL.',
        examples: ['vector'],
      }),
    metrics: z.array(z.string()).meta({
      description: 'The metrics that it names.',
      examples: [['http_requests_total']],
    }),
    catalogue_metrics: z.number().meta({
      description: 'Metrics of the catalogue that names were checked against; 0: they were not checked.',
      examples: [812],
    }),
    findings: z.array(finding),
  })
  .meta({ id: 'PromqlCheckResponse' });

export type PromqlCheckBody = z.output<typeof promqlCheckRequest>;
