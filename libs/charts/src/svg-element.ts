import { escapeXml } from './escape-xml.ts';
import { pixels } from './svg-paths.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with text or nothing in it; numbers to a tenth, attributes that are undefined left out. */
export function element(name: string, attributes: Attributes, text?: string): string {
  return text === undefined
    ? `<${name}${write(attributes)}/>`
    : `<${name}${write(attributes)}>${escapeXml(text)}</${name}>`;
}

/** Parts of a document, one below the other; those that are empty are left out. */
export function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

/** A group, one line for each element in it; nothing where it would be empty. */
export function group(attributes: Attributes, children: readonly string[]): string {
  const content = joinParts(children);
  return content === '' ? '' : `<g${write(attributes)}>\n${content}\n</g>`;
}

function write(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => ` ${name}="${typeof value === 'number' ? pixels(value) : escapeXml(String(value))}"`,
    )
    .join('');
}
