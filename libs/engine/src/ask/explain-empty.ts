import { formatDuration, formatQuantity, formatTime } from '@metrics-ai/features';
import { PrometheusError, type QueryResult } from '@metrics-ai/prometheus-client';
import type { AskChoice } from './ask-answer.ts';
import type { AskedTime } from './asked-time.ts';
import { nameSeries } from './name-series.ts';
import {
  absentOf,
  countedIn,
  dividesIn,
  filteringOf,
  selectorsIn,
  type Filtering,
  type Selected,
} from './read-expression.ts';
import type { QuestionedPrometheus } from './run-choice.ts';
import { isValue } from './tell-result.ts';
import { COMPARISON_WORDS } from './translate/translation.ts';

/** Why nothing came back, in sentences, and the numbers that they say. */
export interface Emptiness {
  readonly sentences: readonly string[];
  readonly quantities: readonly { readonly value: number; readonly unit: string }[];
  readonly timesMs: readonly number[];
  /** Series as the sentences call them. */
  readonly names: readonly string[];
  /** An expression whose series are there all the same. */
  readonly instead?: string;
}

interface Asking {
  readonly prometheus: QuestionedPrometheus;
  /** The end of what was asked of. */
  readonly timeMs: number;
  /** When the answer is read. */
  readonly nowMs: number;
  readonly signal?: AbortSignal;
}

/** A series that vanished is looked for so far back, … */
const LOOK_BACK_MS = 7 * 86_400_000;
/** … in strides of so long. */
const STRIDE_MS = 3_600_000;
/** Each selector costs a query or two. */
const MAX_SELECTORS = 4;

/**
 * Finds out why an expression gave nothing: no series passes its comparison, nothing is absent, or a selector matches no series, and then
 * when it last did. Asks Prometheus a few small questions; those that fail are left out of the answer. Rejects with the signal's reason.
 */
export async function explainEmpty(
  prometheus: QuestionedPrometheus,
  { promql, unit }: Pick<AskChoice, 'promql' | 'unit'>,
  time: AskedTime,
  { nowMs, signal }: { readonly nowMs: number; readonly signal?: AbortSignal },
): Promise<Emptiness> {
  const timeMs = 'timeMs' in time ? time.timeMs : time.range.endMs;
  const asking: Asking = { prometheus, timeMs, nowMs, signal };
  const absent = absentOf(promql);
  if (absent !== undefined) {
    const count = await ask(asking, `count(${absent})`);
    if (count > 0)
      return telling([`Nothing is absent: ${count} series match ${absent}.`], { counts: [count] });
  }
  const counted = countedIn(promql);
  const filtering = filteringOf(counted ?? promql);
  const passed = filtering && (await explainFilter(asking, filtering, unit));
  if (passed === undefined) return explainSelectors(asking, promql);
  // Of how many there are, no picture is to show which.
  return counted === undefined ? passed : { ...passed, instead: undefined };
}

/** What is compared is there, but none of it passes; undefined where it is not there. */
async function explainFilter(
  asking: Asking,
  { left, operator, right, limit }: Filtering,
  unit: string,
): Promise<Emptiness | undefined> {
  const isUpper = operator === '<' || operator === '<=';
  const nearest = await askVector(asking, `${isUpper ? 'bottomk' : 'topk'}(1, ${left})`);
  const count = await ask(asking, `count(${left})`);
  const [sample] = nearest;
  if (sample === undefined || !(count > 0)) return undefined;
  const [name] = nameSeries([sample]);
  const bound = limit === undefined ? right : formatQuantity(limit, unit);
  const at = `at ${formatTime(asking.timeMs, asking.nowMs)}`;
  const which = name === '' ? '' : ` (${name})`;
  const isKnown = isValue(sample.value, { isQuotient: dividesIn(left) });
  const value = isKnown ? formatQuantity(sample.value, unit) : 'unknown';
  const subject = count === 1 ? 'It is not' : `None of ${count} series is`;
  const end = count === 1 ? 'it' : `the ${isUpper ? 'lowest' : 'highest'}`;
  const why = isKnown ? '' : `, since Prometheus gives ${sample.value}, such as for a share of nothing`;
  const told = telling(
    [`${subject} ${COMPARISON_WORDS[operator]} ${bound}: ${end} is ${value}${which} ${at}${why}.`],
    {
      counts: [count],
      quantities: [{ value: sample.value, unit }, ...(limit === undefined ? [] : [{ value: limit, unit }])],
      names: [name, right],
    },
  );
  return { ...told, instead: left };
}

