/** Words that name a time by what happened then. */
export interface UnknownTime {
  readonly words: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

const EVENT =
  '(?:(?:version|release|build) [\\w.-]*\\d[\\w.-]*|v\\d+(?:\\.\\d+)*|black friday|cyber monday|christmas|new year|(?:re-?)?deploy(?:ment|s|ed|ing)?|releases?|roll-?\\s?outs?|roll-?\\s?backs?|upgrades?|hot-?fix(?:es)?|re-?starts?|re-?boots?|incidents?|outages?|migrations?|maintenance(?: window)?|fail-?overs?|switch-?overs?|cut-?overs?|go-?live)';
/** Words that mean a time only where it is said which. */
const ONE_EVENT =
  '(?:updates?|patch(?:es|ing)?|(?:config(?:uration)? |schema |code )?changes?|merges?|launch|campaign|sale|crash|scale-?\\s?(?:up|down|out|in)|push)';
const WHICH =
  "(?:(?:\\p{L}+(?: night| week| month)?['’]s|the|our|my|your|their|this|that|last|latest|most recent|recent|previous|new|newest|big|first|second|final|prod(?:uction)?|blue-?green|canary) )";
const WHEN = `(?:(?:right |ever |just |shortly )?(?:since|after|before|following|until)|(?:during|around)(?= (?:the|our|this|that|last|black|cyber|christmas|new)\\b)|on(?= (?:black|cyber)\\b))`;
const TIME = new RegExp(
  `(?<![\\p{L}\\p{N}_-])${WHEN} (?:${WHICH}*(?:[\\p{L}\\p{N}-]+ )?${EVENT}|${WHICH}+(?:[\\p{L}\\p{N}-]+ )?${ONE_EVENT})(?: went (?:out|live|through)| was (?:rolled out|deployed|released))?(?![\\p{L}\\p{N}_-])`,
  'iu',
);
/** "seconds since the last restart" is a metric. */
const ELAPSED =
  /(?<![\p{L}\p{N}])(?:time|seconds|minutes|hours|days|age|duration|uptime|elapsed|long|passed|number of \p{L}+)(?: (?:is it|it is|has passed|elapsed|passed|has it been))? $/iu;

/**
 * A time that a question names by what happened then: "since the last deploy", "after the release", "during the incident". When that was
 * is not known here, and nobody should be told that it was looked at. Undefined where there is none.
 */
export function readUnknownTime(text: string): UnknownTime | undefined {
  const match = TIME.exec(text);
  if (match === null || ELAPSED.test(text.slice(0, match.index))) return undefined;
  const { 0: words, index } = match;
  return { words, startIndex: index, endIndex: index + words.length };
}
