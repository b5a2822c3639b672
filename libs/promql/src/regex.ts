import { RE2JS, RE2JSException } from 're2js';

/** A regex of PromQL: RE2 syntax, in which matching takes linear time; it matches the whole value, `.` newlines too. */
export interface Regex {
  matches(value: string): boolean;
}

/** The regex, or in words why it does not compile. Prometheus's own parser compiles it in the same way. */
export function compileRegex(pattern: string): Regex | string {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return { matches: (value) => compiled.testExact(value) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return error.message;
  }
}
