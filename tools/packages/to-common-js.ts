import { stripTypeScriptTypes } from 'node:module';

/** `import …` with braces, with `* as name`, or with nothing but a specifier. */
const IMPORT = /^import\s*(?:\{([^}]*)\}\s*from\s*|\*\s*as\s+(\w+)\s+from\s*)?'([^']+)';/gm;

/**
 * A TypeScript module as a CommonJS script that loads what the module imports by `import()`, in the same order. The script fails where
 * an imported name is not exported, used or not, as the module would.
 *
 * @throws RangeError where the module has a default import, or an export.
 */
export function toCommonJs(typescript: string): string {
  const body = stripTypeScriptTypes(typescript).replace(
    IMPORT,
    (_, names: string | undefined, namespace: string | undefined, specifier: string) => {
      const loaded = `await import('${specifier}');`;
      if (namespace !== undefined) return `const ${namespace} = ${loaded}`;
      if (names === undefined) return loaded;
      const bindings = names.split(',').map((name) => name.trim().split(/\s+as\s+/));
      return `const { ${bindings
        .filter(([exported]) => exported !== '')
        .map(([exported, local = exported]) => `${exported}: ${local} = missing('${exported}')`)
        .join(', ')} } = ${loaded}`;
    },
  );
  const other = /^(?:import\s|export\s).*/m.exec(body)?.[0];
  if (other !== undefined) throw new RangeError(`typescript has a statement that cannot be turned: ${other}`);
  return `'use strict';
function missing(name) {
  throw new SyntaxError(\`no export named \${name}\`);
}
(async () => {
${body}
})();
`;
}
