/** A text on one line, nothing invisible in it: what is checked of it is what is seen. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
}
