import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/** One document of a manifest file. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The documents of a YAML file. Throws on what is not YAML, a key given twice included. */
export function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

/**
 * Holds a manifest against the Kubernetes API, twice: values against its OpenAPI schemas, which let unknown fields pass as the
 * API does, and fields against the types made from them, which do not. Resolves with what is wrong.
 */
export async function checkManifest(manifest: Manifest): Promise<string[]> {
  const module = `kubernetes-models/${manifest.apiVersion}/${manifest.kind}`;
  const models = (await import(module)) as Record<string, new (data: Manifest) => { validate(): void }>;
  const problems = findUnknownFields(module, manifest);
  try {
    new models[manifest.kind](manifest).validate();
  } catch (error) {
    problems.push((error as Error).message);
  }
  return problems;
}

/** Has the TypeScript compiler look at the manifest as an object literal: it refuses fields that its type does not have. */
function findUnknownFields(module: string, manifest: Manifest): string[] {
  const file = fileURLToPath(new URL('manifest.ts', import.meta.url));
  const source = `import type { I${manifest.kind} } from '${module}';
    export const manifest: I${manifest.kind} = ${JSON.stringify(manifest)};`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => path === file || disk.fileExists(path),
    getSourceFile: (path, ...rest) =>
      path === file
        ? ts.createSourceFile(path, source, ts.ScriptTarget.ESNext)
        : disk.getSourceFile(path, ...rest),
  };
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
