import { readTime } from '@metrics-ai/nest';
import { parseSampleValue } from '@metrics-ai/prometheus-client';
import { z } from 'zod';

/** More mistakes in one column are not worth telling. */
const MAX_MISTAKES = 20;

/** What an entry means, or what is wrong with it. */
type Entry = number | { readonly mistake: string };

/** A long array as one typed column. Not an array of schemas: a body full of mistakes would make a list as long as itself. */
const columnOf = (parse: (entry: unknown) => Entry) =>
  z.array(z.unknown(), { error: 'must be an array' }).transform((entries, context): Float64Array => {
    const column = new Float64Array(entries.length);
    for (let i = 0, mistakes = 0; i < entries.length; i++) {
      const entry = parse(entries[i]);
      if (typeof entry === 'number') column[i] = entry;
      else {
        context.addIssue({ code: 'custom', path: [i], message: entry.mistake });
        if (++mistakes === MAX_MISTAKES) return z.NEVER;
      }
    }
    return column;
  });

/** Moments, as milliseconds since the epoch. */
export const timestamps = columnOf(readTime).meta({
  description: 'The time of each sample, in order: RFC 3339, or seconds since 1970.',
  items: { anyOf: [{ type: 'string' }, { type: 'number' }] },
});

/** Sample values; what is not there is NaN. */
export const values = columnOf((entry) => {
  if (typeof entry === 'number') return entry;
  if (entry === null) return NaN;
  const value = typeof entry === 'string' ? parseSampleValue(entry) : undefined;
  return (
    value ?? {
      mistake: 'must be a number, null where there is no value, or one as Prometheus writes it: "NaN"',
    }
  );
}).meta({
  description:
    'The value of each sample: a number, or null where there is none. As text, what Prometheus writes: "0.25", "NaN", "+Inf".',
  items: { anyOf: [{ type: 'number', nullable: true }, { type: 'string' }] },
});
