import {
  catalogueOf,
  checkPromql,
  type CatalogueMetric,
  type Finding,
  type MetricCatalogue,
} from '@metrics-ai/promql';
import type { Place, Rule, RuleFile } from './rule-file.ts';

/** A finding in a file. */
export interface FileFinding extends Place {
  readonly file: string;
  readonly severity: Finding['severity'];
  /** That of the expression's finding, or `rule-file`. */
  readonly code: Finding['code'] | 'rule-file';
  readonly message: string;
  readonly group?: string;
  readonly rule?: string;
  readonly expression?: string;
  readonly suggestion?: Finding['suggestion'];
}

export interface CheckRulesOptions {
  /** The metrics of the Prometheus that runs the rules; what the files record is added. */
  readonly catalogue?: MetricCatalogue;
  readonly scrapeIntervalMs?: number;
}

/** What is wrong with rule files, in the order of the files and their lines. */
export function checkRules(
  files: ReadonlyMap<string, RuleFile>,
  { catalogue, scrapeIntervalMs }: CheckRulesOptions = {},
): FileFinding[] {
  const rules = [...files.values()].flatMap((file) => file.rules);
  const known = catalogue && withRecorded(catalogue, rules);
  return [...files].flatMap(([file, { rules, mistakes }]) =>
    [
      ...mistakes.map((mistake): FileFinding => ({ file, severity: 'error', code: 'rule-file', ...mistake })),
      ...rules.flatMap((rule) => checkRule(file, rule, known, scrapeIntervalMs)),
    ].sort((a, b) => a.line - b.line || a.column - b.column),
  );
}

function checkRule(
  file: string,
  rule: Rule,
  catalogue: MetricCatalogue | undefined,
  scrapeIntervalMs: number | undefined,
): FileFinding[] {
  const { group, name, kind, expression } = rule;
  const { findings } = checkPromql(expression, { catalogue, scrapeIntervalMs, isAlert: kind === 'alert' });
  return findings.map(({ severity, code, message, from, suggestion }) => ({
    file,
    ...rule.placeOf(from),
    severity,
    code,
    message,
    group,
    rule: name,
    expression,
    ...(suggestion && { suggestion }),
  }));
}

/** With the names under which rules record: they need not have run yet. */
function withRecorded(catalogue: MetricCatalogue, rules: readonly Rule[]): MetricCatalogue {
  const recorded = catalogueOf(
    rules
      .filter(({ kind }) => kind === 'record')
      .map(({ name }): CatalogueMetric => ({ name, type: 'unknown', help: '', unit: '', labels: {} })),
  );
  return {
    find: (name) => catalogue.find(name) ?? recorded.find(name),
    *names() {
      yield* catalogue.names();
      yield* recorded.names();
    },
  };
}
