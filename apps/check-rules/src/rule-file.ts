import { parseDuration } from '@metrics-ai/promql';
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type ParsedNode, type Scalar } from 'yaml';
import { offsetInSource } from './offset-in-source.ts';

/** A recording or alerting rule, and where its expression stands. */
export interface Rule {
  readonly group: string;
  readonly kind: 'record' | 'alert';
  readonly name: string;
  readonly expression: string;
  /** Line and column, from 1, of an offset into the expression. */
  readonly placeOf: (offset: number) => Place;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What makes a file, or a rule in it, none. */
export interface Mistake extends Place {
  readonly message: string;
}

export interface RuleFile {
  readonly rules: readonly Rule[];
  readonly mistakes: readonly Mistake[];
}

const RULE_FIELDS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
/** What only an alert has. */
const ALERT_FIELDS = ['for', 'keep_firing_for', 'annotations'];
const NO_TIME = /^0(?:[smhdwy]|ms)?$/;
const DURATIONS = ['interval', 'query_offset', 'for', 'keep_firing_for'];

/**
 * The rules of a file as Prometheus reads it (`groups`), or of PrometheusRule resources of the Prometheus Operator (`spec.groups`),
 * in any number of documents. Templates in labels and annotations are not looked at.
 */
export function parseRuleFile(text: string): RuleFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const reader = new RuleReader(text, lines);
  for (const document of 'empty' in documents ? [] : documents) {
    const [error] = document.errors;
    if (error !== undefined) reader.mistake(error.pos[0], `not YAML: ${error.message}`);
    else if (document.contents !== null) reader.readDocument(document.contents);
  }
  return reader;
}

class RuleReader implements RuleFile {
  readonly rules: Rule[] = [];
  readonly mistakes: Mistake[] = [];
  readonly #text: string;
  readonly #lines: LineCounter;

  constructor(text: string, lines: LineCounter) {
    this.#text = text;
    this.#lines = lines;
  }

  mistake(offset: number, message: string): void {
    this.mistakes.push({ ...this.#placeOf(offset), message });
  }

  readDocument(root: ParsedNode): void {
    const resource = isMap(root) && isMap(root.get('spec', true)) ? root.get('spec', true) : root;
    const groups = isMap(resource) ? resource.get('groups', true) : undefined;
    if (!isSeq(groups)) {
      this.mistake(root.range[0], 'a rule file has a list of groups');
      return;
    }
    const names = new Set<string>();
    for (const group of groups.items) this.#readGroup(group as ParsedNode, names);
  }

  #readGroup(group: ParsedNode, names: Set<string>): void {
    const name = isMap(group) ? textOf(group.get('name', true)) : undefined;
    const rules = isMap(group) ? group.get('rules', true) : undefined;
    if (name === undefined) this.mistake(group.range[0], 'a group has a name');
    else if (names.has(name)) this.mistake(group.range[0], `there is a group ${name} before this one`);
    else names.add(name);
    this.#checkDurations(group);
    if (!isSeq(rules)) {
      this.mistake(group.range[0], 'a group has a list of rules');
      return;
    }
    for (const rule of rules.items) this.#readRule(rule as ParsedNode, name ?? '');
  }

  #readRule(rule: ParsedNode, group: string): void {
    const at = rule.range[0];
    const record = isMap(rule) ? textOf(rule.get('record', true)) : undefined;
    const alert = isMap(rule) ? textOf(rule.get('alert', true)) : undefined;
    const expression = isMap(rule) ? rule.get('expr', true) : undefined;
    const name = record ?? alert;
    if (name === undefined || (record !== undefined && alert !== undefined)) {
      this.mistake(at, 'a rule has either record or alert');
      return;
    }
    this.#checkFields(rule, record !== undefined);
    this.#checkDurations(rule);
    const text = textOf(expression);
    if (text === undefined || !isScalar(expression)) {
      this.mistake(at, `the rule ${name} has no expr`);
      return;
    }
    this.rules.push({
      group,
      kind: record === undefined ? 'alert' : 'record',
      name,
      expression: text,
      placeOf: (offset) =>
        this.#placeOf(offsetInSource(this.#text, expression as Scalar.Parsed, text, offset)),
    });
  }

  #checkFields(rule: ParsedNode, isRecord: boolean): void {
    for (const { key } of isMap(rule) ? rule.items : []) {
      const field = textOf(key) ?? '';
      if (!RULE_FIELDS.includes(field)) this.mistake(key.range[0], `a rule has no ${field}`);
      else if (isRecord && ALERT_FIELDS.includes(field)) {
        this.mistake(key.range[0], `a recording rule has no ${field}`);
      }
    }
  }

  #checkDurations(node: ParsedNode): void {
    for (const { key, value } of isMap(node) ? node.items : []) {
      const field = textOf(key) ?? '';
      const text = textOf(value) ?? '';
      if (!DURATIONS.includes(field) || parseDuration(text) !== undefined || NO_TIME.test(text)) continue;
      this.mistake(value?.range[0] ?? key.range[0], `${field} is a duration such as 5m`);
    }
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

/** Text, or what YAML takes for a number, which is PromQL as well. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string'
    ? node.value
    : typeof node.value === 'number'
      ? (node.source ?? String(node.value))
      : undefined;
}
