import { Ajv, type ErrorObject } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** A variable that a Compose file reads, and what it is where nobody sets it. */
export interface Variable {
  readonly name: string;
  /** Undefined where the file has none. */
  readonly fallback: string | undefined;
}

const VARIABLE = /(?<!\$)\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g;

/** The variables that the text of a Compose file reads, in its order, once for each different default. */
export function findVariables(text: string): Variable[] {
  const found = new Map<string, Variable>();
  for (const [whole, braced, fallback, bare] of withoutComments(text).matchAll(VARIABLE)) {
    found.set(whole, { name: braced ?? bare, fallback });
  }
  return [...found.values()];
}

/** The text as Compose reads it where no variable is set, merged and parsed. */
export function parseComposeFile(text: string): unknown {
  const filledIn = withoutComments(text).replace(
    VARIABLE,
    (_whole, _braced, fallback?: string) => fallback ?? '',
  );
  return parse(filledIn.replaceAll('$$', '$'), { merge: true });
}

/** The variables of a commented file of variables, such as `#PORT=8001`, by name. */
export function readExampleFile(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^#?([A-Z_]+)=(.*)$/gm)];
  return new Map(lines.map(([, name, value]) => [name, value]));
}

/** Holds a parsed Compose file against the schema of the Compose specification. Returns what is wrong. */
export function checkComposeFile(document: unknown): string[] {
  const packageFile = createRequire(import.meta.url).resolve('dclint/package.json');
  const schemaFile = join(dirname(packageFile), 'schemas/compose.schema.json');
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
  // It names draft 7 by an address that Ajv, whose draft that is, does not know.
  delete schema.$schema;
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
  validate(document);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '');
}
