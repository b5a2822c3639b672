import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

interface Description {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }> }>
  >;
}

const description = JSON.parse(
  readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
) as Description;

// `example` and `nullable` are words of OpenAPI 3.0 that JSON schema does not have; Ajv knows the second by itself.
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(description, 'api');

/** Throws when an answer is not what docs/openapi.json says that this route answers with this status. */
export function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  const route = Object.keys(description.paths).find((each) => isPath(each, path.split('?')[0]));
  if (route === undefined) return;
  const answer = description.paths[route][method.toLowerCase()]?.responses[status];
  const reference = answer?.content?.['application/json']?.schema.$ref;
  if (reference === undefined) return;
  const validate = ajv.getSchema(`api${reference}`);
  if (validate === undefined) throw new Error(`docs/openapi.json has no ${reference}`);
  if (validate(body) !== true) {
    throw new Error(
      `${method} ${path} answers ${status} against its schema: ${ajv.errorsText(validate.errors)}`,
    );
  }
}

function isPath(route: string, path: string): boolean {
  return new RegExp(`^${route.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`).test(
    path,
  );
}
