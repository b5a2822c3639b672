import { z } from 'zod';

/** Numbers that cannot be known (NaN inside the engine) are null in JSON. */
export const number = z.number().nullable();
export const time = z.iso.datetime().meta({ examples: ['2026-01-31T12:00:00.000Z'] });
export const labels = z
  .record(z.string(), z.string())
  .meta({ examples: [{ __name__: 'cpu_usage', service: 'payment' }] });

export const window = z
  .strictObject({ start: time, end: time, step_seconds: z.number().meta({ examples: [300] }) })
  .meta({ id: 'Window', description: 'The time that the numbers come from.' });
