import {
  compileRegex,
  parsePromql,
  walk,
  type Expression,
  type LabelMatcher,
  type MetricCatalogue,
} from '@metrics-ai/promql';
import { MOST_VALUES } from '../catalogue/label-reader.ts';

type FunctionCall = Extract<Expression, { kind: 'call' }>;
type BinaryOperation = Extract<Expression, { kind: 'binary' }>;

/** What of an expression comes from nowhere, in words: of a series that nobody named, or a number that no series has. Throws as `parsePromql`. */
export function findInvention(
  promql: string,
  question: string,
  catalogue: MetricCatalogue,
): string | undefined {
  const parts = [...walk(parsePromql(promql))];
  const selectors = parts.filter((part) => part.kind === 'selector');
  if (selectors.length === 0) return 'it reads no metric.';
  const asked = question.toLowerCase();
  for (const { metric, matchers } of selectors) {
    if (metric === undefined) return 'it reads series without naming their metric.';
    const labels = catalogue.find(metric.name)?.labels ?? {};
    for (const matcher of matchers) {
      if (asked.includes(matcher.value.toLowerCase()) || canPass(matcher, labels[matcher.name] ?? []))
        continue;
      const { name, operator, value } = matcher;
      return operator === '='
        ? `no ${name} of ${metric.name} is known to be ${JSON.stringify(value)}.`
        : `no known ${name} of ${metric.name} passes ${operator}${JSON.stringify(value)}.`;
    }
  }
  const isInvented = (part: Expression): boolean =>
    (part.kind === 'call' && givesItsOwn(part)) || (part.kind === 'binary' && replacesValues(part, asked));
  const invented = parts.find(isInvented);
  return (
    invented &&
    `it puts a number of its own in the place of values: ${promql.slice(invented.from, invented.to)}.`
  );
}

/** Whether a known value of a label passes a condition; of a label with more values than the catalogue holds, any may. */
function canPass({ operator, value }: LabelMatcher, values: readonly string[]): boolean {
  if (values.length === 0 || values.length >= MOST_VALUES || value === '') return true;
  if (operator === '=') return values.includes(value);
  if (operator === '!=') return values.some((each) => each !== value);
  const regex = compileRegex(value);
  return typeof regex === 'string' || values.some((each) => regex.matches(each) === (operator === '=~'));
}

/** Whether what a function gives is one number whatever the series are. */
function givesItsOwn({ name, arguments: args }: FunctionCall): boolean {
  if (name === 'vector') return args.every((each) => !readsSeries(each));
  const [, low, high] = args.map(numberOf);
  return name === 'clamp' && low !== undefined && low === high;
}

/** Whether an operation adds what nobody asked for, makes all the same, or stands in where there is nothing. */
function replacesValues({ operator, left, right }: BinaryOperation, asked: string): boolean {
  if (operator === 'or') return !readsSeries(left) || !readsSeries(right);
  const [one, other] = [numberOf(left), numberOf(right)];
  const number = one ?? other;
  if (number === undefined) return false;
  if (operator === '*' || operator === '^') return number === 0;
  // What is missing to a whole is no number of anybody's own.
  const isRest = operator === '-' && (one === 1 || one === 100);
  return (operator === '+' || operator === '-') && !isRest && !asked.includes(String(number));
}

const readsSeries = (expression: Expression): boolean =>
  [...walk(expression)].some(
    (part) => part.kind === 'selector' || (part.kind === 'call' && part.name === 'time'),
  );

function numberOf(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'parenthesis') return numberOf(expression.of);
  if (expression.kind !== 'unary') return undefined;
  const value = numberOf(expression.of);
  return value === undefined ? undefined : -value;
}
