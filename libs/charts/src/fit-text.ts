import { measureText, type Weight } from './measure-text.ts';

/** Longer texts are cut before they are measured. */
const MAX_LENGTH = 2_000;
const ELLIPSIS = '…';

/** A text that is no wider than `width` pixels, with `…` in the place of its middle where it was. */
export function shorten(text: string, width: number, fontSize: number, weight?: Weight): string {
  const fits = (candidate: string): boolean => measureText(candidate, fontSize, weight) <= width;
  if (text.length <= MAX_LENGTH && fits(text)) return text;
  // Code points, so that no pair of surrogates is cut in two.
  const head = [...text.slice(0, MAX_LENGTH)];
  const tail = [...text.slice(-MAX_LENGTH)];
  const keep = (count: number): string =>
    head.slice(0, Math.ceil(count / 2)).join('') + ELLIPSIS + tail.slice(tail.length - (count >> 1)).join('');
  let low = 0;
  let high = Math.min(head.length, MAX_LENGTH) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(keep(middle))) low = middle;
    else high = middle - 1;
  }
  return keep(Math.max(low, 0));
}

/**
 * A text on at most two lines of `width` pixels. It is parted where a reader would part it (at a space, after a comma, an
 * opening brace or an underscore), and its middle gives way where two lines are not enough.
 */
export function wrap(text: string, width: number, fontSize: number, weight?: Weight): string[] {
  if (text.length <= MAX_LENGTH && measureText(text, fontSize, weight) <= width) return [text];
  const first = text
    .slice(0, MAX_LENGTH)
    .split(/(?<=[\s,{_])/)
    .reduce(
      ({ line, full }, part) => {
        const next = line + part;
        return full || measureText(next.trimEnd(), fontSize, weight) > width
          ? { line, full: true }
          : { line: next, full };
      },
      { line: '', full: false },
    ).line;
  if (first.length < MIN_FIRST_LINE) return [shorten(text, width, fontSize, weight)];
  return [first.trimEnd(), shorten(text.slice(first.length).trimStart(), width, fontSize, weight)];
}

/** A shorter first line than this parts nothing that a reader would want to be parted. */
const MIN_FIRST_LINE = 12;
