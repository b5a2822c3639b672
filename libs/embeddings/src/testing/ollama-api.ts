import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { parse } from 'yaml';
import type { Exchange } from './ollama-stand-in.ts';

/** Ollama's OpenAPI description, read from a YAML file, that exchanges can be held against. */
export function readOllamaApi(file: string): { faultsOf(exchange: Exchange): string[] } {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormatsModule.default(ajv);
  ajv.addFormat('float', true);
  const description: unknown = parse(readFileSync(file, 'utf8'));
  if (typeof description !== 'object' || description === null)
    throw new Error(`${file} holds no description`);
  ajv.addSchema(description, 'ollama');

  function faults(what: string, pointer: string[], value: unknown): string[] {
    const escaped = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.getSchema(`ollama#/${escaped}`);
    if (!validate) return [`${what}: the description has no ${pointer.join(' ')}`];
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message}`);
  }

  return {
    faultsOf({ method, path, request, status, response }) {
      const operation = ['paths', path, method.toLowerCase()];
      const body = ['content', 'application/json', 'schema'];
      const error = ['components', 'schemas', 'ErrorResponse'];
      return [
        ...(request === undefined ? [] : faults('request', [...operation, 'requestBody', ...body], request)),
        ...faults('response', status === 200 ? [...operation, 'responses', '200', ...body] : error, response),
      ];
    },
  };
}
