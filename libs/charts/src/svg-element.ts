import { escapeXml } from './escape-xml.ts';
import { pixels } from './svg-paths.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with text or nothing in it; numbers to a tenth, attributes that are undefined left out. */
export function element(name: string, attributes: Attributes, text?: string): string {
  return text === undefined
    ? `<${name}${write(attributes)}/>`
    : `<${name}${write(attributes)}>${escapeXml(text)}</${name}>`;
}

/** A group, one line for each element in it; nothing where it would be empty. */
export function group(attributes: Attributes, children: readonly string[]): string {
  const content = children.filter((child) => child !== '');
  return content.length === 0 ? '' : [`<g${write(attributes)}>`, ...content, '</g>'].join('\n');
}

function write(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => ` ${name}="${typeof value === 'number' ? pixels(value) : escapeXml(String(value))}"`,
    )
    .join('');
}
