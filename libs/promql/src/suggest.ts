import { applyEdits, type Draft, type Finding } from './finding.ts';

/** What is found in a text. */
type Inspect = (text: string) => readonly Draft[];

/** A repair may show a further mistake: so many are repaired together with the first. */
const MOST_STEPS = 4;

/** So many characters are checked to try repairs; of an expression with hundreds of mistakes the last ones get no suggestion. */
const MOST_CHARACTERS = 200_000;

/** The findings, each with the first of its repairs that holds. */
export function withSuggestions(text: string, drafts: readonly Draft[], inspect: Inspect): Finding[] {
  let characters = 0;
  const tryOut: Inspect = (repaired) => {
    characters += repaired.length;
    return inspect(repaired);
  };
  return drafts.map((draft): Finding => {
    const { repairs = [], ...finding } = draft;
    for (const { edits, reason } of repairs) {
      if (characters > MOST_CHARACTERS) break;
      const repaired = settle(applyEdits(text, edits), draft, drafts, tryOut, MOST_STEPS);
      if (repaired !== undefined) return { ...finding, suggestion: { text: repaired, reason } };
    }
    return finding;
  });
}

/** Repaired text in which the finding is gone and no error is new, mending what only the repair has shown; undefined where that fails. */
function settle(
  text: string,
  draft: Draft,
  before: readonly Draft[],
  inspect: Inspect,
  steps: number,
): string | undefined {
  const drafts = inspect(text);
  if (countOf(drafts, draft.code) >= countOf(before, draft.code)) return undefined;
  const fresh = drafts.find(
    ({ severity, code }) => severity === 'error' && countOf(drafts, code) > countOf(before, code),
  );
  if (fresh === undefined) return text;
  if (steps === 0) return undefined;
  for (const { edits } of fresh.repairs ?? []) {
    const next = settle(applyEdits(text, edits), draft, before, inspect, steps - 1);
    if (next !== undefined) return next;
  }
  return undefined;
}

function countOf(drafts: readonly Draft[], code: Draft['code']): number {
  return drafts.filter((draft) => draft.code === code).length;
}
