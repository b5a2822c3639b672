/** Where a person finds a place of a text: line and column count from 1, the column in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset into a text, in UTF-16 code units. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: [...before[before.length - 1]].length + 1 };
}