async function explainSelectors(asking: Asking, promql: string): Promise<Emptiness> {
  const selected = selectorsIn(promql).slice(0, MAX_SELECTORS);
  const counts = await Promise.all(
    selected.map(({ selector, offset }) => ask(asking, `count(${selector}${offset})`)),
  );
  const missing = selected.filter((_, i) => counts[i] === 0);
  if (missing.length === 0 && counts.some(Number.isNaN)) {
    return telling(['Why, Prometheus did not tell when it was asked.'], {});
  }
  if (missing.length === 0) {
    return telling(
      [
        'The series that it asks for are there, but it gives nothing of them: they may have too few samples in its range, or its sides have no labels in common.',
      ],
      {},
    );
  }
  const told = await Promise.all(missing.map((each) => tellMissing(asking, each)));
  return {
    sentences: told.flatMap(({ sentences }) => sentences),
    quantities: told.flatMap(({ quantities }) => quantities),
    timesMs: told.flatMap(({ timesMs }) => timesMs),
    names: missing.map(({ selector, offset }) => selector + offset),
  };
}

async function tellMissing(asking: Asking, { selector, offset }: Selected): Promise<Emptiness> {
  const { timeMs, nowMs } = asking;
  const when = formatTime(timeMs, nowMs);
  if (offset !== '') return telling([`No series matched ${selector}${offset}, seen from ${when}.`], {});
  const lastMs = await lastSeenMs(asking, selector);
  if (lastMs === undefined) return telling([`No series match ${selector} at ${when}.`], {});
  if (Number.isNaN(lastMs)) {
    const length = LOOK_BACK_MS / 1_000;
    return telling(
      [`No series match ${selector} at ${when}, nor did any in the ${formatDuration(length)} before.`],
      { quantities: [{ value: length, unit: 'seconds' }] },
    );
  }
  const ago = (timeMs - lastMs) / 1_000;
  const told = telling(
    [
      `No series match ${selector} at ${when}; the last that did was seen at ${formatTime(lastMs, nowMs)}, ${formatDuration(ago)} before.`,
    ],
    { quantities: [{ value: ago, unit: 'seconds' }] },
  );
  return { ...told, timesMs: [lastMs] };
}

/** The latest sample of a selector before the moment asked of; NaN where there is none, undefined where that cannot be found out. */
async function lastSeenMs(
  { prometheus, timeMs, signal }: Asking,
  selector: string,
): Promise<number | undefined> {
  try {
    // Counted hour by hour first: reading the samples of a week at once would cost far more.
    const endMs = timeMs;
    const startMs = endMs - LOOK_BACK_MS;
    const hours = await prometheus.queryRange(`count(present_over_time(${selector}[1h]))`, {
      startMs,
      endMs,
      stepMs: STRIDE_MS,
      signal,
    });
    const lastHourMs = hours.data[0]?.timestamps.at(-1);
    if (lastHourMs === undefined) return NaN;
    const exact = await prometheus.query(`max(max_over_time(timestamp(${selector})[1h:1m]))`, {
      timeMs: lastHourMs,
      signal,
    });
    const seconds = exact.data.type === 'vector' ? exact.data.samples[0]?.value : undefined;
    return seconds === undefined ? lastHourMs : seconds * 1_000;
  } catch (error) {
    return ignore(error, signal);
  }
}

/** The one number of an expression; 0 where there is nothing, NaN where Prometheus fails. */
async function ask({ prometheus, timeMs, signal }: Asking, promql: string): Promise<number> {
  try {
    const { data } = await prometheus.query(promql, { timeMs, signal });
    return data.type === 'vector' ? (data.samples[0]?.value ?? 0) : NaN;
  } catch (error) {
    return ignore(error, signal) ?? NaN;
  }
}

async function askVector(
  { prometheus, timeMs, signal }: Asking,
  promql: string,
): Promise<Extract<QueryResult, { type: 'vector' }>['samples']> {
  try {
    const { data } = await prometheus.query(promql, { timeMs, signal });
    return data.type === 'vector' ? data.samples : [];
  } catch (error) {
    ignore(error, signal);
    return [];
  }
}

/** The answer itself is there: what else could be said of it is not worth failing for. */
function ignore(error: unknown, signal: AbortSignal | undefined): undefined {
  signal?.throwIfAborted();
  if (!(error instanceof PrometheusError)) throw error;
}

function telling(
  sentences: readonly string[],
  {
    counts = [],
    quantities = [],
    names = [],
  }: {
    readonly counts?: readonly number[];
    readonly quantities?: Emptiness['quantities'];
    readonly names?: readonly string[];
  },
): Emptiness {
  return {
    sentences,
    quantities: [...quantities, ...counts.map((value) => ({ value, unit: '' }))],
    timesMs: [],
    names,
  };
}
