/** What XML forbids, halves of surrogate pairs, and what turns the direction of the text around it. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A text as the content of an XML element or attribute. Call {@link plainText} first on what others wrote. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** A text of unknown origin on one line, with U+FFFD for each character that no document should have. */
export function plainText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(FORBIDDEN, '\ufffd').trim();
}
