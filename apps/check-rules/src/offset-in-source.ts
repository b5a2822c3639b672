import type { Scalar } from 'yaml';

/**
 * Where in a YAML file a character of a scalar's value stands, whatever way it is written: signs other than white space come in
 * the same order in both, with escapes in between.
 */
export function offsetInSource(source: string, scalar: Scalar.Parsed, value: string, offset: number): number {
  const [from, to] = scalar.range;
  const isBlock = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED';
  // The head of a block, such as `|-`, ends with its line.
  let at = isBlock ? source.indexOf('\n', from) + 1 : from;
  if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') at++;
  const end = Math.min(offset, value.length);
  let last = skip(source, at, to, value[0] ?? '');
  for (let i = 0; i < end; i++) {
    const sign = value[i];
    if (isSpace(sign)) continue;
    at = skip(source, at, to, sign) + 1;
    last = at;
  }
  // The end of an expression is behind its last sign, any other place at a sign of its own.
  const next = value.slice(end).search(/\S/);
  return next < 0 ? last : skip(source, at, to, value[end + next]);
}

/** The next place of a sign, past white space and the signs of escapes. */
function skip(source: string, from: number, to: number, sign: string): number {
  let at = from;
  while (at < to && source[at] !== sign) at++;
  return Math.min(at, to);
}

function isSpace(sign: string): boolean {
  return /\s/.test(sign);
}
