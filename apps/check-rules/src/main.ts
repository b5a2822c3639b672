#!/usr/bin/env node
import { parseDuration, PrometheusClient, PrometheusError } from '@metrics-ai/prometheus-client';
import { metricsIn, parsePromql, PromqlSyntaxError } from '@metrics-ai/promql';
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkRules, type FileFinding } from './check-rules.ts';
import { readCatalogue } from './read-catalogue.ts';
import { parseRuleFile, type RuleFile } from './rule-file.ts';

const USAGE = `metrics-ai-promql [options] FILE...

Checks the expressions of Prometheus' rule files (also PrometheusRule resources): syntax, types, functions, and what runs but most
likely does not say what was meant. Says file:line:column of each finding, and how the expression may have been meant.

  --prometheus URL         check metrics and labels against what this Prometheus has now
  --scrape-interval TIME   how often targets are scraped, such as 30s: ranges should hold four of them
  --strict                 warnings count as errors
  --json                   print the findings as JSON
  --help

Ends with 0 when there is no error, with 1 when there is one, with 2 when a file or Prometheus cannot be read.`;

const MAX_FILE_BYTES = 16 * 2 ** 20;

/** What stops the check before there is a result. */
class UsageError extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof PrometheusError)) throw error;
  const whose = error instanceof PrometheusError ? 'Prometheus: ' : '';
  process.stderr.write(`${whose}${error.message}\n`);
  process.exitCode = 2;
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError(USAGE);
  const files = new Map(positionals.map((path) => [path, parseRuleFile(readText(path))]));
  const interval = values['scrape-interval'];
  const scrapeIntervalMs = interval === undefined ? undefined : parseDuration(interval);
  if (interval !== undefined && scrapeIntervalMs === undefined) {
    throw new UsageError(`--scrape-interval: ${interval} is not a duration such as 30s`);
  }
  const catalogue =
    values.prometheus === undefined ? undefined : await askPrometheus(values.prometheus, files);
  const findings = checkRules(files, { catalogue, scrapeIntervalMs });
  process.stdout.write(
    values.json ? `${JSON.stringify({ findings }, undefined, 2)}\n` : report(findings, files),
  );
  return findings.some(({ severity }) => severity === 'error' || values.strict) ? 1 : 0;
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        prometheus: { type: 'string' },
        'scrape-interval': { type: 'string' },
        strict: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, at most ${MAX_FILE_BYTES} are read`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}

async function askPrometheus(url: string, files: ReadonlyMap<string, RuleFile>) {
  const prometheus = openClient(url);
  try {
    const rules = [...files.values()].flatMap((file) => file.rules);
    return await readCatalogue(prometheus, new Set(rules.flatMap(({ expression }) => namedIn(expression))));
  } finally {
    prometheus.close();
  }
}

function openClient(url: string): PrometheusClient {
  try {
    return new PrometheusClient({ url, timeoutMs: 30_000, retries: 1 });
  } catch (error) {
    throw new UsageError(`--prometheus: ${(error as Error).message}`);
  }
}

function namedIn(expression: string): string[] {
  try {
    return metricsIn(parsePromql(expression));
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return [];
    throw error;
  }
}

function report(findings: readonly FileFinding[], files: ReadonlyMap<string, RuleFile>): string {
  const lines = findings.map(({ file, line, column, severity, code, rule, message, suggestion }) => {
    const whose = rule === undefined ? '' : `${rule}: `;
    const repaired =
      suggestion && `\n    ${suggestion.text.trim().replaceAll('\n', '\n    ')}\n      ${suggestion.reason}`;
    return `${file}:${line}:${column}: ${severity}: ${whose}${message} [${code}]${repaired ?? ''}`;
  });
  const rules = [...files.values()].reduce((sum, file) => sum + file.rules.length, 0);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const summary = `${count(files.size, 'file')}, ${count(rules, 'rule')}: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
  return [...lines, summary, ''].join('\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
