import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { parse } from 'yaml';
import type { Exchange } from './ollama-stand-in.ts';

/** What is wrong with an exchange by Ollama's OpenAPI description, a YAML file; empty when nothing is. */
export function ollamaFaults(file: string, exchanges: readonly Exchange[]): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormatsModule.default(ajv);
  ajv.addFormat('float', true);
  const description: unknown = parse(readFileSync(file, 'utf8'));
  if (typeof description !== 'object' || description === null)
    throw new Error(`${file} holds no description`);
  ajv.addSchema(description, 'ollama');

  const faultsOf = (what: string, pointer: readonly string[], value: unknown): string[] => {
    const escaped = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.getSchema(`ollama#/${escaped}`);
    if (validate === undefined) return [`${what}: the description has no ${pointer.join(' ')}`];
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${what}${instancePath}: ${message ?? ''}`,
    );
  };
  const body = ['content', 'application/json', 'schema'];
  return exchanges.flatMap(({ method, path, request, status, response }) => {
    const operation = ['paths', path, method.toLowerCase()];
    const answer =
      status === 200
        ? [...operation, 'responses', '200', ...body]
        : ['components', 'schemas', 'ErrorResponse'];
    return [
      ...(request === undefined ? [] : faultsOf('request', [...operation, 'requestBody', ...body], request)),
      ...faultsOf('response', answer, response),
    ];
  });
}
