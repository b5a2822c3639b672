import { expandWords, splitWords } from '@metrics-ai/lexicon';
import type { Proposal, Situation } from './intent.ts';
import { namingWords } from './naming-words.ts';
import type { Choice } from './translation.ts';
import type { Signal } from './signals.ts';

/** What is asked to be done, not only of what: an answer that does otherwise answers another question. */
const OPERATIONS: readonly Signal[] = [
  'down',
  'left',
  'limit',
  'hits',
  'failure',
  'failingShare',
  'absence',
  'lost',
  'change',
  'trend',
  'growth',
  'forecast',
  'age',
  'expiry',
  'distribution',
  'mismatch',
];

/** Operations between two things, of which a single metric is one. */
const BETWEEN = / (?:vs|versus|minus|plus|difference between|ratio between|in relation to|relative to) /;
/** What is to be left out, which no condition that a question sets says. */
const EXCEPT = / (?:except|excluding|excluded|without|apart from|other than|but not|ignoring) /;
/** What no kind of question that is understood does. */
const UNDONE =
  / (?:stddev|standard deviation|variance|correlat\w+|covariance|outliers?|z score|moving average|cumulative|apdex|percent change) /;
const TIMES: ReadonlySet<string> = new Set([
  'seconds',
  'milliseconds',
  'microseconds',
  'nanoseconds',
  'timestamp',
]);
const SHARES: ReadonlySet<string> = new Set(['ratio', 'percent']);

/**
 * Whether a choice leaves undone what the question asks to be done: whoever asks for what is left is not answered with what is used,
 * however well the metric fits.
 */
export function leavesOut(
  situation: Situation,
  proposal: Proposal,
  { unit, promql, unmet }: Pick<Choice, 'unit' | 'promql' | 'unmet'>,
): boolean {
  const { request, filters } = situation;
  const { signals, plain, threshold, topK, range, offset, horizon } = request;
  const quantities = [threshold, topK, range, offset, horizon].flatMap((each) => each?.words ?? []);
  const spent = new Set([...proposal.words, ...quantities].flatMap((words) => splitWords(words)));
  for (const word of filters.flatMap(({ words }) => words)) spent.add(word);
  const isDone = (signal: Signal): boolean => {
    const asked = signals.get(signal);
    if (asked === undefined) return true;
    // That something has happened says nothing of how it ended.
    if (signal === 'failure' && signals.get('occurrence') === asked)
      return isSaid(asked, situation, named(filters));
    if (proposal.words.includes(asked)) return true;
    // That something took longer than a day is not that it is older.
    if (signal === 'age' && !isOfLast(asked, plain)) return AGES.test(situation.traits.metric.name);
    return isSaid(asked, situation, spent);
  };
  const isShare = SHARES.has(unit);
  const asksShare = signals.has('ratio') && !isDone('ratio') && !isShare;
  const isTime = TIMES.has(unit);
  return (
    asksShare ||
    namesUnknown(situation, unmet) ||
    OPERATIONS.some((signal) => !isDone(signal) && !(signal === 'limit' && isShare)) ||
    (BETWEEN.test(plain) && offset === undefined && !/ [-+/] /.test(promql)) ||
    EXCEPT.test(plain) ||
    UNDONE.test(plain) ||
    (/^ (?:when|since when|how long|how old) /.test(plain) && !isTime) ||
    (signals.has('count') && (isShare || (isTime && !/ (?:seconds|minutes|hours|days|time) /.test(plain)))) ||
    (!isShare && isOfOtherPart(situation, proposal)) ||
    isOfSettings(situation) ||
    isOfWholeCounter(situation, promql) ||
    isUngrouped(situation, proposal, promql)
  );
}

/** The size of the last backup is no question of when that was. */
const isOfLast = (asked: string, plain: string): boolean =>
  asked.startsWith('last ') && !/ (?:when|how long|how old|since|ago|old|older|newer) /.test(plain);

const AGES = /(?:^|_)(?:age|ages|uptime|since|lag|idle|elapsed|staleness|oldest)(?:_|$)/i;

/** Whether the question names something that a metric with known labels has nothing of. */
function namesUnknown({ request, traits }: Situation, unmet: readonly string[]): boolean {
  if (Object.keys(traits.metric.labels).length === 0) return false;
  const asked = new Set(request.words.filter(({ weight }) => weight === 1).map(({ word }) => word));
  return namingWords(unmet).some((word) => asked.has(word));
}

const named = (filters: Situation['filters']): Set<string> => new Set(filters.flatMap(({ words }) => words));

/** Whether the metric says it by itself, or a part of the expression was read from it. */
function isSaid(asked: string, { traits }: Situation, spent: ReadonlySet<string>): boolean {
  const stems = splitWords(asked);
  if (stems.some((word) => spent.has(word))) return true;
  return expandWords(stems).some(({ alternatives }) =>
    alternatives.some(({ word }) => traits.words.includes(word) || traits.helpWords.has(word)),
  );
}

/** Whether what is in use is asked for, and all that there is or what is left was taken. */
function isOfOtherPart({ request, traits, relatives }: Situation, { words }: Proposal): boolean {
  const used = request.signals.get('usage');
  const role = relatives.roleOf(traits);
  return used !== undefined && !words.includes(used) && (role === 'whole' || role === 'free');
}

/** Whether how something is set up was taken for how it is. */
function isOfSettings({ request, traits, relatives }: Situation): boolean {
  return relatives.isSetting(traits) && !SETTINGS.test(request.plain);
}

const SETTINGS =
  / (?:settings?|set|variables?|config\w*|limits?|max\w*|min\w*|allowed|enabled|disabled|on|off|timeouts?|sizes?|quota|capacity) /;

/**
 * Whether an average was taken of the speeds of several counters, where one of each event is meant; or a part in time of what took time,
 * where one in number is.
 */
function isOfWholeCounter({ request, traits, filters }: Situation, promql: string): boolean {
  const { signals } = request;
  if (promql.includes(' / ')) return false;
  const isCounter = traits.kind === 'counter' && signals.has('average') && !signals.has('rate');
  const isOfPart = filters.some(({ name }) => name !== 'job' && name !== 'instance');
  const isOfTimes = traits.kind === 'histogram' || traits.kind === 'summary';
  return (isCounter && traits.unit === 'seconds') || (isOfTimes && isOfPart && signals.has('ratio'));
}

/** Whether a kind of thing is to be told apart that no label of the metric names. */
function isUngrouped(
  { request, traits, filters, by, varying }: Situation,
  proposal: Proposal,
  promql: string,
): boolean {
  const labels = Object.keys(traits.metric.labels);
  if (labels.length === 0) return false;
  // `used by checkout` names a value.
  const values = new Set(filters.flatMap(({ words }) => words));
  const groups = request.groups.filter((word) => !splitWords(word).every((stem) => values.has(stem)));
  const kinds = [...groups, ...(request.topK?.of ?? [])];
  const isSpent = (word: string): boolean => proposal.words.includes(word);
  if (by.length === 0) return !kinds.every(isSpent);
  return (
    groups.length > by.length || (!promql.includes(' by (') && varying.some((label) => !by.includes(label)))
  );
}
