/** What stands in a cell: a number, or text. NaN, a number that is not known, is an empty cell. */
export type Cell = number | string;

/** One record of a CSV file (RFC 4180), its line break (CRLF) included. */
export const formatRow = (cells: readonly Cell[]): string => `${cells.map(formatCell).join(',')}\r\n`;

function formatCell(cell: Cell): string {
  // The shortest digits that name the number exactly; ±Inf as `Infinity`, which pandas and DuckDB read.
  if (typeof cell === 'number') return Number.isNaN(cell) ? '' : String(cell);
  const text = RUN_BY_SPREADSHEETS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text that begins so is run as a formula by spreadsheets, and labels and descriptions come from whatever is scraped:
 * an apostrophe before it makes it text (owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
 */
const RUN_BY_SPREADSHEETS = /^[=+\-@\t\r\n＝＋－＠]/;
