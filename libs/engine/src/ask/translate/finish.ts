import { formatQuantity } from '@metrics-ai/features';
import { splitWords } from '@metrics-ai/lexicon';
import { toDuration } from '@metrics-ai/promql';
import type { Intent, Proposal, Situation } from './intent.ts';
import type { MetricTraits } from './metric-traits.ts';
import type { WordFit } from './metric-fit.ts';
import type { Threshold } from './read-quantities.ts';
import { COMPARISON_WORDS, type Choice } from './translation.ts';

type Bound = Pick<Threshold, 'comparison' | 'value'>;

interface Finished {
  readonly intent: Intent;
  readonly proposal: Proposal;
  /** The same some time ago, to compare with. */
  readonly before?: Proposal;
  readonly situation: Situation;
  readonly words: WordFit;
}

/** Puts series together, compares with before or with a bound, keeps the largest: what every kind of question can ask besides. */
export function finish({
  intent,
  proposal,
  before,
  situation,
  words,
}: Finished): Omit<Choice, 'score' | 'unmet'> {
  const { request, traits, by, filters } = situation;
  const operator = proposal.isAggregated === true ? undefined : operatorOf(situation, proposal);
  const together = (promql: string): string =>
    operator === undefined ? promql : situation.together(operator.name, promql);
  let promql = together(proposal.promql);
  let reading = operator === undefined ? proposal.reading : `${operator.says} of the ${proposal.reading}`;
  if (by.length > 0 && (operator !== undefined || proposal.promql.includes(' by (')))
    reading += ` by ${by.join(', ')}`;
  let unit = proposal.unit;
  if (BITS.test(request.plain) && unit.startsWith('bytes')) {
    promql = `${promql} * ${BITS_OF_BYTE}`;
    reading += ' in bits';
    unit = unit.replace('bytes', 'bits');
  }
  if (before !== undefined && request.offset !== undefined) {
    const isRatio = request.signals.has('ratio');
    const ago = toDuration(request.offset.ms);
    promql = `${bracketed(promql)} ${isRatio ? '/' : '-'} ${bracketed(together(before.promql))}`;
    reading = `${isRatio ? 'ratio' : 'difference'} of the ${reading} to ${ago} before`;
    if (isRatio) unit = 'ratio';
  }
  // Of groups, the highest are those that are put together.
  if (request.topK !== undefined) {
    promql = `${request.topK.order}(${request.topK.k}, ${promql})`;
    reading = `${request.topK.k} ${request.topK.order === 'topk' ? 'highest' : 'lowest'} of the ${reading}`;
  }
  const bound =
    proposal.isBounded === true
      ? undefined
      : (boundOf(request.threshold, unit) ?? (before === undefined ? proposal.bound : undefined));
  if (bound !== undefined) {
    promql = `${promql} ${bound.comparison} ${bound.value}`;
    if (bound !== proposal.bound || proposal.isBoundSaid !== true)
      reading += ` ${COMPARISON_WORDS[bound.comparison]} ${amountOf(bound, request.threshold, unit)}`;
  }
  if (filters.length > 0) {
    reading += ` where ${filters.map(({ name, says }) => `${name} is ${says}`).join(', ')}`;
  }
  return {
    promql,
    metric: traits.metric.name,
    reading: reading.charAt(0).toUpperCase() + reading.slice(1),
    intent: intent.name,
    unit,
    rangeMs: courseOf(situation, proposal),
    range: proposal.range,
    offset: request.offset === undefined ? undefined : toDuration(request.offset.ms),
    by,
    filters: Object.fromEntries(filters.map(({ name, says }) => [name, says])),
    threshold: bound,
    words: wordsOf(situation, proposal, words),
  };
}

/** As it was asked where a rounded number of another unit would be another bound. */
function amountOf({ value }: Bound, asked: Threshold | undefined, unit: string): string {
  const said = asked?.of === 'bytes' && asked.value === value ? /\d.*$/.exec(asked.words)?.[0] : undefined;
  return said ?? formatQuantity(value, unit);
}

/** What people say who count traffic in bits, of which exporters count bytes. */
const BITS = / (?:\d+ ?)?[kmgt]?(?:bits?|bps) /;
const BITS_OF_BYTE = 8;

/** Operators bind in an order that nobody has to remember. */
function bracketed(promql: string): string {
  return / [-+*/=<>!]/.test(promql) ? `(${promql})` : promql;
}

const HOUR_MS = 3_600_000;

