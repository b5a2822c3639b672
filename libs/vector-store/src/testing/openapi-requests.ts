import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { StandInRequest } from './qdrant-stand-in.ts';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: object }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Record<string, { readonly schema: object }>;
  };
}

interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

/**
 * Checks requests against an OpenAPI 3.0 file: that the path and method exist, that every query parameter and every
 * field of the body's first level is known, and that parameters and body are valid.
 * @returns a function that gives what is wrong with a request, or undefined
 */
export function openApiRequestChecker(file: string): (request: StandInRequest) => string | undefined {
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  for (const format of ['uint', 'uint8', 'uint16', 'uint32', 'uint64'])
    ajv.addFormat(format, { type: 'number', validate: (n: number) => n >= 0 });
  ajv.addSchema({ $id: 'api', components: nullable(description.components) });
  const compiled = new Map<object, ValidateFunction>();
  const problems = (schema: object, value: unknown): string | undefined => {
    const absolute = JSON.parse(
      JSON.stringify(nullable(schema)).replaceAll('"#/components', '"api#/components'),
    ) as object;
    const validate = compiled.get(schema) ?? ajv.compile(absolute);
    compiled.set(schema, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors?.slice(0, 5));
  };
  const routes = Object.entries(description.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    // A fixed path goes before one with a parameter in its place.
    parameters: path.split('{').length,
    operations,
  }));
  return ({ method, path, query, body }) => {
    const matching = routes
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => a.parameters - b.parameters);
    const operation = matching[0]?.operations[method.toLowerCase()];
    if (!operation) return `${method} ${path}: no such operation`;
    for (const [name, text] of query) {
      const parameter = operation.parameters?.find((p) => p.in === 'query' && p.name === name);
      if (!parameter) return `${method} ${path}: no such parameter: ${name}`;
      const value: unknown = /^(true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
      const wrong = parameter.schema && problems(parameter.schema, value);
      if (wrong) return `${method} ${path}: parameter ${name}: ${wrong}`;
    }
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (!schema) return body === undefined ? undefined : `${method} ${path}: takes no body`;
    if (body === undefined)
      return operation.requestBody?.required ? `${method} ${path}: needs a body` : undefined;
    const wrong = problems(schema, body);
    return wrong && `${method} ${path}: ${wrong} in ${JSON.stringify(body).slice(0, 1000)}`;
  };
}

/**
 * OpenAPI 3.0's `nullable` in JSON Schema's words, and objects that name their properties closed: a field that the
 * server does not know would be ignored by it, and so by a test.
 */
function nullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(nullable);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, nullable(value)]));
  if (copy['type'] === 'object' && copy['properties'] && !('additionalProperties' in copy)) {
    copy['additionalProperties'] = false;
  }
  if (!copy['nullable']) return copy;
  delete copy['nullable'];
  return Object.keys(copy).length === 0 ? { type: 'null' } : { anyOf: [copy, { type: 'null' }] };
}
