import { parseDuration } from '@metrics-ai/prometheus-client';
import { z } from 'zod';

/** What is wrong with the configuration: one line a mistake. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(what: string, problems: readonly string[]) {
    super(`${what} is wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

/** Environment variables as they come: text, or not there. */
export type Variables = Readonly<Record<string, string | undefined>>;

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must lie between ${min} and ${max}`);

export const url = z
  .string()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http:// or https:// URL');

export const redisUrl = z
  .string()
  .refine(
    (value) => /^rediss?:\/\//.test(value) && URL.canParse(value),
    'must be a redis:// or rediss:// URL',
  );

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

export const list = z.string().transform((value) => value.split(',').map((item) => item.trim()));

export const duration = z.string().transform((value, context) => {
  const durationMs = parseDuration(value);
  if (durationMs !== undefined) return durationMs;
  context.addIssue({ code: 'custom', message: 'must be a duration such as 30s or 5m' });
  return z.NEVER;
});

export const headers = z.string().transform((value, context) => {
  const pairs = value.split(',').map((pair) =>
    pair
      .trim()
      .split(/:\s*(.*)/s)
      .slice(0, 2),
  );
  if (pairs.every((pair) => pair.length === 2)) return Object.fromEntries(pairs) as Record<string, string>;
  context.addIssue({ code: 'custom', message: 'must be headers such as "X-Team: sre, X-Env: prod"' });
  return z.NEVER;
});

/**
 * Reads environment variables by a schema of them; one that is set to nothing counts as not set.
 * @param findConflicts what is wrong with variables that are right each for itself, one line a mistake
 * @throws ConfigError that names every wrong variable; it repeats no value, which may be a secret
 */
export function parseEnvironment<T extends z.ZodType>(
  schema: T,
  variables: Variables,
  findConflicts: (environment: z.output<T>) => string[],
): z.output<T> {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? findConflicts(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || problems.length > 0) throw new ConfigError('the configuration', problems);
  return parsed.data;
}
