/** Stands for what has been read of a text already; cleaned text cannot hold it, as it is a private character. */
export const TAKEN = '\ue000';

/** The text with what has been found in it marked as read; all positions stay. */
export function takeTexts(
  text: string,
  found: readonly { readonly start: number; readonly text: string }[],
): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, text: taken } of found.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), TAKEN.repeat(taken.length));
    from = start + taken.length;
  }
  return parts.join('') + text.slice(from);
}
