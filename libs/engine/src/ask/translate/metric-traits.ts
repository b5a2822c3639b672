import { splitWords } from '@metrics-ai/lexicon';
import type { CatalogueMetric } from '@metrics-ai/promql';

/** How the samples of a metric are to be taken, after its type or, where that is unknown, its name. */
export type MetricKind = CatalogueMetric['type'];

/** What an expression can be built from a metric, and what it is about. */
export interface MetricTraits {
  readonly metric: CatalogueMetric;
  readonly kind: MetricKind;
  /** Stemmed words of the name without what only says its type and unit. */
  readonly words: readonly string[];
  readonly helpWords: ReadonlySet<string>;
  /** Its values are 0 and 1, 1 being the good or the true. */
  readonly isState: boolean;
  /** Always 1; what it says is in its labels. */
  readonly isInfo: boolean;
  /** Its value is a point in time, in seconds since 1970. */
  readonly isTimestamp: boolean;
  /** Of values: `seconds`, `bytes`, `ratio`, `percent` …; empty when unknown. */
  readonly unit: string;
}

/** Ends of names that say the type or unit and not what is measured. */
const FORMAL = new Set(splitWords('total bytes seconds count sum bucket ratio info milliseconds number num'));

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_(?:seconds|secs)(?:_total|_sum)?$/, 'seconds'],
  [/_(?:milliseconds|ms|millis)(?:_total|_sum)?$/, 'milliseconds'],
  [/_bytes(?:_total|_sum)?$/, 'bytes'],
  [/_ratio$/, 'ratio'],
  [/(?:^|_)(?:percent|percentage|pct)(?:_|$)/, 'percent'],
  [/_celsius$/, 'celsius'],
];

/** Things of which so many are in a state: `players_online` counts, `player_online` says whether. */
const COUNTED_BY_STATE =
  /(?:^|_)\p{L}+(?<!s|u|i|statu)s_(?:up|ready|healthy|alive|online|enabled|connected|running)$/u;

/** Reads from name, type and help what can be done with a metric. */
export function traitsOf(metric: CatalogueMetric): MetricTraits {
  const name = metric.name.toLowerCase();
  const help = metric.help.toLowerCase();
  const words = splitWords(metric.name);
  const telling = words.filter((word) => !FORMAL.has(word));
  const kind = kindOf(metric.type, name);
  const isGauge = kind === 'gauge' || kind === 'unknown';
  const isTimestamp =
    isGauge &&
    (/_(?:timestamp|start_time|boot_time|created|not_after|expir(?:y|ation|es))(?:_?seconds)?$|_timestamp(?:_|$)|_(?:time|at)_seconds$|_last_(?:seen|successful_time|schedule_time)$/.test(
      name,
    ) ||
      /unix ?time|epoch|timestamp/.test(help)) &&
    !/duration|lag|age\b/.test(name);
  return {
    metric,
    kind,
    words: telling.length > 0 ? telling : words,
    helpWords: new Set(splitWords(metric.help)),
    isInfo: isGauge && /_(?:info|build_info|labels)$/.test(name),
    isState:
      isGauge &&
      !COUNTED_BY_STATE.test(name) &&
      (/(?:^|_)(?:up|success|successful|ready|healthy|alive|online|enabled|active_state|readonly|connected|leader|master|running)$|_(?:is|has)_|_(?:status|state|health|condition)$/.test(
        name,
      ) ||
        /\b(?:whether|1 (?:if|for|when|means|=)|0 (?:if|for|when|means|=)|is (?:up|enabled|ready|reachable)|was successful|boolean|\(1 )/.test(
          help,
        )),
    isTimestamp,
    unit: metric.unit || (UNITS.find(([ending]) => ending.test(name))?.[1] ?? unitOfHelp(help)),
  };
}

function kindOf(type: CatalogueMetric['type'], name: string): MetricKind {
  if (type === 'histogram' || type === 'summary') return type;
  if (name.endsWith('_bucket')) return 'counter';
  if (type === 'counter' || (type === 'unknown' && /_total$|_count$|_sum$/.test(name))) return 'counter';
  return type;
}

function unitOfHelp(help: string): string {
  // A % behind a number is a value that the text speaks of.
  if (/\bpercent(?:age)?\b|(?<!\d ?)%/.test(help)) return 'percent';
  return /\b(?:ratio|fraction) of\b|\b0(?:\.0)? ?(?:-|to|\.\.) ?1(?:\.0)?\b/.test(help) ? 'ratio' : '';
}
