import type { StandardSchemaV1 } from '@standard-schema/spec';

/** A request body that is not of the expected form; `errors` names each wrong field. */
export class InvalidBodyError extends Error {
  override readonly name = 'InvalidBodyError';
  readonly errors: { field: string; message: string }[];

  constructor(errors: { field: string; message: string }[]) {
    super(errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; '));
    this.errors = errors;
  }
}

/** More than this many are not worth reading, and how many there are is up to whoever sent the body. */
const MAX_ERRORS = 20;

export function toInvalidBodyError(issues: readonly StandardSchemaV1.Issue[]): InvalidBodyError {
  return new InvalidBodyError(issues.flatMap(toFieldErrors).slice(0, MAX_ERRORS));
}

function toFieldErrors(issue: StandardSchemaV1.Issue): { field: string; message: string }[] {
  const path = (issue.path ?? []).map((segment) =>
    String(typeof segment === 'object' ? segment.key : segment),
  );
  // Zod puts unknown fields into one issue of their parent: each is named here by its own path.
  if ('keys' in issue && Array.isArray(issue.keys)) {
    return issue.keys.map((key) => ({
      field: [...path, String(key)].join('.'),
      message: 'is not a known field',
    }));
  }
  // What is wrong with a key stands inside the issue of its record.
  if ('code' in issue && issue.code === 'invalid_key' && 'issues' in issue && Array.isArray(issue.issues)) {
    const issues = issue.issues as readonly StandardSchemaV1.Issue[];
    return issues.map(({ message }) => ({ field: path.join('.'), message }));
  }
  return [{ field: path.join('.'), message: issue.message }];
}
