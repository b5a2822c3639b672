/** Text from whatever is scraped, made safe to show: one line, no control characters, at most so many characters. */
export function oneLine(text: string, maxLength: number): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}
