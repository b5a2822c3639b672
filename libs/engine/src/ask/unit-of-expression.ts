import { unitOf, type Unit } from '@metrics-ai/features';
import { parsePromql, type Expression, type MetricCatalogue } from '@metrics-ai/promql';

type FunctionCall = Extract<Expression, { kind: 'call' }>;
type BinaryOperation = Extract<Expression, { kind: 'binary' }>;

/** What is no number of what it is asked of. */
const COUNTING =
  /^(?:count|group|count_values|stdvar|count_over_time|present_over_time|changes|resets|absent|absent_over_time|stdvar_over_time|sgn|minute|hour|day_of_\w+|days_in_month|month|year)$/;
const PER_SECOND = /^(?:rate|irate|deriv)$/;
const MOMENTS = /^(?:time|timestamp)$/;

/**
 * The unit of an expression's result, from those of its metrics; empty where they do not say it. Throws as `parsePromql`.
 */
export function unitOfExpression(promql: string, catalogue: MetricCatalogue): Unit {
  const unitIn = (expression: Expression): Unit => {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return '';
      case 'selector':
        return expression.metric === undefined ? '' : unitOfMetric(expression.metric.name, catalogue);
      case 'call':
        return unitOfCall(expression, unitIn);
      case 'aggregation': {
        const operand = expression.arguments.at(-1);
        return COUNTING.test(expression.operator) || operand === undefined ? '' : unitIn(operand);
      }
      case 'binary':
        return unitOfOperation(expression, unitIn);
      case 'range':
      case 'subquery':
      case 'modified':
      case 'unary':
      case 'parenthesis':
        return unitIn(expression.of);
    }
  };
  return unitIn(parsePromql(promql));
}

/** As its samples are, before any rate. */
function unitOfMetric(name: string, catalogue: MetricCatalogue): Unit {
  const metric = catalogue.find(name);
  const unit = unitOf(name, metric && { type: metric.type, unit: metric.unit, help: metric.help });
  return unit.endsWith('/s') && metric?.type !== 'gauge' ? withoutTime(unit) : unit;
}

function unitOfCall({ name, arguments: args }: FunctionCall, unitIn: (expression: Expression) => Unit): Unit {
  if (MOMENTS.test(name)) return 'timestamp';
  if (COUNTING.test(name)) return '';
  if (name === 'histogram_quantile' || name === 'histogram_avg') {
    const bucket = args.at(-1);
    return bucket === undefined ? '' : observedUnit(bucket);
  }
  // A quantile, a bound or a duration comes as a number, which has no unit.
  const unit = args.map(unitIn).find((each) => each !== '') ?? '';
  return PER_SECOND.test(name) ? `${unit}/s` : unit;
}

/** Of what a histogram observes, which its name says. */
function observedUnit(expression: Expression): Unit {
  if (expression.kind === 'selector') {
    return unitOf((expression.metric?.name ?? '').replace(/_bucket$/, ''), { type: 'gauge' });
  }
  const parts = 'of' in expression ? [expression.of] : 'arguments' in expression ? expression.arguments : [];
  return parts.map(observedUnit).find((unit) => unit !== '') ?? '';
}

function unitOfOperation(
  { operator, left, right, bool }: BinaryOperation,
  unitIn: (expression: Expression) => Unit,
): Unit {
  const [one, other] = [unitIn(left), unitIn(right)];
  const factor = left.kind === 'number' ? left.value : right.kind === 'number' ? right.value : NaN;
  switch (operator) {
    case '+':
    case '-':
      if (one === 'timestamp' && other === 'timestamp') return 'seconds';
      return one === other || other === '' ? one : one === '' ? other : '';
    case '*':
      if (factor === 100 && [one, other].includes('ratio')) return 'percent';
      if (factor === 8) return (one + other).replace(/^bytes/, 'bits');
      return '';
    case '/':
      return quotient(one, other);
    case '%':
      return one;
    case '^':
    case 'atan2':
      return '';
    default:
      return bool === undefined ? one : '';
  }
}

function quotient(one: Unit, other: Unit): Unit {
  if (one === other) return one === '' ? '' : 'ratio';
  // The time that all took in a second, by how many there were in it.
  if (one.endsWith('/s') && other.endsWith('/s')) return withoutTime(one);
  return other === 'seconds' && one !== '' ? `${one}/s` : '';
}

const withoutTime = (unit: Unit): Unit => unit.replace(/\/s$/, '');
