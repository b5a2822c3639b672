/**
 * A PromQL string in double quotes, with the escapes of a Go string: whatever the text holds, it stays text. Prometheus
 * takes a bare U+FFFD for broken UTF-8, so that it is escaped as well. Throws RangeError for text that is not
 * well-formed Unicode.
 */
export function quote(text: string): string {
  if (!text.isWellFormed()) throw new RangeError(`not well-formed Unicode: ${JSON.stringify(text)}`);
  const escaped = text.replace(/[\\"\u0000-\u001f\u007f\u2028\u2029\ufffd]/g, (character) =>
    character === '\\' || character === '"'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** What a string is made of: an escape by code point, by byte, or by letter; or plain text. */
const PIECE =
  /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|([abfnrtv\\'"]))|[^\\]+/gy;

/**
 * The text of a PromQL string: Go's escapes in double or single quotes, none in backticks. Undefined where the closing
 * quote is missing, an escape is none of Go's, or bytes given as `\x` or octal are not UTF-8.
 */
export function unquote(literal: string): string | undefined {
  const mark = literal[0];
  if (literal.length < 2 || !literal.endsWith(mark)) return undefined;
  const inner = literal.slice(1, -1);
  if (mark === '`') return inner;
  // Text as URI percent-encoding: decoding it puts bytes together and refuses what is not UTF-8.
  const parts: string[] = [];
  let length = 0;
  for (const [piece, u, U, x, octal, letter] of inner.matchAll(PIECE)) {
    length += piece.length;
    const codePoint = parseInt(u ?? U ?? '-1', 16);
    const byte = x === undefined ? parseInt(octal ?? '-1', 8) : parseInt(x, 16);
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff) || byte > 0xff) return undefined;
    if ((letter === '"' || letter === "'") && letter !== mark) return undefined;
    if (byte >= 0) parts.push(`%${byte.toString(16).padStart(2, '0')}`);
    else if (codePoint >= 0) parts.push(encodeURIComponent(String.fromCodePoint(codePoint)));
    else if (letter === undefined && !piece.isWellFormed()) return undefined;
    else parts.push(encodeURIComponent(letter === undefined ? piece : (ESCAPES[letter] ?? letter)));
  }
  return length === inner.length ? decoded(parts.join('')) : undefined;
}

function decoded(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