/** A course is asked for in so many words, or by a length of time that the expression itself does not look over. */
function courseOf({ request, askedRange }: Situation, proposal: Proposal): number | undefined {
  if (request.signals.has('course')) return request.range?.ms ?? HOUR_MS;
  return proposal.range === askedRange ? undefined : request.range?.ms;
}

function wordsOf({ request }: Situation, proposal: Proposal, words: WordFit): Choice['words'] {
  const said = {
    metric: words.words,
    operation: proposal.words,
    range: [request.range?.words],
    comparison: [request.offset?.words],
    threshold: [request.threshold?.words],
    selection: [request.topK?.words],
  };
  return Object.fromEntries(
    Object.entries(said)
      .map(([part, list]) => [part, list.filter((word) => word !== undefined && word !== '')] as const)
      .filter(([, list]) => list.length > 0),
  ) as Choice['words'];
}

function operatorOf(
  { request, traits, by, varying, outcome }: Situation,
  proposal: Proposal,
): { readonly name: string; readonly says: string } | undefined {
  const { signals } = request;
  for (const { signal, name, says } of OPERATORS) {
    if (!signals.has(signal) || isSaidBy(traits, signal)) continue;
    // The highest of something is a matter of order where the highest few are asked for.
    if (name !== 'avg' && request.topK !== undefined) continue;
    return { name, says };
  }
  // Where each series stands for itself, the highest of them need no sum.
  if (request.topK !== undefined && traits.kind === 'gauge' && varying.every((label) => by.includes(label)))
    return undefined;
  // Degrees and delays of several do not add up.
  const isGauge = traits.kind === 'gauge' || traits.kind === 'unknown';
  if (by.length > 0 && isGauge && varying.length > 0 && proposal.unit === 'seconds')
    return { name: 'max', says: 'highest' };
  if (by.length > 0 && proposal.unit === 'celsius') return { name: 'avg', says: 'average' };
  if (by.length > 0)
    return proposal.unit === 'ratio' || proposal.unit === 'percent' || traits.isState
      ? { name: 'avg', says: 'average' }
      : { name: 'sum', says: 'sum' };
  // How many there are is one number, however many series they are counted in.
  const isCounted =
    (traits.kind === 'counter' || traits.kind === 'histogram') &&
    (signals.has('count') || outcome !== undefined);
  return isCounted && varying.length > 0 && request.topK === undefined
    ? { name: 'sum', says: 'sum' }
    : undefined;
}

function boundOf(threshold: Threshold | undefined, unit: string): Bound | undefined {
  if (threshold === undefined) return undefined;
  const { comparison, value, of } = threshold;
  switch (of) {
    case 'percent':
      // A share of what nobody can tell is no bound for bytes or things counted.
      return unit === 'percent' || unit === 'ratio'
        ? { comparison, value: unit === 'percent' ? value : value / 100 }
        : undefined;
    case 'seconds':
      return unit === 'seconds'
        ? { comparison, value }
        : unit === 'milliseconds'
          ? { comparison, value: value * 1_000 }
          : undefined;
    case 'bits':
      return unit === '' || unit.startsWith('bits') ? { comparison, value } : undefined;
    case 'bytes':
      return unit === '' || unit.startsWith('bytes') ? { comparison, value } : undefined;
    case 'number':
      return { comparison, value };
  }
}

const OPERATORS = [
  { signal: 'average', name: 'avg', says: 'average' },
  { signal: 'maximum', name: 'max', says: 'highest' },
  { signal: 'minimum', name: 'min', says: 'lowest' },
  { signal: 'total', name: 'sum', says: 'sum' },
] as const;

/** Words of names that say that the exporter has already taken the average, the highest, the sum. */
const TAKEN: Readonly<Record<(typeof OPERATORS)[number]['signal'], ReadonlySet<string>>> = {
  average: new Set(splitWords('average avg mean')),
  maximum: new Set(splitWords('max maximum limit peak highest')),
  minimum: new Set(splitWords('min minimum limit lowest')),
  total: new Set(splitWords('total sum size')),
};

function isSaidBy({ metric, kind, helpWords }: MetricTraits, signal: keyof typeof TAKEN): boolean {
  if (signal === 'average' && [...TAKEN.average].some((word) => helpWords.has(word))) return true;
  return (
    !(kind === 'counter' && signal === 'total') &&
    splitWords(metric.name).some((word) => TAKEN[signal].has(word))
  );
}
