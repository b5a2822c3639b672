/** A label set; `__name__` holds the metric's name where there is one. */
export type Labels = Readonly<Record<string, string>>;

/** One condition of a selector. An absent label equals the empty string; a regex (RE2) matches the whole value. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Matchers of exactly these labels. */
export function matchersOf(labels: Labels): LabelMatcher[] {
  return Object.entries(labels).map(([name, value]) => ({ name, operator: '=', value }));
}
